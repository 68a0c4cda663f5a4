import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Actor } from '@/domain/actor';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { readScope } from '@/domain/read-scope';
import { money } from '@/lib/money';
import { grant, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { listTimeline } from './timeline-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const timelineOf = async (who: Actor, { customerId }: WorldCustomer) =>
  (await listTimeline(readScope(who, 'customers.read'), customerId, { limit: 50 })).rows;

it('the timeline of a customer holds its coupons, each once, and by whom; not what was declined, nor what an earlier partner gave', async () => {
  const customer = await makeCustomer(world.s1, 'lived', 'resale');
  const quotaId = await grant(world, world.s1, '500.00');
  const [id] = await issueTo(world.s1, quotaId, [customer], '40.00');
  await reclaimCoupons(actorOf(world.s1, 'finance'), freshKey(), { couponIds: id, remark: 'Not for everybody' });
  const items = await timelineOf(actorOf(world.s1), customer);
  expect(items.map(({ source, what, couponId, amount }) => [source, what, couponId, amount])).toEqual([
    ['coupon', 'reclaim', id, money(4_000n, 'CNY')],
    ['coupon', 'issue', id, money(4_000n, 'CNY')],
    ['association', 'joined', null, null],
  ]);
  expect(items.map(({ by }) => by?.userName)).toEqual(['CNRY-S1-user-finance', 'CNRY-S1-user-admin', undefined]);

  const frozen = world.customers['S1']?.frozen;
  if (!frozen) throw new Error('S1 has a frozen customer');
  const some = { quotaId, customerIds: [customer.customerId, frozen.customerId], faceValue: '1.00' };
  expect(await issueCoupons(actorOf(world.s1), freshKey(), some)).toMatchObject({ ok: true });
  expect((await timelineOf(actorOf(world.s1), frozen)).map(({ source }) => source)).toEqual(['association']);

  await answerAs(customer, 'customer', await makeChange(customer, 'partner', 'referral'), true);
  expect((await timelineOf(actorOf(world.s1), customer)).map(({ what }) => what).slice(0, 3)).toContain('switch');
  expect(await timelineOf(actorOf(world.s2), customer)).toEqual([]);
});
