import { v1Read } from '@/app/_entry/v1-operation';
import { v1Problems } from '@/app/_entry/v1-problems';
import { v1Route } from '@/app/_entry/v1-route';
import { wireTime } from '@/app/v2/_wire/json';
import { type Effect, findEffects } from '@/domain/audit/receipt-queries';
import { transactionNumber } from '@/domain/funds/transaction-number';
import { isRequestKey } from '@/domain/receipts';
import { Refusal } from '@/domain/refusal';
import { idFromUuid, wireIdOf } from '@/lib/id';

/** What the partner API calls the commands that its operations run. */
const operationOf: Readonly<Record<string, string>> = {
  'coupons.issue': 'CreatePartnerCoupons',
  'coupons.reclaim': 'ReclaimPartnerCoupons',
  'customers.create': 'CreateSubCustomer',
  'customers.restrict': 'FreezeSubCustomers',
  'customers.send_code': 'SendVerificationMessageCode',
  'customers.unrestrict': 'UnfreezeSubCustomers',
  'funds.allocate': 'UpdateCustomerAccountAmount',
  'funds.allocate_reseller': 'UpdateIndirectPartnerAccount',
  'funds.reclaim': 'ReclaimToPartnerAccount',
  'funds.reclaim_reseller': 'ReclaimIndirectPartnerAccount',
  'quotas.issue': 'UpdateCouponQuotas',
  'quotas.reclaim': 'ReclaimCouponQuotas',
};

/** The number of what moved money, as the operation answered it. */
function numberOf({ command, resultId }: Effect): string | null {
  if (!command.startsWith('funds.')) return null;
  const kind = command.startsWith('funds.allocate') ? 'allocate' : 'reclaim';
  return transactionNumber(kind, idFromUuid('adjustment', resultId));
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = v1Route({
  GET: v1Read({
    name: 'v1.ShowRequest',
    permission: 'receipts.read',
    read: ({ path: { requestKey } }) => {
      if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { request_key: 'invalid' });
      return requestKey;
    },
    run: async ({ scope }, requestKey) => {
      const effects = await findEffects(scope, requestKey);
      if (effects.length === 0) return { problem: v1Problems.requestNotFound };
      return {
        request_key: requestKey,
        effects: effects.map((effect) => ({
          operation: operationOf[effect.command] ?? null,
          command: effect.command,
          result_id: wireIdOf(idFromUuid('event', effect.resultId)),
          transaction_number: numberOf(effect),
          item_id: effect.itemId,
          done_at: wireTime(effect.at),
        })),
      };
    },
  }),
});
