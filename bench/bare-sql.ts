import type pg from 'pg';
import type { DatabaseHandle } from '@/db/client';
import { type Run, run } from './load';
import { type Measured, measureInRounds, type Settings } from './rounds';

/** A page of a list, read as the console reads it: by the list's own query function, in one statement unless it says otherwise. */
export interface Reading {
  readonly name: string;
  readonly load: string;
  readonly read: () => Promise<unknown>;
  readonly isOfSeveral?: true;
}

/** What a query sent to the database, to be sent again without us. */
interface Sent {
  readonly text: string;
  readonly values: unknown[];
}

/** Every reading against its own bare SQL, sent by the driver alone. */
export async function measureReadings(
  handle: DatabaseHandle,
  settings: Settings,
  readings: readonly Reading[],
): Promise<Measured[]> {
  const measures = [];
  for (const { name, load, read, isOfSeveral } of readings) {
    const sent = await sentBy(handle.pool, read, isOfSeveral);
    const bare = (): Promise<Run> =>
      run({ inFlight: 1, ms: settings.ms }, async () => {
        for (const { text, values } of sent) await handle.pool.query(text, values);
      });
    const work = () =>
      run({ inFlight: 1, ms: settings.ms }, async () => {
        await read();
      });
    measures.push({ name, load, inFlight: 1, work, floor: { name: `${load}, bare SQL`, run: bare } });
  }
  return measureInRounds(measures, settings);
}

/** Listens to the pool while `work` sends one statement, or several. */
async function sentBy(pool: pg.Pool, work: () => Promise<unknown>, isOfSeveral = false): Promise<Sent[]> {
  const found: Sent[] = [];
  const query = pool.query;
  Object.assign(pool, {
    query: (statement: { text: string }, values: unknown[]) => {
      found.push({ text: statement.text, values });
      return Reflect.apply(query, pool, [statement, values]);
    },
  });
  await work().finally(() => Object.assign(pool, { query }));
  if (found.length === 0 || (found.length > 1 && !isOfSeveral))
    throw new Error(`one statement was expected, ${found.length} were sent`);
  return found;
}
