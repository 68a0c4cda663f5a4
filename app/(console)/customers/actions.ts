'use server';

import { formAction } from '@/app/_entry/form-action';
import { assignAccountManager } from '@/domain/customers/assign-account-manager';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { restrictCustomer } from '@/domain/customers/restrict-customer';
import { revealCustomer } from '@/domain/customers/reveal-customer';
import { unfreezeCustomer } from '@/domain/customers/unfreeze-customer';
import { unrestrictCustomer } from '@/domain/customers/unrestrict-customer';
import { withdrawAccountManager } from '@/domain/customers/withdraw-account-manager';

export const assignAccountManagerAction = formAction(assignAccountManager, { then: '/customers/:id?done=assigned' });
export const freezeCustomerAction = formAction(freezeCustomer, { then: '/customers/:id?done=frozen' });
export const restrictCustomerAction = formAction(restrictCustomer, { then: '/customers/:id?done=restricted' });
export const revealCustomerAction = formAction(revealCustomer, { then: '/customers/:id?revealed=1' });
export const unfreezeCustomerAction = formAction(unfreezeCustomer, { then: '/customers/:id?done=unfrozen' });
export const unrestrictCustomerAction = formAction(unrestrictCustomer, { then: '/customers/:id?done=unrestricted' });
export const withdrawAccountManagerAction = formAction(withdrawAccountManager, {
  then: '/customers/:id?done=withdrawn',
});
