import { moneyCommand } from '@/domain/money-command';
import { type CustomerRefusal, planCustomerAdjustments } from './adjustment-plan';
import { customerAdjustmentInput } from './input';
import { insertAdjustments } from './record-adjustments';

/**
 * Takes back money that is left at a resale customer, in part or whole; from a frozen customer too. `insufficient_balance` is the customer's.
 *
 * @source spec/03 §3.1, spec/13 L5, design/decisions.md 35, 43
 */
export const reclaimFunds = moneyCommand({
  name: 'funds.reclaim',
  permission: 'funds.reclaim',
  returns: 'adjustment',
  sensitive: 'if_asked',
  input: (actor) => customerAdjustmentInput(actor.currency),
  refusals: [
    'reseller_not_found',
    'organization_frozen',
    'customer_not_found',
    'referral_customer',
    'insufficient_balance',
  ] satisfies (CustomerRefusal | 'insufficient_balance')[],
  plan: (tx, items) => planCustomerAdjustments(tx, 'reclaim', items),
  record: insertAdjustments,
});
