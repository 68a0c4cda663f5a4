import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { listAudit } from '@/domain/audit/queries';
import { readScope } from '@/domain/read-scope';
import { lockFor, payWith } from '@/tests/coupon-use';
import { grant, issueQuotaTo, issueTo, leftOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import {
  actorOf,
  freshKey,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { reclaimQuotas } from './reclaim-quotas';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const pageOf = async (who: WorldOrganization | WorldCustomer) =>
  (await listAudit(readScope(actorOf(who), 'audit.read'), {}, { limit: 100 })).rows;

it('[T3] nobody’s audit page tells of quotas that are not theirs to see, also where they made them move', async () => {
  const parent = await grant(world, world.d1, '100.00');
  const child = await issueQuotaTo(world.d1, parent, world.r1a, '50.00');
  const customer = await makeCustomer(world.r1a, `audit-${freshKey()}`, 'resale');
  const [used, whole] = await issueTo(world.r1a, child, [customer], '10.00').then(async ([one]) => [
    one,
    (await issueTo(world.r1a, child, [customer], '5.00'))[0],
  ]);
  if (!used || !whole) throw new Error('there are coupons');
  await payWith(customer, used, '3.00');
  await lockFor(customer, whole);
  expect(await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [child] })).toMatchObject({ ok: true });
  const changeId = await makeChange(customer, 'partner');
  expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
  expect([await leftOf(child), await leftOf(parent)]).toEqual([0n, 9_700n]);

  const [own, resellers, distributors] = [await pageOf(customer), await pageOf(world.r1a), await pageOf(world.d1)];
  const returns = own.filter(
    ({ action, detail }) => action === 'association_changes.answer' && detail['kind'] === 'unbind',
  );
  expect(returns.map(({ detail }) => [detail['couponId'], detail['amount']]).toSorted()).toEqual(
    [
      [used, '7.00'],
      [whole, '5.00'],
    ].toSorted(),
  );
  for (const hidden of [child, parent, world.d1.id]) expect(JSON.stringify(own)).not.toContain(hidden);
  expect(JSON.stringify(resellers)).toContain(child);
  for (const hidden of [parent, world.d1.id]) expect(JSON.stringify(resellers)).not.toContain(hidden);
  const onward = distributors.filter(({ action }) => action === 'association_changes.answer');
  expect(onward.map(({ detail }) => [detail['kind'], detail['amount'], detail['parentQuotaId']]).toSorted()).toEqual(
    [
      ['quota_reclaim', '5.00', parent],
      ['quota_reclaim', '7.00', parent],
    ].toSorted(),
  );
  expect(onward.map(({ user }) => user?.name ?? null)).toEqual([null, null]);
});
