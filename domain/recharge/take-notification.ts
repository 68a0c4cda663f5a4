import { createHash } from 'node:crypto';
import { schema, type Transaction, violatedConstraint } from '@/db/client';
import type { NotificationOutcome } from '@/db/schema/recharge';
import { patiently } from '@/domain/command';
import { countAttempt, paymentAddressSubject } from '@/domain/identity/throttle';
import { inJob, type JobOrganization } from '@/domain/job';
import { isOutage } from '@/domain/outage';
import { Refusal } from '@/domain/refusal';
import { type Id, newId } from '@/lib/id';
import { findOperator, type HeldRecharge, holdRecharge } from './hold-recharge';
import type {
  ArrivedNotification,
  NotificationDoubt,
  PaymentFacts,
  PaymentProvider,
  RefundFacts,
  RefundJudgement,
} from './payment-provider';
import { creditPayment, failPayment, questionPayment } from './settle-payment';

/** What the provider is answered: dealt with, whatever came of it; not believed; or to be sent again. */
export type NotificationAnswer =
  | { readonly kind: 'received'; readonly outcome: NotificationOutcome }
  | { readonly kind: 'doubted'; readonly doubt: NotificationDoubt }
  | { readonly kind: 'too_many'; readonly waitSeconds: number }
  | { readonly kind: 'busy' };

/**
 * Takes what arrived at a provider's door: judges the signature before it looks at anything else, and credits a payment once, however often,
 * late or in which order it is told of. Everything that arrives leaves a row that says what came of it.
 *
 * A payment that is made counts, also when it failed before or our time for it was over: the money is real. One of another amount, or of a
 * recharge that is none of ours, is credited to nobody, and the operator is told.
 *
 * @param address whose unbelieved notifications are counted: from some number on they leave no more rows
 * @param lookAt what a refund that is told of means: withdrawals know
 * @source issue D, docs/payments.md
 */
export async function takeNotification(
  provider: PaymentProvider,
  arrived: ArrivedNotification,
  address: string | null,
  lookAt: LookAtRefund,
): Promise<NotificationAnswer> {
  const reading = await provider.readNotification(arrived);
  const row = { provider: provider.name, bodySha256: createHash('sha256').update(arrived.body).digest() };
  if (!reading.isVerified) return keepDoubted(row, reading.doubt, address);
  try {
    return { kind: 'received', outcome: await settleOnce(row, reading.facts, lookAt) };
  } catch (error) {
    if (isOutage(error) || error instanceof Refusal) return { kind: 'busy' };
    throw error;
  }
}

/** What a refund that is told of means, with the refund held, and how it is then ended: last, since that locks balances. */
export interface ToldRefund {
  readonly outcome: RefundJudgement;
  readonly rechargeId: Id<'onlineRecharge'> | null;
  readonly refundId: Id<'paymentRefund'> | null;
  /** What it is about, as far as that is known, and whose. */
  readonly subject: { readonly id: string; readonly organization: JobOrganization | undefined };
  readonly settle: () => Promise<void>;
}

/** Looks at what a provider tells of a refund. */
export type LookAtRefund = (tx: Transaction, provider: string, facts: RefundFacts) => Promise<ToldRefund>;

/** What every row says, whatever came of it. */
type Arrived = Pick<typeof schema.paymentNotifications.$inferInsert, 'provider' | 'bodySha256'>;

const referenceKeys = ['online_recharges_reference_key', 'payment_refunds_reference_key'];

/** Of two payments that come under one reference at the same moment, the second finds the first when it looks again. */
async function settleOnce(
  row: Arrived,
  facts: PaymentFacts | RefundFacts,
  lookAt: LookAtRefund,
): Promise<NotificationOutcome> {
  const attempt = () =>
    patiently(() =>
      inJob((tx) => (facts.kind === 'payment' ? settle(tx, row, facts) : endRefund(tx, row, facts, lookAt))),
    );
  try {
    return await attempt();
  } catch (error) {
    if (!referenceKeys.includes(violatedConstraint(error) ?? '')) throw error;
    return attempt();
  }
}

async function settle(tx: Transaction, row: Arrived, facts: PaymentFacts): Promise<NotificationOutcome> {
  const held = await holdRecharge(tx, row.provider, facts);
  const outcome = judge(held, facts);
  await keepRow(tx, row, { outcome, rechargeId: held?.id ?? null, refundId: null, facts });
  if (outcome === 'wrong_amount' || outcome === 'unknown_payment') {
    const subject = { id: held?.id ?? facts.orderId, organization: held?.organization };
    await questionPayment(tx, row, facts, outcome, subject);
  }
  if (held && outcome === 'failed') await failPayment(tx, held, facts);
  if (held && (outcome === 'credited' || outcome === 'late')) await creditPayment(tx, held, facts);
  return outcome;
}

/** The same for what a provider tells of a refund. Whatever is not as it should be, somebody has to look into: it is money that went out. */
async function endRefund(tx: Transaction, row: Arrived, facts: RefundFacts, lookAt: LookAtRefund) {
  const { outcome, rechargeId, refundId, subject, settle: end } = await lookAt(tx, row.provider, facts);
  await keepRow(tx, row, { outcome, rechargeId, refundId, facts });
  if (outcome === 'unknown_payment' || outcome === 'wrong_amount' || outcome === 'contradicted')
    await questionPayment(tx, row, facts, `refund_${outcome}`, subject);
  await end();
  return outcome;
}

/** What a notification means for the recharge as it is now. */
function judge(held: HeldRecharge | undefined, { result, amount, reference }: PaymentFacts): NotificationOutcome {
  if (!held || held.isReferenceOfAnother) return 'unknown_payment';
  // A second payment for what was paid with a first: that money is somebody's too.
  if (held.providerReference !== null && held.providerReference !== reference) return 'unknown_payment';
  if (result === 'failed') {
    if (held.state === 'paid') return 'outdated';
    return held.state === 'failed' ? 'repeated' : 'failed';
  }
  if (held.state === 'paid') return 'repeated';
  if (amount?.minor !== held.amount.minor || amount.currency !== held.amount.currency) return 'wrong_amount';
  return held.isOverdue ? 'late' : 'credited';
}

/** Of what nobody signed only the digest is kept, and of one address not without end. */
async function keepDoubted(
  row: Arrived,
  doubt: NotificationDoubt,
  address: string | null,
): Promise<NotificationAnswer> {
  try {
    const delay = await countAttempt([paymentAddressSubject(address ?? 'unknown')]);
    if (delay) return { kind: 'too_many', waitSeconds: delay.seconds };
    await inJob((tx) => keepRow(tx, row, { outcome: doubt, rechargeId: null, refundId: null, facts: null }));
    return { kind: 'doubted', doubt };
  } catch (error) {
    if (isOutage(error)) return { kind: 'busy' };
    throw error;
  }
}

async function keepRow(
  tx: Transaction,
  row: Arrived,
  said: {
    readonly outcome: NotificationOutcome;
    readonly rechargeId: Id<'onlineRecharge'> | null;
    readonly refundId: Id<'paymentRefund'> | null;
    readonly facts: PaymentFacts | RefundFacts | null;
  },
): Promise<void> {
  const operator = await findOperator(tx);
  const { outcome, rechargeId, refundId, facts } = said;
  await tx.insert(schema.paymentNotifications).values({
    ...{ ...row, id: newId('paymentNotification'), organizationId: operator.id, rootId: operator.rootId },
    ...{ outcome, rechargeId, refundId },
    ...{ notificationId: facts?.notificationId ?? null, paymentReference: facts?.reference ?? null },
    ...{ amountMinor: facts?.amount?.minor ?? null, currency: facts?.amount?.currency ?? null },
  });
}
