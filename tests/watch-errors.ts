import pg from 'pg';
import { vi } from 'vitest';

/**
 * Collects the codes of every error that the database answers while `work` runs: also of those after which a command tries again, so that a
 * deadlock does not go unseen.
 */
export async function databaseErrorsDuring(work: () => Promise<unknown>): Promise<string[]> {
  const codes: string[] = [];
  const original = pg.Client.prototype.query as unknown as (this: unknown, ...args: unknown[]) => unknown;
  const note = (error: unknown) => {
    if (error instanceof Error && 'code' in error) codes.push(String(error.code));
  };
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: unknown, ...args: unknown[]) {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const heard = (error: unknown, result: unknown) => {
        note(error);
        callback(error, result);
      };
      return original.apply(this, [...args.slice(0, -1), heard]) as never;
    }
    return (original.apply(this, args) as Promise<unknown>).catch((error: unknown) => {
      note(error);
      throw error;
    }) as never;
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return codes;
}
