import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '@/domain/actor';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';
import { readScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { money } from '@/lib/money';
import { grant, issueQuotaTo, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, customerActor, makeChange } from '@/tests/relations';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { checkChange } from './pre-check-queries';
import { findChange } from './queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const couponsOf = async (who: Actor, id: Id<'associationChange'>) =>
  (await findChange(readScope(who, 'association_changes.read'), id))?.coupons;

describe('coupons that go back', () => {
  it('are told of to both sides before, while it is asked, and afterwards', async () => {
    const customer = await makeCustomer(world.s1, 'parting', 'resale');
    const quota = await grant(world, world.s1, '500.00');
    await issueTo(world.s1, quota, [customer], '100.00');
    await issueTo(world.s1, quota, [customer], '20.00');
    const expected = { count: 2, amount: money(12_000n, 'CNY') };
    const ask = (who: Actor, id?: Id<'customer'>) =>
      checkChange(readScope(who, 'association_changes.request'), 'disassociate', id);
    expect((await ask(actorOf(world.s1), customer.customerId))?.wouldReturnCoupons).toEqual(expected);
    expect((await ask(customerActor(customer)))?.wouldReturnCoupons).toEqual(expected);

    const id = await makeChange(customer, 'partner');
    for (const who of [actorOf(world.s1), customerActor(customer)]) expect(await couponsOf(who, id)).toEqual(expected);
    await answerAs(customer, 'customer', id, true);
    for (const who of [actorOf(world.s1), customerActor(customer)]) expect(await couponsOf(who, id)).toEqual(expected);
    // What it is given by its next partner is no matter of this parting.
    expect(await couponsOf(actorOf(world.s2), id)).toBeUndefined();
  });

  it('are none while nothing was issued, and none of a request that was rejected', async () => {
    const customer = await makeCustomer(world.s1, 'staying', 'resale');
    const id = await makeChange(customer, 'partner');
    expect(await couponsOf(actorOf(world.s1), id)).toEqual({ count: 0, amount: money(0n, 'CNY') });
    await answerAs(customer, 'customer', id, false);
    expect(await couponsOf(actorOf(world.s1), id)).toBeNull();
  });

  it('are counted once, also where they go on to the distributor', async () => {
    const parent = await grant(world, world.d1, '500.00');
    const child = await issueQuotaTo(world.d1, parent, world.r1a, '100.00');
    const customer = await makeCustomer(world.r1a, 'below', 'resale');
    await issueTo(world.r1a, child, [customer], '30.00');
    expect(await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: child })).toMatchObject({ ok: true });
    const id = await makeChange(customer, 'partner');
    await answerAs(customer, 'customer', id, true);
    expect(await couponsOf(actorOf(world.r1a), id)).toEqual({ count: 1, amount: money(3_000n, 'CNY') });
  });
});
