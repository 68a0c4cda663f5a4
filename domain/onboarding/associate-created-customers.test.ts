import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { watched } from '@/tests/join-scenes';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { associateCreatedCustomers, associating } from './associate-created-customers';
import { createCustomer } from './create-customer';
import { joiningCauseOf } from './report-model';

const { associationAttempts, associations, pendingAssociations } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

/** A customer whose association waits. */
async function create() {
  const program = actorOf(world.s1, 'admin', { via: 'api_key', userId: null, sessionId: null });
  const made = await createCustomer(program, freshKey(), {
    domainName: null,
    mobile: null,
    code: null,
    platformType: 'TEST_IDP',
    platformUserId: freshKey(),
    password: null,
    refusesMarketing: true,
    type: 'resale',
    resellerId: null,
    awaitsAssociation: false,
  });
  if (!made.ok) throw new Error(made.code);
  return made;
}
async function drain(): Promise<number> {
  let done = 0;
  while ((await associateCreatedCustomers()) > 0) done += 1;
  return done;
}
const relationOf = ({ id }: Awaited<ReturnType<typeof create>>) =>
  database().select().from(associations).where(eq(associations.customerId, id));

describe('an association that waits', () => {
  const pendingOf = async (outcome: Awaited<ReturnType<typeof create>>) => {
    const { customerId } = pendingAssociations;
    const [row] = await database().select().from(pendingAssociations).where(eq(customerId, outcome.id));
    return row;
  };
  /** Somebody keeps a customer's row until it is given back. */
  async function hold({ id }: Awaited<ReturnType<typeof create>>) {
    const client = await test.owner.connect();
    await client.query('begin');
    await client.query('select from customers where id = $1 for update', [uuidOf(id)]);
    return async () => {
      await client.query('rollback');
      client.release();
    };
  }

  it('does not hold up the others while its row is held by somebody, and comes about afterwards', async () => {
    const [held, next] = [await create(), await create()];
    const giveBack = await hold(held);
    expect(await drain()).toBe(2);
    await giveBack();
    expect(await pendingOf(next)).toMatchObject({ state: 'done' });
    const postponed = await pendingOf(held);
    expect(postponed).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(postponed?.nextAt.getTime()).toBeGreaterThan(postponed?.createdAt.getTime() ?? 0);
    expect(await associateCreatedCustomers()).toBe(0);
    await database().update(pendingAssociations).set({ nextAt: sql`clock_timestamp()` });
    expect(await drain()).toBe(1);
    expect(await pendingOf(held)).toMatchObject({ state: 'done', attempts: 2 });
    expect(await relationOf(held)).toHaveLength(1);
  });

  it('waits longer each time, and has failed after the last try, with a cause the history can word', async () => {
    const outcome = await create();
    await test.owner.query(`create function fail() returns trigger language plpgsql as $$
      begin raise exception 'broken'; end $$`);
    await test.owner.query(
      'create trigger fail before insert on associations for each statement execute function fail()',
    );
    const pauses: number[] = [];
    const due = { nextAt: sql`clock_timestamp()` };
    for (let round = 1; round < associating.attemptsMax; round += 1) {
      await database().update(pendingAssociations).set(due);
      const before = await rowCounts();
      expect(await associateCreatedCustomers()).toBe(1);
      expect(grownBy(before, await rowCounts())).toEqual({});
      const { rows } = await database().execute<{ pause: number }>(
        sql`select extract(epoch from next_at - clock_timestamp())::float as pause from pending_associations where state = 'waiting'`,
      );
      pauses.push(rows[0]?.pause ?? 0);
    }
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses.at(-1)).toBeGreaterThan(associating.pauseSeconds * 10);
    await database().update(pendingAssociations).set(due);
    const { grown } = await watched(associateCreatedCustomers);
    await test.owner.query('drop trigger fail on associations');
    expect(grown).toEqual({ association_attempts: 1, audit_entries: 1, outbox_events: 1 });
    expect(await pendingOf(outcome)).toMatchObject({ state: 'failed', cause: 'not_completed', attempts: 8 });
    const [attempt] = await database()
      .select()
      .from(associationAttempts)
      .where(eq(associationAttempts.customerId, outcome.id));
    expect(joiningCauseOf(attempt?.cause ?? null)).toBe('not_completed');
    await database().update(pendingAssociations).set(due);
    expect(await associateCreatedCustomers()).toBe(0);
  });
});
