'use server';

import { formAction } from '@/app/_entry/form-action';
import { archiveBankProfile } from '@/domain/reconciliation/archive-bank-profile';
import { saveBankProfile } from '@/domain/reconciliation/save-bank-profile';

export const archiveBankProfileAction = formAction(archiveBankProfile, { then: '/operations/bank-profiles/:id' });
export const saveBankProfileAction = formAction(saveBankProfile, { then: '/operations/bank-profiles/:id?done=1' });
