'use server';

import { formAction } from '@/app/_entry/form-action';
import { createApiKey } from '@/domain/identity/create-api-key';
import { disableApiKey } from '@/domain/identity/disable-api-key';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { unfreezeOrganization } from '@/domain/identity/unfreeze-organization';
import { createOrganization } from '@/domain/operations/create-organization';
import { recordBankTransfer } from '@/domain/recharge/record-bank-transfer';

export const createApiKeyAction = formAction(createApiKey);
export const createOrganizationAction = formAction(createOrganization);
export const disableApiKeyAction = formAction(disableApiKey, { then: '/operations/api-keys/:id?done=disabled' });
export const freezeOrganizationAction = formAction(freezeOrganization, {
  then: '/operations/organizations/:id?done=frozen',
});
export const recordBankTransferAction = formAction(recordBankTransfer, {
  then: '/operations/bank-transfers/:id?done=1',
});
export const unfreezeOrganizationAction = formAction(unfreezeOrganization, {
  then: '/operations/organizations/:id?done=unfrozen',
});
