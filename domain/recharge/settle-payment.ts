import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { type JobOrganization, jobActor } from '@/domain/job';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { Refusal } from '@/domain/refusal';
import { keepTrail } from '@/domain/trail';
import { newId, uuidOf } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { findOperator, type HeldRecharge } from './hold-recharge';
import type { PaymentFacts } from './payment-provider';

const { onlineRecharges } = schema;

/** Why somebody has to look into what a provider says. */
type QuestionReason =
  | 'wrong_amount'
  | 'unknown_payment'
  | 'refund_wrong_amount'
  | 'refund_unknown_payment'
  | 'refund_contradicted';

/** What was said. Null for a notification where the provider said so when it was asked. */
type QuestionedFacts = Pick<PaymentFacts, 'reference' | 'amount'> & { readonly notificationId: string | null };

/**
 * Credits the partner with a payment of a held recharge: from the account that stands for the providers to its funds. Last in a transaction.
 *
 * @refuses busy while the ledger takes no transfers: the provider tells of it again
 */
export async function creditPayment(tx: Transaction, held: HeldRecharge, facts: PaymentFacts): Promise<void> {
  const { id, organization, amount } = held;
  const { currency } = amount;
  const operator = await findOperator(tx);
  const debit = await openAccount(tx, operator.id, 'payment_clearing', currency);
  const credit = await openAccount(tx, organization.id, 'funds', currency);
  const transferId = newId('transfer');
  const now = sql`clock_timestamp()`;
  await tx
    .update(onlineRecharges)
    .set({
      ...{ state: 'paid', transferId, failure: null, providerReference: facts.reference },
      ...{ paidAt: now, updatedAt: now },
    })
    .where(eq(onlineRecharges.id, id));
  const said = { amount: formatMoney(amount), currency };
  const detail = { ...said, payment: facts.reference, notification: facts.notificationId, stateWas: held.state };
  await keepTrail(tx, jobActor(organization), { action: 'recharge.credit_online', subjectId: id, transferId, detail }, [
    {
      ...{ kind: 'recharge.credited', organizationId: organization.id, rootId: organization.rootId },
      ...{ subjectId: id, transferId, payload: { ...said, kind: 'online', onlineRechargeId: id } },
    },
  ]);
  const [posting] = await postBatch(tx, [{ id: transferId, kind: 'recharge_online', debit, credit, amount }]);
  if (posting?.outcome !== 'posted') throw new Refusal('busy');
}

/** Keeps that a payment failed, and why in the provider's word. The same page may still be paid. */
export async function failPayment(tx: Transaction, held: HeldRecharge, facts: PaymentFacts): Promise<void> {
  const { reference, failure, notificationId } = facts;
  await tx
    .update(onlineRecharges)
    .set({ state: 'failed', failure, providerReference: reference, updatedAt: sql`clock_timestamp()` })
    .where(eq(onlineRecharges.id, held.id));
  const detail = { payment: reference, notification: notificationId, failure, stateWas: held.state };
  const fact = { action: 'recharge.fail_online', subjectId: held.id, detail };
  await keepTrail(tx, jobActor(held.organization), fact, []);
}

/**
 * Tells the operator of a payment that cannot be credited as it is, or a refund that nobody can have: money that is somebody's. Once for each,
 * however often the provider tells of it; that money went out twice is told also of what was questioned before.
 *
 * @param subject what it is about, as far as that is known, and whose
 */
export async function questionPayment(
  tx: Transaction,
  { provider }: { provider: string },
  facts: QuestionedFacts,
  why: QuestionReason,
  subject: { readonly id: string; readonly organization: JobOrganization | undefined },
): Promise<void> {
  const operator = await findOperator(tx);
  const of = subject.organization ?? operator;
  const subjectId = subject.id;
  const lock = `${provider} ${facts.reference}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 5))`);
  const { rows } = await tx.execute(
    sql`select 1 from audit_entries where organization_id = ${uuidOf(operator.id)}::uuid and action = 'recharge.question_online'
      and detail ->> 'payment' = ${facts.reference} and detail ->> 'provider' = ${provider}
      and (detail ->> 'reason' = 'refund_contradicted') = ${why === 'refund_contradicted'} limit 1`,
  );
  if (rows.length > 0) return;
  const { amount } = facts;
  const said = amount ? { amount: formatMoney(amount), currency: amount.currency } : {};
  const detail = { ...said, provider, payment: facts.reference, notification: facts.notificationId, reason: why };
  await keepTrail(tx, jobActor(operator), { action: 'recharge.question_online', subjectId, detail }, [
    {
      ...{ kind: 'payment.questioned', organizationId: of.id, rootId: of.rootId, subjectId },
      payload: { ...said, kind: why, provider, payment: facts.reference },
    },
  ]);
}
