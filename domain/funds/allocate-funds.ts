import { moneyCommand } from '@/domain/money-command';
import { type CustomerRefusal, planCustomerAdjustments } from './adjustment-plan';
import { customerAdjustmentInput } from './input';
import { insertAdjustments } from './record-adjustments';

/**
 * Gives money of the actor's organization to one of its resale customers; a distributor may also give its reseller's to that reseller's.
 *
 * @source spec/03 §3.1, spec/13 L1–L4
 */
export const allocateFunds = moneyCommand({
  name: 'funds.allocate',
  permission: 'funds.allocate',
  returns: 'adjustment',
  sensitive: 'if_asked',
  input: (actor) => customerAdjustmentInput(actor.currency),
  refusals: [
    'reseller_not_found',
    'organization_frozen',
    'customer_not_found',
    'referral_customer',
    'customer_frozen',
    'insufficient_balance',
  ] satisfies (CustomerRefusal | 'insufficient_balance')[],
  plan: (tx, items) => planCustomerAdjustments(tx, 'allocate', items),
  record: insertAdjustments,
});
