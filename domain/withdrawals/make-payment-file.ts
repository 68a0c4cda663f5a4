import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { type FieldProblems, Refusal } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money, money, sum, wholeUnits } from '@/lib/money';
import { type HeldWithdrawal, withAmount, withdrawalEvent } from './hold-withdrawal';
import { makePaymentFileInput } from './input';
import { pain001 } from './pain001';
import { paymentCsv } from './payment-csv';
import { paymentsOf } from './payments';
import { isTakenBack } from './taken-back';

const { paymentFiles, receivingAccounts, withdrawals } = schema;

/** Days ahead for which a bank is asked to pay, at most. */
const daysAheadMax = 30;

/**
 * Puts approved withdrawals into one file for the bank: `pain.001` and the same as a table. The file never changes, and a withdrawal is in one
 * file at most. All of them or none.
 *
 * Whoever approved a withdrawal may make its file too only as long as what they approved themselves is, in all files they make on one day of
 * the operator's calendar together, below the amount from which a second person is needed.
 *
 * @refuses invalid_input for a day that has passed or is too far ahead (thrown)
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0020-withdrawals.md
 */
export const makePaymentFile = command({
  name: 'payment_files.make',
  permission: 'withdrawals.pay',
  returns: 'paymentFile',
  input: makePaymentFileInput,
  sensitive: 'if_asked',
  refusals: [
    'withdrawal_not_found',
    'receiving_account_not_found',
    'nothing_to_pay',
    'withdrawal_wrong_state',
    'partner_frozen',
    'recharge_taken_back',
    'second_person_needed',
  ],
  async run({ actor, tx, newId, refuse }, { withdrawalIds, receivingAccountId, executionOn }) {
    const chosen = await holdChosen(tx, actor, withdrawalIds, refuse);
    const debtor = await holdAccount(tx, actor, receivingAccountId);
    if (!debtor) return refuse('receiving_account_not_found');
    await checkSecondPerson(tx, actor, chosen, refuse);
    const { number, createdAt } = await numberOf(tx, actor, executionOn);
    const { currency } = actor;
    const payments = await paymentsOf(tx, withdrawalIds);
    const total = sum(
      chosen.map(({ amount }) => amount),
      currency,
    );
    const xml = pain001({ number, createdAt, executionOn, currency, debtor, payments });
    const sha256 = createHash('sha256').update(xml).digest();
    await tx.insert(paymentFiles).values({
      ...{
        id: newId,
        organizationId: actor.organizationId,
        rootId: actor.rootId,
        receivingAccountId,
        number,
        executionOn,
      },
      ...{
        paymentCount: payments.length,
        totalMinor: total.minor,
        currency,
        pain001: xml,
        csv: await paymentCsv(payments),
      },
      ...{ sha256, userId: personOf(actor) },
    });
    await tx
      .update(withdrawals)
      .set({ state: 'sent', paymentFileId: newId, updatedAt: sql`clock_timestamp()` })
      .where(inArray(withdrawals.id, withdrawalIds));
    const detail = {
      number,
      count: chosen.length,
      amount: formatMoney(total),
      currency,
      sha256: sha256.toString('hex'),
    };
    return {
      id: newId,
      audit: { detail },
      events: chosen.map((withdrawal) => withdrawalEvent('withdrawal.sent', withdrawal)),
    };
  },
});

type Refuse = (
  code:
    | 'withdrawal_not_found'
    | 'nothing_to_pay'
    | 'withdrawal_wrong_state'
    | 'partner_frozen'
    | 'recharge_taken_back'
    | 'second_person_needed',
  fields?: FieldProblems,
) => never;

/** The withdrawals that are to be paid, each of them approved and of a partner that may be paid. Partners are held first, then these. */
async function holdChosen(
  tx: Transaction,
  { currency }: Actor,
  ids: readonly Id<'withdrawal'>[],
  refuse: Refuse,
): Promise<HeldWithdrawal[]> {
  const { rows: frozen } = await tx.execute<{ state: string }>(
    sql`select state from organizations where id in (select organization_id from withdrawals where id = any(${sql.param(ids.map(uuidOf))}::uuid[]))
      order by id for share`,
  );
  const rows = await tx
    .select()
    .from(withdrawals)
    .where(and(inArray(withdrawals.id, [...ids]), eq(withdrawals.currency, currency)))
    .orderBy(withdrawals.id)
    .for('no key update');
  if (rows.length < ids.length) return refuse('withdrawal_not_found');
  const wrong = rows.filter(({ state, route }) => state !== 'approved' || route !== 'bank');
  if (wrong.length === rows.length) return refuse('nothing_to_pay');
  if (wrong.length > 0) return refuse('withdrawal_wrong_state', { withdrawalIds: 'withdrawal_wrong_state' });
  if (frozen.some(({ state }) => state === 'frozen'))
    return refuse('partner_frozen', { withdrawalIds: 'partner_frozen' });
  if (await isTakenBack(tx, ids)) return refuse('recharge_taken_back', { withdrawalIds: 'recharge_taken_back' });
  return rows.map(withAmount);
}

/** From which of the operator's accounts is paid, held shared. */
async function holdAccount(tx: Transaction, { organizationId, currency }: Actor, id: Id<'receivingAccount'>) {
  const { accountName, accountNumber, bankName, branch } = receivingAccounts;
  const isUsable = and(eq(receivingAccounts.state, 'active'), eq(receivingAccounts.currency, currency));
  const [account] = await tx
    .select({ accountName, accountNumber, bankName, branch })
    .from(receivingAccounts)
    .where(and(eq(receivingAccounts.id, id), eq(receivingAccounts.organizationId, organizationId), isUsable))
    .for('share');
  return account;
}

async function checkSecondPerson(
  tx: Transaction,
  actor: Actor,
  chosen: readonly HeldWithdrawal[],
  refuse: Refuse,
): Promise<void> {
  const { userId, currency } = actor;
  const own = chosen.filter(({ decidedBy }) => decidedBy === userId).map(({ amount }) => amount);
  if (own.length === 0) return;
  const settings = await readSettings(tx);
  const paid = await paidAloneToday(tx, actor);
  if (sum([...own, paid], currency).minor >= wholeUnits(settings.review_alone_below, currency).minor)
    refuse('second_person_needed');
}

/** What somebody has both approved and put into payment files today. Of two files at once the second sees what the first took. */
async function paidAloneToday(tx: Transaction, actor: Actor): Promise<Money> {
  const { organizationId, timeZone, currency } = actor;
  const person = uuidOf(personOf(actor));
  await tx.execute(sql`select pg_advisory_xact_lock(7021031, hashtext(${person}))`);
  const { rows } = await tx.execute<{ amount: string }>(
    sql`select coalesce(sum(w.amount_minor), 0) as amount from payment_files f join withdrawals w on w.payment_file_id = f.id and w.decided_by = f.user_id
      where f.organization_id = ${uuidOf(organizationId)}::uuid and f.user_id = ${person}::uuid and f.currency = ${currency}
        and f.created_at >= date_trunc('day', clock_timestamp() at time zone ${timeZone}) at time zone ${timeZone}`,
  );
  return money(BigInt(rows[0]?.amount ?? 0), currency);
}

/** The file's number, with the day on which it is made, by the operator's calendar; the day it is to be paid on lies within bounds. */
async function numberOf(tx: Transaction, { timeZone }: Actor, executionOn: string) {
  const { rows } = await tx.execute<{ now: string; ahead: number; number: string }>(
    sql`select now, ${executionOn}::date - today as ahead, 'PF' || to_char(today, 'YYYYMMDD') || '-' || lpad(nextval('payment_file_numbers')::text, 6, '0') as number
      from (select clock_timestamp() as now, (clock_timestamp() at time zone ${timeZone})::date as today) moment`,
  );
  const [row] = rows;
  invariant(row, 'the database knows the time');
  if (row.ahead < 0) throw new Refusal('invalid_input', { executionOn: 'in_the_past' });
  if (row.ahead > daysAheadMax) throw new Refusal('invalid_input', { executionOn: 'out_of_bounds' });
  return { number: row.number, createdAt: new Date(row.now) };
}

function personOf({ userId }: Actor): Id<'user'> {
  invariant(userId !== null, 'a person makes payment files');
  return userId;
}
