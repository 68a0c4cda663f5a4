import type pg from 'pg';
import type { DatabaseHandle } from '@/db/client';
import { listCustomers } from '@/domain/customers/queries';
import { readScope } from '@/domain/read-scope';
import { type Run, run } from './load';
import { type Measured, measureInRounds, type Settings } from './rounds';
import { makePartner } from './world';

/** What a query sent to the database, to be sent again without us. */
interface Sent {
  readonly text: string;
  readonly values: unknown[];
}

/**
 * A page of the customer list, as the console reads it, of a partner with 10,000 and one with 100,000 customers; and a search by name.
 * Each against its own bare SQL, sent by the driver alone.
 */
export async function measureLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  const measures = [];
  for (const customers of [10_000, 100_000]) {
    settings.tell(`making ${customers} customers`);
    const { actor } = await makePartner(settings.owner, `list-${customers}`, customers);
    const scope = readScope(actor, 'customers.read');
    for (const [load, filter] of [
      ['page', {}],
      ['search', { q: 'abc' }],
    ] as const) {
      const read = async () => {
        await listCustomers(scope, filter, { limit: 50 });
      };
      measures.push({ name: `customers ${customers / 1000} k`, load, read });
    }
  }
  await settings.owner.query('vacuum analyze');
  const ready = [];
  for (const measure of measures) {
    const sent = await sentBy(handle.pool, measure.read);
    const bare = (): Promise<Run> =>
      run({ inFlight: 1, ms: settings.ms }, async () => {
        await handle.pool.query(sent.text, sent.values);
      });
    const work = () => run({ inFlight: 1, ms: settings.ms }, measure.read);
    ready.push({
      name: measure.name,
      load: measure.load,
      inFlight: 1,
      work,
      floor: { name: `${measure.load}, bare SQL`, run: bare },
    });
  }
  return measureInRounds(ready, settings);
}

/** Listens to the pool while `work` sends one statement. */
async function sentBy(pool: pg.Pool, work: () => Promise<void>): Promise<Sent> {
  const found: Sent[] = [];
  const query = pool.query;
  Object.assign(pool, {
    query: (statement: { text: string }, values: unknown[]) => {
      found.push({ text: statement.text, values });
      return Reflect.apply(query, pool, [statement, values]);
    },
  });
  await work().finally(() => Object.assign(pool, { query }));
  const [sent] = found;
  if (!sent || found.length !== 1) throw new Error(`one statement was expected, ${found.length} were sent`);
  return sent;
}
