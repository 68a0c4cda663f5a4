'use server';

import { formAction } from '@/app/_entry/form-action';
import { setTerms } from '@/domain/credit/set-terms';

export const setTermsAction = formAction(setTerms, { then: ':back' });
