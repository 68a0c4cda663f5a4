import { and, eq, isNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { readScope } from '@/domain/read-scope';
import { keepTrail } from '@/domain/trail';
import { newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { answerAs, makeChange } from '@/tests/relations';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { assignAccountManager } from './assign-account-manager';
import { listManagerPeriods } from './manager-queries';
import { findRunway } from './runway-queries';
import { listTimeline } from './timeline-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
});
afterAll(() => test.close());

const scopeOf = (who: Actor) => readScope(who, 'customers.read');
const seenBy = async (who: Actor, { customerId }: WorldCustomer) =>
  (await listTimeline(scopeOf(who), customerId, { limit: 50 })).rows.map(({ what }) => what);
const managersFor = async (who: Actor, { customerId }: WorldCustomer) =>
  (await listManagerPeriods(scopeOf(who), customerId)).length;

const isOpenOf = ({ customerId }: WorldCustomer) =>
  and(eq(schema.associations.customerId, customerId), isNull(schema.associations.endedAt));
const associate = ({ customerId }: WorldCustomer, { id: organizationId, rootId }: WorldOrganization) =>
  database()
    .insert(schema.associations)
    .values({ id: newId('association'), organizationId, rootId, customerId, type: 'resale' });

describe('what a partner knows of its customer', () => {
  it('outlives a switch of the type, and a parting ends it', async () => {
    const customer = await makeCustomer(world.s1, 'switched', 'referral');
    const { customerId } = customer;
    await assignAccountManager(actorOf(world.s1), freshKey(), { customerId, userId: world.s1.users.sales });
    await answerAs(customer, 'customer', await makeChange(customer, 'partner', 'resale'), true);
    await allocateFunds(actorOf(world.s1), freshKey(), { customerId, amount: '1.00' });
    expect(await seenBy(actorOf(world.s1), customer)).toEqual([
      'allocate',
      'switch_completed',
      'switch_submitted',
      'customers.assign_manager',
      'joined',
    ]);
    expect(await managersFor(actorOf(world.s1), customer)).toBe(2);

    await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    expect(await seenBy(actorOf(world.s1), customer)).toEqual([]);
    await associate(customer, world.s2);
    expect(await seenBy(actorOf(world.s2), customer)).toEqual(['joined']);
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()`, endedReason: 'disassociated' })
      .where(isOpenOf(customer));
    await associate(customer, world.s1);
    expect(await seenBy(actorOf(world.s1), customer), 'who comes back begins anew').toEqual(['joined']);
    expect(await managersFor(actorOf(world.s1), customer)).toBe(0);
  });

  it('holds nothing of what the operator notes for itself', async () => {
    const customer = await makeCustomer(world.s1, 'noted', 'resale');
    const note = { action: 'customers.set_obstacles', subjectId: customer.customerId, detail: {} };
    await inTransaction((tx) => keepTrail(tx, actorOf(world.operator), note, []));
    expect(await seenBy(actorOf(world.s1), customer)).toEqual(['joined']);
    expect(await seenBy(actorOf(world.operator), customer)).toEqual(['customers.set_obstacles', 'joined']);
  });

  it('holds nothing of what was used under the partner before', async () => {
    const customer = await makeCustomer(world.s2, 'used', 'resale');
    const bank = await makeOrganization({ code: 'V9', kind: 'operator' });
    const post = (debit: string, credit: string, minor: number, days: number) =>
      test.owner.query(
        `select ledger_post_dated(gen_random_uuid(), 'recharge', (select min(id) from ledger_accounts where owner_id = $1),
          (select min(id) from ledger_accounts where owner_id = $2), 'CNY', $3, clock_timestamp() - make_interval(days => $4))`,
        [debit, credit, minor, days],
      );
    const [own, outside] = [uuidOf(customer.id), uuidOf(bank.id)];
    await test.owner.query(
      `update associations set associated_at = associated_at - interval '9 days' where customer_id = $1`,
      [own],
    );
    await post(outside, own, 100_00, 8);
    await post(own, outside, 70_00, 1);
    const usedFor = async (who: Actor) => (await findRunway(scopeOf(who), customer.customerId))?.used.minor;
    expect(await usedFor(actorOf(world.s2))).toBe(70_00n);
    await test.owner.query(`update associations set associated_at = clock_timestamp() where customer_id = $1`, [own]);
    expect(await usedFor(actorOf(world.s2))).toBe(0n);
  });
});
