import { asc, eq, sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { openAccount, setFloor } from '@/domain/ledger/post';
import { closeMonths } from '@/domain/statements/close-months';
import { countWrongMonths } from '@/domain/statements/verify-months';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';
import type { TestDatabase } from './database';
import { brokenOracles } from './oracles';
import { actorOf, freshKey, type World, type WorldOrganization } from './world';

/** The account of that purpose in the ledger. */
export async function accountOf(owner: Pick<WorldOrganization, 'id'>, purpose: string): Promise<bigint> {
  const { rows } = await database().execute<{ id: string }>(
    sql`select id from ledger_accounts where owner_id = ${uuidOf(owner.id)}::uuid and purpose = ${purpose}`,
  );
  return BigInt(rows[0]?.id ?? 0);
}

/**
 * A transfer of the past, without document or trail: where only the ledger is looked at. Amounts in minor units.
 *
 * @param at as PostgreSQL reads it: `2026-01-31 23:59:59.9+08`
 */
export async function postedAt(
  test: TestDatabase,
  at: string,
  transfer: { debit: bigint; credit: bigint; minor: number; kind?: string },
): Promise<Id<'transfer'>> {
  const id = newId('transfer');
  const { debit, credit, minor, kind = 'recharge' } = transfer;
  await test.owner.query(`select ledger_post_dated($1, $2, $3, $4, 'CNY', $5, $6)`, [
    ...[uuidOf(id), kind, debit, credit, minor, at],
  ]);
  return id;
}

/** The terms of a partner's credit, now, as the operator's command leaves them. In minor units. */
export async function creditOf(
  world: World,
  partner: WorldOrganization,
  limit: bigint,
  designated = 0n,
): Promise<void> {
  const { id: organizationId, rootId } = partner;
  await inTransaction(async (tx) => {
    const accountId = await openAccount(tx, organizationId, 'funds', 'CNY');
    const { rows } = await tx.execute<{ limit: string; designated: string }>(
      sql`select credit_limit_minor as limit, designated_minor as designated from credit_terms where account_id = ${accountId} order by created_at desc, id desc limit 1`,
    );
    await tx.insert(schema.creditTerms).values({
      ...{ id: newId('creditTerms'), organizationId, rootId, accountId, currency: 'CNY' },
      ...{ creditLimitMinor: limit, designatedMinor: designated, owedInvoicesMinor: 0n, owedInvoicesWasMinor: 0n },
      creditLimitWasMinor: BigInt(rows[0]?.limit ?? 0),
      designatedWasMinor: BigInt(rows[0]?.designated ?? 0),
      ...{ reason: 'Test', userId: actorOf(world.operator, 'finance').userId ?? newId('user') },
    });
    if (!(await setFloor(tx, accountId, designated - limit))) throw new Error('the balance lies below it');
  });
}

/** What a customer of referral had before it changed over, from its partner: one yuan, allocated while it was of resale. */
export async function hadMoney(from: WorldOrganization, to: WorldOrganization): Promise<void> {
  const customerId = asKind('customer', to.id);
  await relateAs(from, customerId, 'resale');
  const outcome = await allocateFunds(actorOf(from), freshKey(), { customerId, amount: '1.00' });
  if (!outcome.ok) throw new Error(`nothing was allocated: ${outcome.code}`);
  await relateAs(from, customerId, 'referral');
}

/** Ends the relation there is, and begins another, as rows: nothing goes back. */
async function relateAs(partner: WorldOrganization, customerId: Id<'customer'>, type: AssociationType): Promise<void> {
  const { associations } = schema;
  const db = database();
  await db.update(associations).set({ endedAt: sql`clock_timestamp()` }).where(eq(associations.customerId, customerId));
  await db
    .insert(associations)
    .values({ id: newId('association'), organizationId: partner.id, rootId: partner.rootId, customerId, type });
}

/** Closes months until nothing is due. @returns how many were closed */
export async function closeAllMonths(): Promise<number> {
  let closed = 0;
  for (let done = await closeMonths(); done > 0; done = await closeMonths()) closed += done;
  return closed;
}

/** The closed months of an account, the oldest first. */
export const monthsOf = (account: bigint) =>
  database()
    .select()
    .from(schema.closedMonths)
    .where(eq(schema.closedMonths.accountId, account))
    .orderBy(asc(schema.closedMonths.month));

/** The books of months, apart from trails: what is dated by tests has none. */
export async function booksOfMonths(): Promise<void> {
  const { month_wrong, drift, time_backwards } = await brokenOracles();
  expect([month_wrong, drift, time_backwards]).toEqual([undefined, undefined, undefined]);
  expect(await countWrongMonths(database())).toBe(0);
}
