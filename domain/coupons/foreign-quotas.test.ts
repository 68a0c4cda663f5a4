import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Id, newId, uuidOf } from '@/lib/id';
import { grant, issueQuotaTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { issueQuota } from './issue-quota';
import { reclaimQuotas } from './reclaim-quotas';

let test: TestDatabase;
let world: World;
let holder: pg.Client;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  holder = new pg.Client({ connectionString: test.ownerUrl });
  await holder.connect();
});
afterEach(booksAreRight);
afterAll(async () => {
  await holder.end();
  await test.close();
});

it('[T3] whoever names a quota of others does not feel that somebody works with it', async () => {
  const foreign = await issueQuotaTo(world.d2, await grant(world, world.d2, '10.00'), world.r2a, '5.00');
  const customerIds = world.customers['D1']?.one.customerId;
  const naming = (quotaId: Id<'couponQuota'>) => [
    () => issueCoupons(actorOf(world.d1), freshKey(), { quotaId, customerIds, faceValue: '1.00' }),
    () => issueQuota(actorOf(world.d1), freshKey(), { quotaId, resellerIds: world.r1a.id, amount: '1.00' }),
    () => reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: quotaId }),
  ];
  await holder.query('begin');
  await holder.query('select from coupon_quotas where id = $1 for update', [uuidOf(foreign)]);
  try {
    for (const id of [foreign, newId('couponQuota')])
      for (const ask of naming(id)) expect(await ask()).toMatchObject({ ok: false, code: 'quota_not_found' });
  } finally {
    await holder.query('rollback');
  }
}, 60_000);
