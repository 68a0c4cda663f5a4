import type { Transaction } from '@/db/client';
import type { RefundFacts } from '@/domain/recharge/payment-provider';
import type { ToldRefund } from '@/domain/recharge/take-notification';
import { holdRefund } from './hold-refund';
import { judgeRefund, settleRefund } from './settle-refund';

/** What it means that a provider tells of a refund, for `takeNotification`. Holds the refund, and its withdrawal. */
export async function lookAtRefund(tx: Transaction, provider: string, facts: RefundFacts): Promise<ToldRefund> {
  const held = await holdRefund(tx, provider, facts);
  const outcome = judgeRefund(held, facts);
  return {
    outcome,
    rechargeId: held?.rechargeId ?? null,
    refundId: held?.id ?? null,
    subject: { id: held?.withdrawalId ?? facts.refundId, organization: held?.organization },
    async settle() {
      if (held && (outcome === 'refunded' || outcome === 'refund_failed')) await settleRefund(tx, held, facts);
    },
  };
}
