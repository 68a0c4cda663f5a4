import { sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { fundsAccounts, setFloor } from '@/domain/ledger/post';
import { approveWithdrawal } from '@/domain/withdrawals/approve-withdrawal';
import { makePaymentFile } from '@/domain/withdrawals/make-payment-file';
import { requestWithdrawal } from '@/domain/withdrawals/request-withdrawal';
import { settlePaymentFile } from '@/domain/withdrawals/settle-payment-file';
import { settlePaymentFiles } from '@/domain/withdrawals/settle-payment-files';
import { type Id, newId, uuidOf } from '@/lib/id';
import { type ReceivingAccount, receivingAccountOf, yuan } from './recharge';
import { actorOf, freshKey, type WorldOrganization } from './world';

// The original route asks lib/env.ts which payment providers there are; nothing connects by it.
process.env['DATABASE_URL'] ??= 'postgres://unused.invalid/unused';

/** A person of the partner who has shown a code, as taking money out wants it. */
export const requester = (partner: WorldOrganization, role: 'admin' | 'finance' = 'finance'): Actor =>
  actorOf(partner, role, { codes: { areAsked: false, isShown: true } });

/** To a bank card, right in every respect. */
export const toCard = (amount: string, changes: Record<string, unknown> = {}) => ({
  kind: 'bank_card',
  amount,
  payeeType: 'personal_card',
  accountName: 'Partner Ltd',
  accountNumber: '6222 0212 3456 7894',
  bankName: 'Test Bank',
  branch: 'West',
  note: '',
  ...changes,
});

/** Back to where it came from, to accounts of which this is what the recharges do not say. */
export const backTo = (amount: string, changes: Record<string, unknown> = {}) => ({
  kind: 'original',
  amount,
  accountNumber: '1100 2233 4455',
  bankName: 'Own Bank',
  branch: 'North',
  ...changes,
});

/** Asks for money. @returns the withdrawal */
export async function ask(partner: WorldOrganization, input: object, key = freshKey()): Promise<Id<'withdrawal'>> {
  const outcome = await requestWithdrawal(requester(partner), key, input);
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return outcome.id;
}

/** Asks for money that the operator's finance approves. */
export async function approved(
  world: { operator: WorldOrganization },
  partner: WorldOrganization,
  input: object,
): Promise<Id<'withdrawal'>> {
  const withdrawalId = await ask(partner, input);
  const outcome = await approveWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId });
  if (!outcome.ok) throw new Error(outcome.code);
  return withdrawalId;
}

let paying: { readonly operator: Id<'organization'>; readonly account: ReceivingAccount } | undefined;
/** The account the operator pays from, one for each world. */
export async function payingAccount({ operator }: { operator: WorldOrganization }): Promise<ReceivingAccount> {
  if (paying?.operator !== operator.id) paying = { operator: operator.id, account: await receivingAccountOf(operator) };
  return paying.account;
}

/** Today as the operator's calendar has it, and some days on. */
export async function dayFromNow(days = 0): Promise<string> {
  const { rows } = await database().execute<{ day: string }>(
    sql`select ((clock_timestamp() at time zone 'Asia/Shanghai')::date + ${days}::int)::text as day`,
  );
  return rows[0]?.day ?? '';
}

/** A payment file of approved withdrawals, made by the operator's admin. */
export async function fileOf(
  world: { operator: WorldOrganization },
  withdrawalIds: readonly Id<'withdrawal'>[],
): Promise<Id<'paymentFile'>> {
  const receivingAccountId = (await payingAccount(world)).id;
  const input = { withdrawalIds, receivingAccountId, executionOn: await dayFromNow() };
  const outcome = await makePaymentFile(actorOf(world.operator, 'admin'), freshKey(), input);
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return outcome.id;
}

/** Says that the bank has paid it, and lets the job do its work. */
export async function settle(world: { operator: WorldOrganization }, paymentFileId: Id<'paymentFile'>): Promise<void> {
  const outcome = await settlePaymentFile(actorOf(world.operator, 'admin'), freshKey(), { paymentFileId });
  if (!outcome.ok) throw new Error(outcome.code);
  while ((await settlePaymentFiles()) > 0);
}

/** A withdrawal as the database has it. */
export async function withdrawalRow(id: Id<'withdrawal'>) {
  const { withdrawals } = schema;
  const [row] = await database()
    .select()
    .from(withdrawals)
    .where(sql`id = ${uuidOf(id)}::uuid`);
  if (!row) throw new Error(`no withdrawal ${id}`);
  return row;
}

/** What of a partner is held, in minor units. */
export async function heldOf({ id }: WorldOrganization): Promise<bigint> {
  const { rows } = await database().execute<{ net: string }>(
    sql`select coalesce(sum(b.credits_minor - b.debits_minor), 0) as net from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.owner_id = ${uuidOf(id)}::uuid and a.purpose = 'held'`,
  );
  return BigInt(rows[0]?.net ?? 0);
}

/** The terms of a partner's account, as the operator would set them. */
export async function setTerms(
  operator: WorldOrganization,
  partner: WorldOrganization,
  terms: { readonly credit?: string; readonly designated?: string; readonly owed?: string },
): Promise<void> {
  const minor = (text: string | undefined) => (text === undefined ? 0n : yuan(text).minor);
  const [creditLimitMinor, designatedMinor] = [minor(terms.credit), minor(terms.designated)];
  await inTransaction(async (tx) => {
    const account = (await fundsAccounts(tx, [partner.id], 'CNY')).get(partner.id);
    if (account === undefined) throw new Error('a partner has an account');
    await tx.insert(schema.creditTerms).values({
      ...{ id: newId('creditTerms'), organizationId: partner.id, rootId: partner.rootId, accountId: account },
      ...{ currency: 'CNY', creditLimitMinor, designatedMinor, owedInvoicesMinor: minor(terms.owed) },
      ...{ creditLimitWasMinor: 0n, designatedWasMinor: 0n, owedInvoicesWasMinor: 0n },
      ...{ reason: 'Test', userId: operator.users.finance },
    });
    if (!(await setFloor(tx, account, designatedMinor - creditLimitMinor))) throw new Error('the floor is too high');
  });
}

/** A digest of everything withdrawals can change, and how many rows there are: equal before and after what left nothing behind. */
export async function footprint(): Promise<unknown> {
  const digest = (table: string) =>
    sql`(select md5(string_agg(t::text, '|' order by t::text)) from ${sql.identifier(table)} t)`;
  const tables = [
    ...['withdrawals', 'withdrawal_flows', 'payment_files', 'bank_lines', 'bank_postings', 'bank_transfers'],
    ...['ledger_balances', 'ledger_transfers', 'outbox_events', 'command_receipts', 'organizations'],
  ].map(digest);
  const { rows } = await database().execute(sql`select array[${sql.join(tables, sql`, `)}] as digests`);
  return rows;
}
