import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { watched } from '@/tests/join-scenes';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { setObstacles } from './set-obstacles';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

describe('obstacles', () => {
  it('are set by the operator, all at once, with what they were in the audit', async () => {
    const { customerId } = await makeCustomer(world.s1, 'obs', 'resale');
    const set = (obstacles: unknown) => setObstacles(actorOf(world.operator), freshKey(), { customerId, obstacles });
    expect(await set(['reward_plan', 'unpaid_bills'])).toMatchObject({ ok: true, id: customerId });
    const { outcome, grown } = await watched(() => set('other_site'));
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await set(undefined)).toMatchObject({ ok: true });
    const entries = await database()
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(sql`subject_id = ${customerId} and action = 'customers.set_obstacles'`)
      .orderBy(schema.auditEntries.at);
    expect(entries.map(({ detail }) => detail)).toEqual([
      { obstaclesWere: '', obstacles: 'unpaid_bills reward_plan' },
      { obstaclesWere: 'unpaid_bills reward_plan', obstacles: 'other_site' },
      { obstaclesWere: 'other_site', obstacles: '' },
    ]);
  });

  it('that are none, and customers that are none, are refused', async () => {
    const { customerId } = await makeCustomer(world.s1, 'obs2', 'resale');
    const set = (input: object) => watched(() => setObstacles(actorOf(world.operator), freshKey(), input));
    expect(await set({ customerId, obstacles: ['rich'] })).toMatchObject({
      outcome: { code: 'invalid_input' },
      grown: {},
    });
    const missing = await set({ customerId: newId('customer'), obstacles: [] });
    expect(missing).toMatchObject({ outcome: { code: 'customer_not_found' }, grown: { audit_entries: 1 } });
    expect(await setObstacles(actorOf(world.s1), freshKey(), { customerId })).toMatchObject({ code: 'not_permitted' });
  });
});
