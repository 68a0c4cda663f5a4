import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { type Id, newId } from '@/lib/id';
import { money } from '@/lib/money';
import { grant, issueTo, letExpire } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { findHeldCoupons, sumIssuedCoupons, sumUsableQuota } from './held-queries';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
let cared: WorldCustomer;
let uncared: WorldCustomer;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  quota = await grant(world, world.s1, '1000.00', { effectiveAt: inDays(-10) });
  cared = await makeCustomer(world.s1, 'cared', 'resale', { managerId: world.s1.users.sales });
  uncared = await makeCustomer(world.s1, 'uncared', 'resale');
  await issueTo(world.s1, quota, [cared, uncared], '100.00');
  await issueTo(world.s1, quota, [cared], '20.00', { expiresAt: inDays(6) });
  const [over] = await issueTo(world.s1, quota, [cared], '7.00');
  if (over) await letExpire(test, over);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const held = (who: Actor, customer: WorldCustomer) =>
  findHeldCoupons(readScope(who, 'customers.read'), customer.customerId);
const sum = (count: number, minor: bigint) => ({ count, left: money(minor, 'CNY') });

describe('what a customer holds', () => {
  it('[T3] is what it can use, for its partner, whoever looks after it there, and the operator', async () => {
    const expected = { usable: sum(2, 12_000n), soon: sum(1, 2_000n) };
    for (const who of [actorOf(world.s1), actorOf(world.s1, 'sales'), actorOf(world.operator)])
      expect(await held(who, cared)).toEqual(expected);
    expect(await held(actorOf(world.s1), await makeCustomer(world.s1, 'without', 'resale'))).toEqual({
      usable: sum(0, 0n),
      soon: sum(0, 0n),
    });
  });

  it('[T3] is nothing to others, just as of a customer that does not exist', async () => {
    expect(await held(actorOf(world.s2), cared)).toBeUndefined();
    expect(await held(actorOf(world.s1, 'sales'), uncared)).toBeUndefined();
    const stranger = { ...cared, customerId: newId('customer') };
    expect(await held(actorOf(world.s1), stranger)).toBeUndefined();
    const left = await makeCustomer(world.s1, 'left', 'resale');
    await issueTo(world.s1, quota, [left], '5.00');
    await answerAs(left, 'customer', await makeChange(left, 'partner'), true);
    expect(await held(actorOf(world.s1), left)).toBeUndefined();
  });
});

describe('what a partner sees on its home page', () => {
  const issued = (who: Actor) => sumIssuedCoupons(readScope(who, 'coupons.read'));

  it('[T3] is of its own customers, for people in sales of theirs', async () => {
    expect(await issued(actorOf(world.s1, 'viewer'))).toEqual({ usable: sum(3, 22_000n), soon: sum(1, 2_000n) });
    expect(await issued(actorOf(world.s1, 'sales'))).toEqual({ usable: sum(2, 12_000n), soon: sum(1, 2_000n) });
    expect(await issued(actorOf(world.s2))).toEqual({ usable: sum(0, 0n), soon: sum(0, 0n) });
  });

  it('is the quota that can be issued from now: none that is frozen, over, or has not begun', async () => {
    const usable = () => sumUsableQuota(readScope(actorOf(world.g1), 'coupons.read'));
    expect(await usable()).toEqual(sum(0, 0n));
    await grant(world, world.g1, '50.00');
    await grant(world, world.g1, '7.00', { type: 'cash' });
    await grant(world, world.g1, '1.00', { effectiveAt: inDays(2) });
    await letExpire(test, await grant(world, world.g1, '2.00'));
    const frozen = await grant(world, world.g1, '4.00');
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: frozen, state: 'frozen', reason: 'Looked at' });
    expect(await usable()).toEqual(sum(2, 5_700n));
  });
});
