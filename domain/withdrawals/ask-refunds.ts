import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { inJob, job, tryInJob } from '@/domain/job';
import type { PaymentProvider, RefundAnswer, RefundJudgement, RefundOrder } from '@/domain/recharge/payment-provider';
import { paymentProviders } from '@/domain/recharge/payment-providers';
import { questionPayment } from '@/domain/recharge/settle-payment';
import { env } from '@/lib/env';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { log } from '@/lib/log';
import { type Currency, money } from '@/lib/money';
import { holdRefund } from './hold-refund';
import { judgeRefund, settleRefund } from './settle-refund';
import { takeApproved } from './take-approved';

/** How providers are asked: how many refunds at a time, how long for an answer, and the first and longest pause until they are asked again. */
export const asking = {
  atOnce: 5,
  answerMs: 15_000,
  /** Longer than an answer can take: whoever has a refund in hand for longer has died. */
  inHandSeconds: 120,
  pauseSeconds: 60,
  pauseMaxSeconds: 21_600,
} as const;

/**
 * Asks payment providers to give back what was approved, and asks again, under the same number, until it is known how it ended: an answer that
 * got lost, and a notification, cost no more than time. The partner's money is held meanwhile, whatever happens.
 *
 * @source spec/06 §6.5, docs/payments.md, docs/decisions/0025-refunds.md
 */
export const askRefunds = job('ask-refunds', () => askDue(paymentProviders()));

/** One step of it. @returns how many withdrawals it has begun to refund, and how many refunds it has asked for */
export async function askDue(providers: readonly PaymentProvider[]): Promise<number> {
  const asked = new Map(providers.flatMap((one) => (one.refunds ? [[one.name, one.refunds] as const] : [])));
  if (asked.size === 0) return 0;
  const names = [...asked.keys()];
  const taken = await inJob((tx) => takeApproved(tx, names));
  const due = await inJob((tx) => claimDue(tx, names));
  // Outside any transaction: no provider keeps a connection or a lock of ours.
  await Promise.all(
    due.map(async (refund) => {
      const answer = await asked
        .get(refund.provider)
        ?.ask(orderOf(refund), AbortSignal.timeout(asking.answerMs))
        .catch((error: unknown) => {
          log.warn({ err: error, job: 'ask-refunds', refundId: refund.id }, 'no answer of the provider');
          return undefined;
        });
      await tryInJob('ask-refunds', (tx) => keepAnswer(tx, refund, answer));
    }),
  );
  return taken + due.length;
}

/** A refund in hand. Whoever has it next has another number of attempts, and only the last to have it says when it is asked again. */
interface DueRefund extends Omit<RefundOrder, 'notifyUrl'> {
  readonly provider: string;
  readonly attempt: number;
}

const orderOf = ({ id, rechargeId, payment, amount, provider }: DueRefund): RefundOrder => ({
  ...{ id, rechargeId, payment, amount },
  notifyUrl: `${new URL(env().NEXTAUTH_URL).origin}/api/payments/${provider}/notifications`,
});

async function claimDue(tx: Transaction, providers: readonly string[]): Promise<DueRefund[]> {
  const { rows } = await tx.execute<Row>(sql`
    update payment_refunds f set attempts = f.attempts + 1, next_at = clock_timestamp() + make_interval(secs => ${asking.inHandSeconds})
      from (select id from payment_refunds where state = 'asked' and next_at <= now() and provider = any(${sql.param(providers)}::text[])
             order by next_at, id limit ${asking.atOnce} for update skip locked) due
     where f.id = due.id returning f.id, f.recharge_id, f.provider, f.payment_reference, f.amount_minor, f.currency, f.attempts`);
  return rows.map((row) => ({
    id: idFromUuid('paymentRefund', row.id),
    rechargeId: idFromUuid('onlineRecharge', row.recharge_id),
    payment: row.payment_reference,
    amount: money(BigInt(row.amount_minor), row.currency),
    provider: row.provider,
    attempt: row.attempts,
  }));
}

type Row = {
  id: string;
  recharge_id: string;
  provider: string;
  payment_reference: string;
  amount_minor: string;
  currency: Currency;
  attempts: number;
};

async function keepAnswer(tx: Transaction, refund: DueRefund, answer: RefundAnswer | undefined): Promise<void> {
  const { id, provider, attempt } = refund;
  if (answer) {
    const held = await holdRefund(tx, provider, { refundId: id, reference: answer.reference });
    const judgement = answer.kind === 'ended' ? judgeRefund(held, answer) : undefined;
    if (held && answer.kind === 'ended' && (judgement === 'refunded' || judgement === 'refund_failed'))
      return settleRefund(tx, held, answer);
    // What a provider answers about a refund that is not what was asked for is looked into by people; it is asked again meanwhile.
    if (held && answer.kind === 'ended' && isDoubtful(judgement)) {
      log.error({ refundId: id, judgement }, 'a provider answers for another refund');
      const subject = { id: held.withdrawalId, organization: held.organization };
      await questionPayment(tx, refund, { ...answer, notificationId: null }, `refund_${judgement}`, subject);
    }
    if (held && answer.kind === 'accepted' && !held.isReferenceOfAnother) await keepAccepted(tx, id, answer.reference);
  }
  const pause = Math.min(asking.pauseSeconds * 2 ** (attempt - 1), asking.pauseMaxSeconds);
  await tx.execute(
    sql`update payment_refunds set next_at = clock_timestamp() + make_interval(secs => ${pause}), updated_at = clock_timestamp()
     where id = ${uuidOf(id)}::uuid and state = 'asked' and attempts = ${attempt}`,
  );
}

const isDoubtful = (judgement: RefundJudgement | undefined) =>
  judgement === 'unknown_payment' || judgement === 'wrong_amount' || judgement === 'contradicted';

const keepAccepted = (tx: Transaction, id: Id<'paymentRefund'>, reference: string | null) =>
  tx.execute(
    sql`update payment_refunds set accepted_at = coalesce(accepted_at, clock_timestamp()), refund_reference = coalesce(refund_reference, ${reference})
     where id = ${uuidOf(id)}::uuid and state = 'asked'`,
  );
