'use server';

import { formAction } from '@/app/_entry/form-action';
import { endPayerRule } from '@/domain/reconciliation/end-payer-rule';

export const endPayerRuleAction = formAction(endPayerRule, { then: '/operations/payer-rules?done=ended' });
