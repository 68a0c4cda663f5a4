import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { openAccount } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import { decodeCursor } from '@/lib/cursor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { couponOf, grant, issueTo, letExpire } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import {
  actorOf,
  canary,
  freshKey,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { moveCoupons } from './move-coupons';
import { findOwnCoupon, listOwnCoupons, type OwnCouponState, sumOwnCoupons } from './own-coupon-queries';
import { reclaimCoupons } from './reclaim-coupons';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  quota = await grant(world, world.s1, '10000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const scopeOf = (who: Actor) => readScope(who, 'coupons.own');
const listed = async (customer: WorldCustomer, state: OwnCouponState) =>
  (await listOwnCoupons(scopeOf(actorOf(customer)), state, { limit: 50 })).rows;
const idsIn = async (customer: WorldCustomer, state: OwnCouponState) =>
  (await listed(customer, state)).map(({ id }) => id);
const found = (customer: WorldCustomer, id: Id<'coupon'>) => findOwnCoupon(scopeOf(actorOf(customer)), id);
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
/** One coupon of S1's for that customer. */
async function oneTo(
  customer: WorldCustomer,
  face: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Id<'coupon'>> {
  const [id] = await issueTo(world.s1, quota, [customer], face, more);
  if (!id) throw new Error('a coupon was issued');
  return id;
}

/** What an order does that is paid with a coupon; the whole of it, as far as the books go. */
async function spend(customer: WorldOrganization, id: Id<'coupon'>, minor: bigint, isLast: boolean): Promise<void> {
  const coupon = await couponOf(id);
  await inTransaction(async (tx) => {
    const credit = await openAccount(tx, world.operator.id, 'coupon_spent', 'CNY');
    if (isLast)
      await tx.update(schema.coupons).set({ state: 'used', uses: 1, orderId: 'CS1' }).where(eq(schema.coupons.id, id));
    const { organizationId, rootId, quotaId, type: quotaType, customerId, accountId: debit } = coupon;
    const about = { organizationId, rootId, quotaId, quotaType, couponId: id, customerId, orderId: 'CS1' };
    const move = { kind: 'use', ...about, amount: money(minor, 'CNY'), debit, credit } as const;
    const operation = { action: 'coupons.consume', id: newId('couponOperation') };
    // Without a person: a person's deeds have a receipt.
    await moveCoupons(tx, { ...actorOf(customer), via: 'system', userId: null }, operation, [move]);
  });
}

describe('own coupons', () => {
  it('[T3] are seen by their customer, whoever of it asks, and by nobody else', async () => {
    const [mine, other] = [
      await makeCustomer(world.s1, 'mine', 'resale'),
      await makeCustomer(world.s1, 'other', 'resale'),
    ];
    const id = await oneTo(mine, '100.00', { minOrder: '500.00', remark: 'For nobody else to read' });
    const [theirs] = await issueTo(world.s1, quota, [other], '7.00');
    for (const role of ['admin', 'finance', 'viewer'] as const) {
      const scope = scopeOf(actorOf(mine, role));
      expect((await listOwnCoupons(scope, 'usable', { limit: 50 })).rows.map((coupon) => coupon.id)).toEqual([id]);
    }
    expect(await idsIn(other, 'usable')).toEqual([theirs]);
    for (const stranger of [theirs ?? id, newId('coupon')]) expect(await found(mine, stranger)).toBeUndefined();
    // A partner has no coupons of its own, not even those it has issued.
    const partner = { ...readScope(actorOf(world.s1), 'coupons.read') };
    expect(await findOwnCoupon(partner, id)).toBeUndefined();
    expect((await sumOwnCoupons(partner)).usable.count).toBe(0);

    const detail = await found(mine, id);
    expect(detail).toMatchObject({
      type: 'voucher',
      state: 'usable',
      face: money(10_000n, 'CNY'),
      left: money(10_000n, 'CNY'),
      minOrderMinor: 50_000n,
      isEffective: true,
      endsSoon: false,
      partner: { name: canary('S1', 'name') },
      life: [{ kind: 'issue', amount: money(10_000n, 'CNY'), orderId: null }],
    });
    const shown = JSON.stringify(detail, (_, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const secret of ['For nobody else', canary('S1', 'user-admin'), quota, uuidOf(quota)])
      expect(shown).not.toContain(secret);
  });

  it('that were taken back are gone, as if they had never been', async () => {
    const customer = await makeCustomer(world.s1, 'taken', 'resale');
    const [kept, taken] = [await oneTo(customer, '10.00'), await oneTo(customer, '20.00')];
    expect(await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: taken })).toMatchObject({ ok: true });
    expect(await found(customer, taken)).toBeUndefined();
    expect(await idsIn(customer, 'usable')).toEqual([kept]);
    for (const state of ['used', 'expired'] as const) expect(await idsIn(customer, state)).toEqual([]);
    expect((await sumOwnCoupons(scopeOf(actorOf(customer)))).usable).toEqual({ count: 1, left: money(1_000n, 'CNY') });
  });

  it('of a partner the customer has left are gone too; what it has used stays its own, under that partner’s name', async () => {
    const customer = await makeCustomer(world.s1, 'leaving', 'resale');
    const [used, unused] = [await oneTo(customer, '10.00'), await oneTo(customer, '20.00')];
    await spend(customer, used, 1_000n, true);
    await answerAs(customer, 'customer', await makeChange(customer, 'partner'), true);
    await database()
      .insert(schema.associations)
      .values({
        id: newId('association'),
        organizationId: world.s2.id,
        rootId: world.s2.rootId,
        customerId: customer.customerId,
        type: 'resale',
      });
    const [fresh] = await issueTo(world.s2, await grant(world, world.s2, '50.00'), [customer], '5.00');
    expect(await found(customer, unused)).toBeUndefined();
    expect(await listed(customer, 'usable')).toMatchObject([{ id: fresh, partner: { name: canary('S2', 'name') } }]);
    expect(await listed(customer, 'used')).toMatchObject([{ id: used, partner: { name: canary('S1', 'name') } }]);
  });

  it('say what is left and what has been used of them, for which order', async () => {
    const customer = await makeCustomer(world.s1, 'using', 'resale');
    const id = await oneTo(customer, '100.00');
    await spend(customer, id, 3_000n, false);
    expect(await found(customer, id)).toMatchObject({
      state: 'usable',
      left: money(7_000n, 'CNY'),
      life: [{ kind: 'issue' }, { kind: 'use', orderId: 'CS1', amount: money(3_000n, 'CNY') }],
    });
    // Its uses are exhausted before its balance is: nothing can be used any more.
    await spend(customer, id, 1_000n, true);
    expect(await found(customer, id)).toMatchObject({ state: 'used', left: money(0n, 'CNY') });
    expect(await idsIn(customer, 'usable')).toEqual([]);
  });

  it('are expired from the moment they end, whatever the books say, and left out half a year later', async () => {
    const customer = await makeCustomer(world.s1, 'ending', 'resale');
    const [id, soon, later] = [
      await oneTo(customer, '30.00'),
      await oneTo(customer, '2.00', { expiresAt: inDays(6) }),
      await oneTo(customer, '5.00', { expiresAt: inDays(8) }),
    ];
    await letExpire(test, id);
    expect(await couponOf(id)).toMatchObject({ state: 'usable' });
    expect(await found(customer, id)).toMatchObject({ state: 'expired', left: money(0n, 'CNY'), endsSoon: false });
    expect(await idsIn(customer, 'expired')).toEqual([id]);
    // What ends first is first.
    expect((await listed(customer, 'usable')).map((coupon) => [coupon.id, coupon.endsSoon])).toEqual([
      [soon, true],
      [later, false],
    ]);
    expect(await sumOwnCoupons(scopeOf(actorOf(customer)))).toEqual({
      usable: { count: 2, left: money(700n, 'CNY') },
      soon: { count: 1, left: money(200n, 'CNY') },
    });
    const longAgo = `effective_at = now() - interval '2 years', expires_at = now() - interval '7 months'`;
    await test.owner.query(`update coupon_quotas set effective_at = date_trunc('day', now() - interval '3 years')`);
    await test.owner.query(`update coupons set ${longAgo} where id = $1`, [uuidOf(id)]);
    expect(await idsIn(customer, 'expired')).toEqual([]);
  });

  it('are paged through without one missing or twice', async () => {
    const customer = await makeCustomer(world.s1, 'many', 'resale');
    const all: Id<'coupon'>[] = [];
    // All but one end at the same moment: the id decides.
    for (const days of [30, 30, 30, 30, 20])
      all.push(await oneTo(customer, '1.00', { expiresAt: inDays(days).slice(0, 10) }));
    const scope = scopeOf(actorOf(customer));
    const read: Id<'coupon'>[] = [];
    let after: string | undefined;
    do {
      const page = await listOwnCoupons(scope, 'usable', {
        limit: 2,
        after: decodeCursor(after, { key: 'instant', id: 'coupon' }),
      });
      read.push(...page.rows.map(({ id }) => id));
      after = page.after;
    } while (after);
    expect(read[0]).toBe(all[4]);
    expect(read).toHaveLength(5);
    expect(read.toSorted()).toEqual(all.toSorted());
  });
});
