import { v1Read } from '@/app/_entry/v1-operation';
import { addressOfType, v1ProblemOf } from '@/app/_entry/v1-problems';
import { v1Route } from '@/app/_entry/v1-route';
import { type InputOf, readMembers, requiredAmount, requiredOneOf, wireId } from '@/app/v2/_wire/members';
import { problemOf } from '@/app/v2/_wire/problems';
import type { Actor } from '@/domain/actor';
import { type DryRun, dryRunAdjustment, type Move } from '@/domain/funds/dry-run';
import { Refusal } from '@/domain/refusal';
import { formatMoney, type Money } from '@/lib/money';

/** The operations of the partner API that move money; their members are read here as they are there. */
const operations = {
  UpdateCustomerAccountAmount: 'allocate',
  ReclaimToPartnerAccount: 'reclaim',
  UpdateIndirectPartnerAccount: 'allocate_reseller',
  ReclaimIndirectPartnerAccount: 'reclaim_reseller',
} as const satisfies Record<string, Move>;
const members = {
  operation: requiredOneOf<Move>(operations),
  customer_id: wireId('customer'),
  indirect_partner_id: wireId('organization'),
  amount: requiredAmount(),
};

/** What the command behind the operation takes. Whoever is no distributor names nobody in a reclaim: the contract ignores it there. */
function inputOf({ kind }: Actor, given: InputOf<typeof members>): unknown {
  const { operation, amount, customer_id: customerId, indirect_partner_id: resellerId } = given;
  const isForReseller = operation === 'allocate_reseller' || operation === 'reclaim_reseller';
  const missing = isForReseller ? !resellerId && 'indirect_partner_id' : !customerId && 'customer_id';
  if (missing) throw new Refusal('invalid_input', { [missing]: 'required' });
  if (isForReseller) return { resellerId, amount };
  const isIgnored = operation === 'reclaim' && kind !== 'distributor';
  return { customerId, amount, resellerId: isIgnored ? undefined : resellerId };
}

/** In the words of both: the problem of this API, and the code with which the operation itself would answer. */
function presentRefusal({ refusal }: DryRun) {
  if (!refusal) return null;
  const { type, title } = v1ProblemOf(refusal.code, refusal.fields);
  return { type: addressOfType(type), title, error_code: problemOf(refusal.code, refusal.fields).code };
}

const present = ({ before, after }: { before: Money; after: Money }) => ({
  before: formatMoney(before),
  after: formatMoney(after),
});

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({
  POST: v1Read({
    name: 'v1.DryRunAdjustment',
    permission: 'funds.dry_run',
    takesBody: true,
    read: ({ body }, actor) => readMembers(members, { body }, actor.currency),
    run: async ({ actor }, given) => {
      const seen = await dryRunAdjustment(actor, given.operation, inputOf(actor, given));
      const { balances } = seen;
      return {
        outcome: seen.refusal ? 'would_be_refused' : 'would_be_carried_out',
        refusal: presentRefusal(seen),
        amount: given.amount,
        currency: actor.currency,
        balances: balances ? { payer: present(balances.payer), counterparty: present(balances.counterparty) } : null,
      };
    },
  }),
});
