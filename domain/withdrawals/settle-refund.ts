import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { jobActor } from '@/domain/job';
import { findOperator } from '@/domain/recharge/hold-recharge';
import type { RefundEnd, RefundJudgement } from '@/domain/recharge/payment-provider';
import { Refusal } from '@/domain/refusal';
import { keepTrail } from '@/domain/trail';
import type { HeldRefund } from './hold-refund';
import { factsOf, withdrawalEvent } from './hold-withdrawal';
import { moveHeld } from './move-held';

const { paymentRefunds, withdrawals } = schema;

/**
 * What a provider's word means for a refund as it is now. The first word counts. A failure after it was refunded is old news; that it was
 * refunded after it had failed is not: the partner has the money then, and the payer too.
 */
export function judgeRefund(held: HeldRefund | undefined, { result, reference, amount }: RefundEnd): RefundJudgement {
  if (!held || held.isReferenceOfAnother) return 'unknown_payment';
  if (held.refundReference !== null && held.refundReference !== reference) return 'unknown_payment';
  if (result === 'failed') {
    if (held.state === 'refunded') return 'outdated';
    return held.state === 'failed' ? 'repeated' : 'refund_failed';
  }
  if (amount?.minor !== held.amount.minor || amount.currency !== held.amount.currency) return 'wrong_amount';
  if (held.state === 'failed') return 'contradicted';
  return held.state === 'refunded' ? 'repeated' : 'refunded';
}

/**
 * Ends a held refund and its withdrawal with it: what was held leaves for the providers, or is the partner's again. Last in a transaction.
 *
 * @refuses busy while the ledger takes no transfers: the provider tells of it again, or is asked again
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0025-refunds.md
 */
export async function settleRefund(tx: Transaction, held: HeldRefund, end: RefundEnd): Promise<void> {
  const { id, organization, withdrawalId, amount } = held;
  const isPaid = end.result === 'refunded';
  const way = isPaid ? ({ refund: (await findOperator(tx)).id } as const) : 'release';
  const [move] = await moveHeld(tx, way, [{ organizationId: organization.id, amount }]);
  if (move?.outcome !== 'posted') throw new Refusal('busy');
  const { transferId } = move;
  const at = sql`clock_timestamp()`;
  await tx
    .update(paymentRefunds)
    .set({
      ...{ state: end.result, failure: isPaid ? null : end.failure, refundReference: end.reference },
      ...{ endedAt: at, updatedAt: at },
    })
    .where(eq(paymentRefunds.id, id));
  await tx
    .update(withdrawals)
    .set({ state: isPaid ? 'settled' : 'returned', endTransferId: transferId, endedAt: at, updatedAt: at })
    .where(eq(withdrawals.id, withdrawalId));
  const withdrawal = {
    ...{ id: withdrawalId, organizationId: organization.id, rootId: organization.rootId, amount },
    kind: 'original' as const,
  };
  const action = isPaid ? 'withdrawals.settle_refund' : 'withdrawals.fail_refund';
  const detail = { ...factsOf(withdrawal), ...saidOf(held, end) };
  await keepTrail(tx, jobActor(organization), { action, subjectId: withdrawalId, transferId, detail }, [
    withdrawalEvent(isPaid ? 'withdrawal.settled' : 'withdrawal.returned', withdrawal, { transferId, isRefund: true }),
  ]);
}

const saidOf = ({ id, provider, paymentReference }: HeldRefund, { reference, failure, result }: RefundEnd) => ({
  ...{ refundId: id, provider, payment: paymentReference, refund: reference },
  ...(result === 'failed' ? { failure } : {}),
});
