'use server';

import { formAction } from '@/app/_entry/form-action';
import { assignAccountManager } from '@/domain/customers/assign-account-manager';
import { assignAccountManagers } from '@/domain/customers/assign-account-managers';
import { changeView } from '@/domain/customers/change-view';
import { deleteView } from '@/domain/customers/delete-view';
import { describeCustomer } from '@/domain/customers/describe-customer';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { restrictCustomer } from '@/domain/customers/restrict-customer';
import { revealCustomer } from '@/domain/customers/reveal-customer';
import { saveView } from '@/domain/customers/save-view';
import { unfreezeCustomer } from '@/domain/customers/unfreeze-customer';
import { unrestrictCustomer } from '@/domain/customers/unrestrict-customer';
import { withdrawAccountManager } from '@/domain/customers/withdraw-account-manager';
import { setObstacles } from '@/domain/onboarding/set-obstacles';

export const assignAccountManagerAction = formAction(assignAccountManager, { then: '/customers/:id?done=assigned' });
export const assignAccountManagersAction = formAction(assignAccountManagers, {
  then: '/customers?done=managersAssigned',
});
export const changeViewAction = formAction(changeView, { then: '/customers?open=:id' });
export const deleteViewAction = formAction(deleteView, { then: '/customers?done=viewDeleted' });
export const describeCustomerAction = formAction(describeCustomer, { then: '/customers/:id?done=described' });
export const freezeCustomerAction = formAction(freezeCustomer, { then: '/customers/:id?done=frozen' });
export const restrictCustomerAction = formAction(restrictCustomer, { then: '/customers/:id?done=restricted' });
export const revealCustomerAction = formAction(revealCustomer, { then: '/customers/:id?revealed=1' });
export const saveViewAction = formAction(saveView, { then: '/customers?open=:id' });
export const setObstaclesAction = formAction(setObstacles);
export const unfreezeCustomerAction = formAction(unfreezeCustomer, { then: '/customers/:id?done=unfrozen' });
export const unrestrictCustomerAction = formAction(unrestrictCustomer, { then: '/customers/:id?done=unrestricted' });
export const withdrawAccountManagerAction = formAction(withdrawAccountManager, {
  then: '/customers/:id?done=withdrawn',
});
