import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import { expect } from 'vitest';
import { database, schema } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';

/** The oracles that are not zero, with what they count. */
export async function brokenOracles(): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0));
}

/** Every oracle of the ledger is zero: for `afterEach` of whatever moves money. */
export async function booksAreRight(): Promise<void> {
  expect(await brokenOracles()).toEqual({});
}

/** The oracles that are not zero once a superuser with the triggers off has run the statement, which is then taken back. */
export async function brokenBy(client: pg.Client, statement: string): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query('set local session_replication_role = replica');
    await client.query(statement);
    const found = await verifyLedger(
      drizzle(client, { schema, casing: 'snake_case' }) as unknown as Parameters<typeof verifyLedger>[0],
    );
    return Object.entries(found).flatMap(([name, count]) => (count > 0 ? [name] : []));
  } finally {
    await client.query('rollback');
  }
}
