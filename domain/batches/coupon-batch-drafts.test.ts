import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { newId, uuidOf } from '@/lib/id';
import { couponScopeOf, draftCoupons, lookAt, makeIssuer, rowsOf } from '@/tests/coupon-batches';
import { grant, issueQuotaTo, leftOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { createAdjustmentBatch } from './create-batch';
import { createCouponBatch } from './create-coupon-batch';
import { findBatch, findCouponBatch, listBatches, listBatchItems, listCouponBatches } from './queries';
import { runAdjustmentBatch } from './run-batch';
import { runCouponBatch } from './run-coupon-batch';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

describe('a draft is not made', () => {
  const refused = async (input: Record<string, unknown>) => {
    const before = await rowCounts();
    const outcome = await createCouponBatch(actorOf(world.s1), freshKey(), { text: 'x,1', ...input });
    if (outcome.ok) throw new Error('it was made');
    const denied = outcome.code === 'quota_not_found' ? { audit_entries: 1 } : {};
    expect(grownBy(before, await rowCounts())).toEqual(denied);
    return { code: outcome.code, fields: outcome.fields };
  };

  it('[T3] from a quota of somebody else: as from one that does not exist', async () => {
    const foreign = await grant(world, world.s2, '10.00');
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '5.00');
    const nobody = await refused({ quotaId: newId('couponQuota') });
    expect(nobody).toEqual({ code: 'quota_not_found', fields: {} });
    for (const quotaId of [foreign, child]) expect(await refused({ quotaId })).toEqual(nobody);
    const own = await createCouponBatch(actorOf(world.d1), freshKey(), { quotaId: child, text: 'x,1' });
    expect(own).toMatchObject({ ok: false, code: 'quota_not_found' });
  });

  it.each([
    ['rows', { text: ' ' }, 'invalid_input', { text: 'rows_missing' }],
    ['a face value for those picked', { text: null, customers: ['x'] }, 'invalid_input', { amount: 'amount_missing' }],
    ['an amount in it', { minOrder: 'x' }, 'invalid_input', { minOrder: 'amount_not_a_number' }],
    ['a day that exists', { expiresAt: '2026-02-30' }, 'invalid_input', { expiresAt: 'invalid_date' }],
    ['a time to come', { expiresAt: '2026-01-01' }, 'invalid_input', { expiresAt: 'in_the_past' }],
    [
      'an end after the beginning',
      { effectiveAt: '2027-02-02', expiresAt: '2027-02-01' },
      'invalid_input',
      { expiresAt: 'end_before_start' },
    ],
    ['an end within the quota', { expiresAt: '2099-01-01' }, 'terms_outside_quota', { expiresAt: 'outside_quota' }],
    ['a beginning within it', { effectiveAt: '2026-01-01' }, 'terms_outside_quota', { effectiveAt: 'outside_quota' }],
    [
      'an order as large as the quota wants',
      { minOrder: '4.99' },
      'terms_outside_quota',
      { minOrder: 'outside_quota' },
    ],
    ['services of the quota', { serviceTypes: 'b' }, 'limits_outside_quota', { serviceTypes: 'outside_quota' }],
    [
      'few enough products',
      { productIds: Array.from({ length: 11 }, (_, n) => `p${n}`) },
      'invalid_input',
      { productIds: 'too_many' },
    ],
    ['anything that was not asked for', { kind: 'allocate' }, 'invalid_input', {}],
  ])('without %s', async (_name, input, code, fields) => {
    const quotaId = await grant(world, world.s1, '10.00', { serviceTypes: 'a', minOrder: '5.00' });
    expect(await refused({ quotaId, ...input })).toMatchObject({ code, fields });
  });

  it('twice under one key', async () => {
    const quotaId = await grant(world, world.s1, '10.00');
    const key = freshKey();
    const ask = (text: string) => createCouponBatch(actorOf(world.s1), key, { quotaId, text });
    const made = await ask('x,1');
    expect(await ask('x,1')).toMatchObject({ ok: true, replayed: true, id: made.ok ? made.id : '' });
    expect(await ask('x,2')).toMatchObject({ ok: false, code: 'request_reused' });
  });
});

describe('whose list it is', () => {
  it('[T2] those who may issue make it and run it, also where they may not move money; nobody else does', async () => {
    const customer = world.customers['G1']?.one;
    if (!customer) throw new Error('G1 has customers');
    const quotaId = await grant(world, world.g1, '10.00');
    const id = await draftCoupons(world.g1, quotaId, [[customer, '1.00']]);
    const input = { quotaId, text: 'x,1' };
    for (const role of ['viewer', 'sales'] as const) {
      const actor = actorOf(world.g1, role);
      expect(await createCouponBatch(actor, freshKey(), input)).toMatchObject({ code: 'not_permitted' });
      expect(await runCouponBatch(actor, freshKey(), { batchId: id })).toMatchObject({ code: 'not_permitted' });
    }
    const money = { kind: 'allocate', text: 'x,1' };
    expect(await createAdjustmentBatch(actorOf(world.g1), freshKey(), money)).toMatchObject({ code: 'not_permitted' });
    const finance = actorOf(world.g1, 'finance');
    expect(await runCouponBatch(finance, freshKey(), { batchId: id })).toMatchObject({ ok: true });
    expect((await rowsOf(world.g1, id)).map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('[T3] another’s is like one that does not exist', async () => {
    const quotaId = await grant(world, world.s1, '10.00');
    const id = await draftCoupons(world.s1, quotaId, [['x', '1.00']]);
    expect(await findCouponBatch(couponScopeOf(world.s2), id)).toBeUndefined();
    expect((await listCouponBatches(couponScopeOf(world.s2), { limit: 50 })).rows).toEqual([]);
    expect(await rowsOf(world.s2, id)).toEqual([]);
    const ask = (batchId: string) => runCouponBatch(actorOf(world.s2), freshKey(), { batchId });
    expect(await ask(id)).toEqual(await ask(newId('adjustmentBatch')));
  });

  it('lists of money and of coupons know nothing of each other', async () => {
    const { partner, customers } = await makeIssuer('CB8', 1);
    const [customer] = customers;
    if (!customer) throw new Error('a customer');
    const quotaId = await grant(world, partner, '10.00');
    const coupons = await draftCoupons(partner, quotaId, [[customer, '1.00']]);
    const made = await createAdjustmentBatch(actorOf(partner), freshKey(), { kind: 'allocate', text: 'x,1' });
    if (!made.ok) throw new Error(made.code);
    const scopes = { money: readScope(actorOf(partner), 'funds.allocate'), coupons: couponScopeOf(partner) };
    const request = { limit: 50 };
    expect((await listBatches(scopes.money, request)).rows.map(({ id }) => id)).toEqual([made.id]);
    expect((await listCouponBatches(scopes.coupons, request)).rows.map(({ id }) => id)).toEqual([coupons]);
    expect(await findBatch(scopes.money, coupons)).toBeUndefined();
    expect(await findCouponBatch(scopes.coupons, made.id)).toBeUndefined();
    const crossed = [
      await runAdjustmentBatch(actorOf(partner), freshKey(), { batchId: coupons }),
      await runCouponBatch(actorOf(partner), freshKey(), { batchId: made.id }),
    ];
    expect(crossed).toMatchObject([{ code: 'batch_not_found' }, { code: 'batch_not_found' }]);
    expect(await leftOf(quotaId)).toBe(1_000n);
  });

  it('whoever has left meanwhile gets none, and those of others are as unknown as nobody', async () => {
    const { partner, customers } = await makeIssuer('CB9', 2);
    const [stays, leaves] = customers;
    if (!stays || !leaves) throw new Error('two customers');
    const quotaId = await grant(world, partner, '10.00');
    const id = await draftCoupons(partner, quotaId, [
      [leaves, '1.00'],
      [stays, '1.00'],
    ]);
    await database().execute(
      sql`update associations set ended_at = clock_timestamp() where customer_id = ${uuidOf(leaves.customerId)}::uuid`,
    );
    expect((await lookAt(partner, id)).items).toMatchObject([{ problem: 'customer_not_found' }, { problem: null }]);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    const rows = await listBatchItems(couponScopeOf(partner), id, { afterRow: 0, limit: 9 });
    expect(rows).toMatchObject([{ refusal: 'customer_not_found' }, { outcome: 'done', adjustmentId: null }]);
  });
});
