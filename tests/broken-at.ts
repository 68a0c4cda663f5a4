import pg from 'pg';
import { vi } from 'vitest';
import type { TestDatabase } from './database';

/** What of `pg.Client` this needs, where it does not say so itself. */
type Query = (this: { processID: number }, ...args: unknown[]) => unknown;

/**
 * Does `work` with the application's connection cut at its statement number `nth`, counted from 1: as a killed application or database would
 * leave it, before the statement is heard or before its answer is.
 *
 * @returns whether it came to that statement, or was done before
 */
export async function brokenAt(
  test: TestDatabase,
  nth: number,
  when: 'before' | 'after',
  work: () => Promise<unknown>,
): Promise<boolean> {
  let count = 0;
  const original = pg.Client.prototype.query as unknown as Query;
  const cut = async (client: { processID: number }) => {
    const admin = new pg.Client({ connectionString: test.superUrl });
    await admin.connect();
    await (original.call(admin as never, 'select pg_terminate_backend($1)', [client.processID]) as Promise<unknown>);
    await admin.end();
  };
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: never, ...args: unknown[]) {
    const isFirst = count + 1 === nth;
    count += 1;
    // The pool's own way with a callback is for single statements, which are their own transactions: they are not cut.
    if (!isFirst || typeof args.at(-1) === 'function') return original.apply(this, args) as never;
    if (when === 'before') return cut(this).then(() => original.apply(this, args)) as never;
    return (original.apply(this, args) as Promise<unknown>).then(async () => {
      await cut(this);
      throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });
    }) as never;
  });
  try {
    await work().catch(() => undefined);
  } finally {
    spy.mockRestore();
  }
  return count >= nth;
}
