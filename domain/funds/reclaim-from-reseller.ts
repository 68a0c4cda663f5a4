import { moneyCommand } from '@/domain/money-command';
import { planResellerAdjustments, type ResellerRefusal } from './adjustment-plan';
import { resellerAdjustmentInput } from './input';
import { insertAdjustments } from './record-adjustments';

/**
 * Takes back what a reseller has not allocated to its customers. `insufficient_balance` is the reseller's.
 *
 * @source spec/04 §4.3, spec/13 L6
 */
export const reclaimFromReseller = moneyCommand({
  name: 'funds.reclaim_reseller',
  permission: 'funds.reclaim_reseller',
  returns: 'adjustment',
  sensitive: 'if_asked',
  input: (actor) => resellerAdjustmentInput(actor.currency),
  refusals: ['organization_frozen', 'reseller_not_found', 'insufficient_balance'] satisfies (
    | ResellerRefusal
    | 'insufficient_balance'
  )[],
  plan: (tx, items) => planResellerAdjustments(tx, 'reclaim', items),
  record: insertAdjustments,
});
