import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { grant, issueQuotaTo, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, canary, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { deliverEvents } from './deliver-events';

let test: TestDatabase;
let world: World;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  customer = await makeCustomer(world.s1, 'cared', 'resale', { managerId: world.s1.users.sales });
});
beforeEach(async () => {
  await deliverAll();
  await test.owner.query('delete from notices');
  await test.owner.query('delete from outgoing_messages');
});
afterAll(() => test.close());

async function deliverAll(): Promise<void> {
  while ((await deliverEvents()) > 0);
}
const happen = (...events: DomainEvent[]) => inTransaction((tx) => tx.execute(insertEvents(events)));
const aboutRelation = (kind: string, payload: DomainEvent['payload'] = {}): DomainEvent => ({
  kind,
  organizationId: world.s1.id,
  rootId: world.s1.rootId,
  subjectId: customer.customerId,
  payload: { customerId: customer.customerId, ...payload },
});
/** Who has a notice, as `organization role`. */
async function told(): Promise<string[]> {
  const rows = await database().select().from(schema.notices);
  const known = new Map<Id<'user'>, string>(
    [world.s1, world.d1, world.r1a, customer].flatMap(({ code, users }) =>
      Object.entries(users).map(([role, id]) => [id, `${code} ${role}`] as const),
    ),
  );
  return rows.map(({ userId }) => known.get(userId) ?? 'another').toSorted();
}
const mailed = async () => (await database().select().from(schema.outgoingMessages)).length;

describe('who is told', () => {
  it('of coupons, whose they are, once for each thing that was done however many it was done to', async () => {
    const two = await makeCustomer(world.s1, 'cared-two', 'resale');
    const quotaId = await grant(world, world.s1, '500.00');
    await deliverAll();
    expect(await told()).toEqual(['S1 admin', 'S1 finance']);
    expect(await mailed()).toBe(2);
    await test.owner.query('delete from notices');
    await test.owner.query('delete from outgoing_messages');
    const coupons = [
      ...(await issueTo(world.s1, quotaId, [customer, two], '10.00')),
      ...(await issueTo(world.s1, quotaId, [customer], '2.50')),
    ];
    await deliverAll();
    // Two issues to one, one to the other; the partner knows what it did.
    expect(await told()).toEqual([
      'another',
      'another',
      ...['admin', 'admin', 'finance', 'finance'].map((role) => `cared ${role}`),
    ]);
    expect(await mailed()).toBe(6);
    await test.owner.query('delete from notices');
    await test.owner.query('delete from outgoing_messages');

    // Delivered by several at once, each event by itself: still one notice for each person.
    expect(await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: coupons })).toMatchObject({ ok: true });
    await Promise.all([deliverAll(), deliverAll(), deliverAll()]);
    const rows = await database().select().from(schema.notices);
    const of = (id: Id<'user'>) => rows.filter(({ userId }) => userId === id);
    expect(of(customer.users.admin)).toMatchObject([
      {
        kind: 'coupon.reclaimed',
        payload: { count: 2, amount: '12.50', currency: 'CNY', partner: canary('S1', 'name') },
      },
    ]);
    expect(of(two.users.admin)).toMatchObject([{ payload: { count: 1, amount: '10.00' } }]);
    expect(rows).toHaveLength(4);
    expect(await mailed()).toBe(0);
  });

  it('of quota, who has it: of what its distributor does, the reseller', async () => {
    const quotaId = await grant(world, world.d1, '500.00');
    const child = await issueQuotaTo(world.d1, quotaId, world.r1a, '100.00');
    await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: child });
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId, state: 'frozen', reason: 'Secret reason' });
    await deliverAll();
    const both = (code: string) => [`${code} admin`, `${code} finance`];
    expect(await told()).toEqual([...both('D1'), ...both('D1'), ...both('R1a'), ...both('R1a')].toSorted());
    const rows = await database().select().from(schema.notices).where(eq(schema.notices.userId, world.r1a.users.admin));
    expect(rows.map(({ kind, payload }) => [kind, payload['amount'], payload['customer'], payload['partner']])).toEqual(
      ['quota.issued', 'quota.reclaimed'].map((kind) => [kind, '100.00', canary('R1a', 'name'), canary('D1', 'name')]),
    );
    expect(JSON.stringify(await database().select().from(schema.notices))).not.toContain('Secret reason');
  });

  it('of coupons that come back to a quota its distributor has taken, the reseller once, however many they are', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '500.00'), world.r1a, '100.00');
    const below = [
      await makeCustomer(world.r1a, 'below', 'resale'),
      await makeCustomer(world.r1a, 'below-2', 'resale'),
    ];
    const couponIds = await issueTo(world.r1a, child, below, '10.00');
    await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: child });
    await deliverAll();
    await test.owner.query('delete from notices');
    expect(await reclaimCoupons(actorOf(world.r1a), freshKey(), { couponIds })).toMatchObject({ ok: true });
    await deliverAll();
    expect((await told()).filter((line) => line.startsWith('R1a'))).toEqual(['R1a admin', 'R1a finance']);
    const [row] = await database()
      .select()
      .from(schema.notices)
      .where(eq(schema.notices.userId, world.r1a.users.admin));
    expect(row).toMatchObject({ kind: 'quota.reclaimed', payload: { count: 2, amount: '20.00' } });
  });

  it('of coupons that a distributor takes back for its reseller, the reseller too', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '500.00'), world.r1a, '100.00');
    const below = await makeCustomer(world.r1a, 'below-3', 'resale');
    const couponIds = await issueTo(world.r1a, child, [below], '10.00');
    await deliverAll();
    await test.owner.query('delete from notices');
    const input = { couponIds, resellerId: world.r1a.id };
    expect(await reclaimCoupons(actorOf(world.d1), freshKey(), input)).toMatchObject({ ok: true });
    await deliverAll();
    expect((await told()).filter((line) => line.startsWith('R1a'))).toEqual(['R1a admin', 'R1a finance']);
  });

  it('of coupons that go back on parting, nobody besides the notice of the parting; of what the platform takes, the partner too', async () => {
    const about = (kind: string) => aboutRelation('coupon.reclaimed', { kind, amount: '1.00', currency: 'CNY' });
    await happen(about('unbind'), about('switch'));
    await deliverAll();
    expect(await told()).toEqual([]);
    await happen(about('reclaim'));
    await deliverAll();
    expect(await told()).toEqual(['cared admin', 'cared finance']);
    await happen(about('recharge_cancelled'));
    await deliverAll();
    expect((await told()).filter((line) => line.startsWith('S1'))).toEqual(['S1 admin', 'S1 finance']);
    await happen(aboutRelation('coupon.used', { kind: 'use' }), aboutRelation('coupon.refunded', { kind: 'refund' }));
    await deliverAll();
    expect(await told()).toHaveLength(6);
  });
});
