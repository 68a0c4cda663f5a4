import { moneyCommand } from '@/domain/money-command';
import { planResellerAdjustments, type ResellerRefusal } from './adjustment-plan';
import { resellerAdjustmentInput } from './input';
import { insertAdjustments } from './record-adjustments';

/**
 * Gives money of a distributor to one of its resellers, which has no other source of money.
 *
 * @source spec/04 §4.3, spec/13 L6
 */
export const allocateToReseller = moneyCommand({
  name: 'funds.allocate_reseller',
  permission: 'funds.allocate_reseller',
  returns: 'adjustment',
  sensitive: 'if_asked',
  input: (actor) => resellerAdjustmentInput(actor.currency),
  refusals: ['organization_frozen', 'reseller_not_found', 'reseller_frozen', 'insufficient_balance'] satisfies (
    | ResellerRefusal
    | 'insufficient_balance'
  )[],
  plan: (tx, items) => planResellerAdjustments(tx, 'allocate', items),
  record: insertAdjustments,
});
