import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { changeSetting } from '@/domain/settings/change-setting';
import { uuidOf } from '@/lib/id';
import { dayAt } from '@/lib/zoned-time';
import { couponBatch, couponScopeOf, draftCoupons, lookAt, makeIssuer, rowsOf } from '@/tests/coupon-batches';
import { couponOf, grant, inAYear, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World } from '@/tests/world';
import { createCouponBatch } from './create-coupon-batch';
import { listCouponBatches } from './queries';
import { runCouponBatch } from './run-coupon-batch';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

describe('a list of coupons', () => {
  it('[X2] says of each row what would become of it, and the run then does just that', async () => {
    const { partner, customers } = await makeIssuer('CB1', 3);
    const [one, two, three] = customers;
    if (!one || !two || !three) throw new Error('three customers');
    const referral = await makeCustomer(partner, 'CB1-ref', 'referral');
    const frozen = await makeCustomer(partner, 'CB1-frz', 'resale', { frozen: true });
    const quotaId = await grant(world, partner, '100.00', { faceMin: '2.00', faceMax: '60.00' });
    const foreign = world.customers['S2']?.one;
    if (!foreign) throw new Error('S2 has customers');
    const id = await draftCoupons(partner, quotaId, [
      [one, '60.00', 'first'],
      [two, '60.00'],
      [two, '30.00'],
      ['', '5.00'],
      ['nobody', '5.00'],
      [foreign, '5.00'],
      [referral, '5.00'],
      [frozen, '5.00'],
      [one, '1.005'],
      [one, '1.00'],
      [one, '60.01'],
      [one, '60.00', 'first'],
      [one, '5.00', 'x'.repeat(257)],
      [three, '10.00'],
      [three, '2.00'],
    ]);
    const before = await rowCounts();
    const preview = await lookAt(partner, id);
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(preview.items.map(({ row, problem }) => [row, problem])).toEqual([
      [1, null],
      [2, 'insufficient_quota'],
      [3, null],
      [4, 'customer_missing'],
      [5, 'customer_unknown'],
      [6, 'customer_unknown'],
      [7, 'customer_type_not_allowed'],
      [8, 'customer_frozen'],
      [9, 'amount_too_precise'],
      [10, 'face_below_minimum'],
      [11, 'face_above_maximum'],
      [12, 'duplicate_row'],
      [13, 'memo_too_long'],
      [14, null],
      [15, 'insufficient_quota'],
    ]);
    expect(preview).toMatchObject({ accepted: { count: 3, sum: { minor: 10_000n } }, declined: 12, refusal: null });
    expect(preview.own).toMatchObject({ before: { minor: 10_000n }, after: { minor: 0n } });
    expect(preview.items.map(({ balanceAfter }) => balanceAfter?.minor).filter((left) => left !== undefined)).toEqual([
      4_000n,
      1_000n,
      0n,
    ]);
    expect(await leftOf(quotaId)).toBe(10_000n);

    expect(await runCouponBatch(actorOf(partner), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    const after = await rowsOf(partner, id);
    expect(after.map(({ row, refusal }) => [row, refusal])).toEqual(
      preview.items.map(({ row, problem }) => [row, problem]),
    );
    expect(await couponBatch(partner, id)).toMatchObject({
      state: 'done',
      kind: 'issue',
      quota: { id: quotaId, type: 'voucher' },
      moved: { minor: 10_000n },
      rows: { all: 15, done: 3, refused: 12, waiting: 0 },
    });
    expect(await leftOf(quotaId)).toBe(0n);
    const issued = await Promise.all(after.flatMap(({ couponId }) => (couponId ? [couponOf(couponId)] : [])));
    expect(issued.map(({ customerId, faceMinor, remark }) => [customerId, faceMinor, remark])).toEqual([
      [one.customerId, 6_000n, 'first'],
      [two.customerId, 3_000n, null],
      [three.customerId, 1_000n, null],
    ]);
  });

  it('is cut on its terms, which are those of the quota where it names none', async () => {
    const { partner, customers } = await makeIssuer('CB2', 1);
    const [customer] = customers;
    if (!customer) throw new Error('a customer');
    const quotaId = await grant(world, partner, '50.00', { serviceTypes: 'a b c', minOrder: '5.00' });
    const terms = { minOrder: '20.00', expiresAt: '2026-12-31', serviceTypes: 'a, b', productIds: 'p1' };
    for (const wanted of [terms, {}]) {
      const id = await draftCoupons(partner, quotaId, [[customer, '1.00']], wanted);
      await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    }
    const [plain, special] = (await listCouponBatches(couponScopeOf(partner), { limit: 5 })).rows;
    if (!plain || !special) throw new Error('two lists');
    const couponIn = async (id: typeof plain.id) => {
      const [row] = await rowsOf(partner, id);
      if (!row?.couponId) throw new Error(row?.refusal ?? 'no row');
      return couponOf(row.couponId);
    };
    expect(await couponIn(special.id)).toMatchObject({
      minOrderMinor: 2_000n,
      expiresAt: new Date('2026-12-31T15:59:59Z'),
      limits: { serviceTypes: ['a', 'b'], productIds: ['p1'] },
    });
    expect(await couponIn(plain.id)).toMatchObject({
      minOrderMinor: 500n,
      expiresAt: new Date(inAYear),
      limits: { serviceTypes: ['a', 'b', 'c'], productIds: [] },
    });
  });

  it('lasts as long as the quota where it names the days on which the quota itself begins and ends', async () => {
    const { partner, customers } = await makeIssuer('CB9', 1);
    const [customer] = customers;
    if (!customer) throw new Error('a customer');
    // Begins in the middle of a day, and ends before one is over.
    const quotaId = await grant(world, partner, '50.00', { expiresAt: '2026-12-31T03:00:00Z' });
    const { effectiveAt, expiresAt } = await quotaOf(quotaId);
    const { timeZone } = actorOf(partner);
    const days = { effectiveAt: dayAt(effectiveAt, timeZone), expiresAt: dayAt(expiresAt, timeZone) };
    const id = await draftCoupons(partner, quotaId, [[customer, '1.00']], days);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    const [row] = await rowsOf(partner, id);
    if (!row?.couponId) throw new Error(row?.refusal ?? 'no row');
    expect(await couponOf(row.couponId)).toMatchObject({ effectiveAt, expiresAt });
  });

  it('keeps to what the quota allows in all, and to whom it is for, row by row', async () => {
    const { partner, customers } = await makeIssuer('CB3', 3);
    const [one, two, three] = customers;
    if (!one || !two || !three) throw new Error('three customers');
    const only = { customerIds: [one.customerId, two.customerId] };
    const quotaId = await grant(world, partner, '100.00', { couponsMax: 4, faceTotalMax: '50.00', ...only });
    await issueTo(partner, quotaId, [one], '5.00');
    const id = await draftCoupons(partner, quotaId, [
      [one, '20.00'],
      [three, '1.00'],
      [two, '30.00'],
      [two, '20.00'],
      [one, '5.00'],
      [one, '0.50'],
    ]);
    const preview = await lookAt(partner, id);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    const expected = [null, 'customer_not_in_quota', 'face_total_above_maximum', null, null, 'too_many_coupons'];
    expect(preview.items.map(({ problem }) => problem)).toEqual(expected);
    expect((await rowsOf(partner, id)).map(({ refusal }) => refusal)).toEqual(expected);
  });

  it('goes to referral customers where the operator lets it', async () => {
    const { partner } = await makeIssuer('CB4', 0);
    const referral = await makeCustomer(partner, 'CB4-ref', 'referral');
    const quotaId = await grant(world, partner, '10.00');
    const id = await draftCoupons(partner, quotaId, [[referral, '1.00']]);
    expect((await lookAt(partner, id)).items).toMatchObject([{ problem: 'customer_type_not_allowed' }]);
    const operator = actorOf(world.operator);
    await changeSetting(operator, freshKey(), { key: 'coupons_to_referral', value: '1' });
    expect((await lookAt(partner, id)).items).toMatchObject([{ problem: null }]);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    await changeSetting(operator, freshKey(), { key: 'coupons_to_referral', value: '0' });
    expect((await rowsOf(partner, id)).map(({ outcome }) => outcome)).toEqual(['done']);
  });

  it('says why none of it can be issued, when the quota is the reason', async () => {
    const { partner, customers } = await makeIssuer('CB5', 1);
    const [customer] = customers;
    if (!customer) throw new Error('a customer');
    const quotaId = await grant(world, partner, '10.00');
    const id = await draftCoupons(partner, quotaId, [
      [customer, '1.00'],
      ['nobody', '1.00'],
    ]);
    const operator = actorOf(world.operator);
    await setQuotaState(operator, freshKey(), { quotaId, state: 'frozen', reason: 'Test' });
    const look = await lookAt(partner, id);
    expect(look).toMatchObject({ refusal: 'quota_frozen', accepted: { count: 0 }, declined: 2, own: undefined });
    expect(look.items.map(({ problem }) => problem)).toEqual(['quota_frozen', 'customer_unknown']);
    await setQuotaState(operator, freshKey(), { quotaId, state: 'normal', reason: 'Test' });
    expect(await lookAt(partner, id)).toMatchObject({ refusal: null, accepted: { count: 1 } });
    await letExpire(test, quotaId);
    expect(await lookAt(partner, id)).toMatchObject({ refusal: 'quota_not_in_force' });
  });

  it('has nothing to look at where no row could be understood', async () => {
    const { partner } = await makeIssuer('CB6', 0);
    const id = await draftCoupons(partner, await grant(world, partner, '10.00'), [['nobody', '1.00']]);
    expect(await lookAt(partner, id)).toMatchObject({ refusal: null, accepted: { count: 0 }, own: undefined });
    const outcome = await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(outcome).toMatchObject({ ok: false, code: 'batch_has_no_valid_rows' });
  });

  it('is made of picked customers too, one face value for each', async () => {
    const { partner, customers } = await makeIssuer('CB7', 2);
    const quotaId = await grant(world, partner, '10.00');
    const picked = { customers: customers.map(({ customerId }) => customerId), amount: '2.50', memo: 'spring' };
    const made = await createCouponBatch(actorOf(partner), freshKey(), { quotaId, ...picked });
    if (!made.ok) throw new Error(made.code);
    expect((await lookAt(partner, made.id)).accepted).toMatchObject({ count: 2, sum: { minor: 500n } });
    expect(await couponBatch(partner, made.id)).toMatchObject({ source: 'selection', state: 'draft' });
  });
});

it('five thousand different customers are looked at within what a statement and a lock may take', async () => {
  const { partner } = await makeIssuer('CB5k', 0);
  const quotaId = await grant(world, partner, '12499999.99', { firstAssociationOnly: true, couponsMax: 5_000 });
  await test.owner.query(
    `with made as (insert into organizations (id, root_id, kind, name, account_name)
        select gen_random_uuid(), $1, 'customer', 'n' || n, 'cb5k-' || n from generate_series(1, 5000) n returning id),
      kept as (insert into customers (id, root_id) select id, $1 from made returning id)
    insert into associations (id, organization_id, root_id, customer_id, type) select gen_random_uuid(), $1, $1, id, 'resale' from kept`,
    [uuidOf(partner.id)],
  );
  const rows = Array.from({ length: 5_000 }, (_, n) => [`CB5k-${n + 1}`, `${n}.50`] as const);
  const id = await draftCoupons(partner, quotaId, rows);
  const preview = await lookAt(partner, id);
  // Together a cent more than there is.
  expect(preview).toMatchObject({ accepted: { count: 4_999 }, declined: 1, own: { after: { minor: 499_949n } } });
  expect(preview.items.at(-1)).toMatchObject({ row: 5_000, problem: 'insufficient_quota' });
}, 60_000);

it('an issue in the console still names ten at most', async () => {
  const { partner, customers } = await makeIssuer('CB10', 11);
  const quotaId = await grant(world, partner, '100.00');
  const customerIds = customers.map(({ customerId }) => customerId);
  const outcome = await issueCoupons(actorOf(partner), freshKey(), { quotaId, customerIds, faceValue: '1.00' });
  expect(outcome).toMatchObject({ ok: false, code: 'too_many_customers' });
});
