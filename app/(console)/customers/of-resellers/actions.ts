'use server';

import { formAction } from '@/app/_entry/form-action';
import { restrictCustomer } from '@/domain/customers/restrict-customer';
import { unrestrictCustomer } from '@/domain/customers/unrestrict-customer';

export const restrictCustomerAction = formAction(restrictCustomer, {
  then: '/customers/of-resellers/:id?done=restricted',
});
export const unrestrictCustomerAction = formAction(unrestrictCustomer, {
  then: '/customers/of-resellers/:id?done=unrestricted',
});
