import { createHash } from 'node:crypto';
import type { SQL } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { PgDialect } from 'drizzle-orm/pg-core';
import pg from 'pg';
import { invariant } from '@/lib/invariant';
import { log } from '@/lib/log';
import * as association from './schema/association';
import * as catalogue from './schema/catalogue';
import * as coupons from './schema/coupons';
import * as credit from './schema/credit';
import * as divisions from './schema/divisions';
import * as exporting from './schema/exporting';
import * as funds from './schema/funds';
import * as identity from './schema/identity';
import * as kernel from './schema/kernel';
import * as ledger from './schema/ledger';
import * as messaging from './schema/messaging';
import * as openAccess from './schema/open-access';
import * as recharge from './schema/recharge';
import * as reconciliation from './schema/reconciliation';
import * as webhooks from './schema/webhooks';
import * as withdrawals from './schema/withdrawals';

export const schema = {
  ...identity,
  ...kernel,
  ...ledger,
  ...funds,
  ...divisions,
  ...messaging,
  ...association,
  ...exporting,
  ...catalogue,
  ...coupons,
  ...credit,
  ...openAccess,
  ...recharge,
  ...reconciliation,
  ...webhooks,
  ...withdrawals,
};
export type Database = NodePgDatabase<typeof schema>;
/** What the body of a transaction works with: the same query builder, bound to one connection. */
export type Transaction = NodePgDatabase<typeof schema> & { readonly $client: pg.PoolClient | pg.Pool };

export interface DatabaseHandle {
  readonly db: Database;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * Opens a pool. Every wait has an end: for a connection 1.5 s, for a lock 2 s, for a statement 4 s, idle inside a transaction 5 s;
 * and 4.5 s for any answer, since a hung server cannot keep its own limits.
 */
export function connectDatabase(url: string, options: { max?: number } = {}): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    connectionTimeoutMillis: 1500,
    lock_timeout: 2000,
    statement_timeout: 4000,
    idle_in_transaction_session_timeout: 5000,
    query_timeout: 4500,
    application_name: 'partner-center',
  });
  // Both are needed: the pool reports idle connections only, and an unheard error of a busy one would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'idle database connection lost'));
  pool.on('connect', (client) => client.on('error', (error) => log.warn({ err: error }, 'database connection lost')));
  const db = drizzle(pool, { schema, casing: 'snake_case' });
  return { db, pool, close: () => pool.end() };
}

const shared = globalThis as { partnerCenterDatabase?: DatabaseHandle };

/** Makes `handle` the one that `database()` and `inTransaction()` use in this process. */
export function useDatabase(handle: DatabaseHandle): void {
  shared.partnerCenterDatabase = handle;
}

/** The process's database for single statements. Opened at first use from DATABASE_URL. */
export const database = (): Database => handleOfProcess().db;

/** The connections behind `database()`. */
export const databasePool = (): pg.Pool => handleOfProcess().pool;

function handleOfProcess(): DatabaseHandle {
  if (!shared.partnerCenterDatabase) {
    const url = process.env['DATABASE_URL'];
    invariant(url, 'DATABASE_URL is set before the database is used');
    shared.partnerCenterDatabase = connectDatabase(url);
  }
  return shared.partnerCenterDatabase;
}

const perConnection = new WeakMap<pg.PoolClient, Transaction>();

/**
 * Runs `work` in one transaction on one connection: committed when it returns, rolled back when it throws.
 *
 * A connection that timed out or broke is thrown away, never reused: what it was doing is unknown.
 */
export async function inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await databasePool().connect();
  let tx = perConnection.get(client);
  if (!tx) {
    tx = drizzle(client, { schema, casing: 'snake_case' });
    perConnection.set(client, tx);
  }
  let broken: Error | undefined;
  try {
    // Each step waits for the one before: a statement must never run because the one that was to guard it did not.
    await client.query('begin');
    const result = await work(tx);
    const { command } = await client.query('commit');
    invariant(command === 'COMMIT', 'a transaction that failed inside says so');
    return result;
  } catch (error) {
    if (isDatabaseAnswer(error) || !isConnectionTrouble(error)) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
    } else {
      broken = error instanceof Error ? error : new Error(String(error));
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

const dialect = new PgDialect({ casing: 'snake_case' });
const statementNames = new Map<string, string>();

/**
 * Runs a statement that is prepared once per connection: for the few whose text never changes and that are run all day.
 *
 * Not for lists and searches: after five runs the plan no longer looks at the values (design/ledger.md §2.5).
 */
export async function executePrepared<Row extends Record<string, unknown>>(
  tx: Transaction,
  statement: SQL,
): Promise<{ rows: Row[] }> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  let name = statementNames.get(text);
  if (!name) {
    // From the text itself: the bundler may load this file twice, and both then share connections.
    name = `pc_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    statementNames.set(text, name);
  }
  return tx.$client.query<Row>({ name, text, values: params });
}

/** Runs `work` in a transaction that is always rolled back: for looking at what would happen. */
export async function inRolledBackTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
  const undo = new Error('rolled back on purpose');
  let result: { value: T } | undefined;
  await inTransaction(async (tx) => {
    result = { value: await work(tx) };
    throw undo;
  }).catch((error: unknown) => {
    if (error !== undo) throw error;
  });
  invariant(result, 'the work was done before it was rolled back');
  return result.value;
}

/** The five-character code PostgreSQL gave, looking through what Drizzle wraps around it. */
export function sqlState(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^[0-9A-Z]{5}$/.test(at.code)) return at.code;
  }
  return undefined;
}

/** Whether the database, or the way to it, is what failed: retrying later may help, and a commit may or may not have happened. */
export function isConnectionTrouble(error: unknown): boolean {
  const state = sqlState(error);
  if (state) return /^(08|57P|53)/.test(state);
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z]+$/.test(at.code)) return true;
    if (/timeout|terminated|Connection|connection|Client was closed/.test(at.message) && !/Invariant/.test(at.message))
      return true;
  }
  return false;
}

const isDatabaseAnswer = (error: unknown): boolean => {
  const state = sqlState(error);
  return state !== undefined && !/^(08|57P)/.test(state);
};

/** The name of the constraint a statement ran into, when that is what failed. */
export function violatedConstraint(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('constraint' in at && typeof at.constraint === 'string') return at.constraint;
  }
  return undefined;
}
