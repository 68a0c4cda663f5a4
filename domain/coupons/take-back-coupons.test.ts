import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { takeBackCoupons } from './take-back-coupons';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  // Long in force, so that what is cut from it can be over.
  quota = await grant(world, world.s1, '100000.00', { effectiveAt: '2026-01-01' });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const take = (couponIds: unknown, key = freshKey(), more: Readonly<Record<string, unknown>> = {}) =>
  takeBackCoupons(actorOf(world.operator), key, { couponIds, reason: 'recharge_cancelled', ...more });
const customerOf = (code: string) => {
  const customer = world.customers[code]?.one;
  if (!customer) throw new Error(`${code} has customers`);
  return customer;
};
/** A usable coupon of 5.00 from S1. */
async function coupon(): Promise<Id<'coupon'>> {
  const [id] = await issueTo(world.s1, quota, [customerOf('S1')], '5.00');
  if (!id) throw new Error('there is a coupon');
  return id;
}
const lock = (id: Id<'coupon'>) =>
  database()
    .update(schema.coupons)
    .set({ lockOrderId: `CS${id.slice(-12)}`, lockedAt: sql`clock_timestamp()` })
    .where(sql`id = ${uuidOf(id)}::uuid`);

describe('taking coupons back at the platform’s word', () => {
  it.each(['recharge_cancelled', 'move'] as const)('[L9] returns all of each to its quota: %s', async (reason) => {
    const ids = [await coupon(), await coupon()];
    const left = await leftOf(quota);
    const before = await rowCounts();
    const outcome = await take(ids, freshKey(), { reason, remark: ' Order 7 ' });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 3, command_receipts: 1, coupon_records: 2 },
      ...{ ledger_entries: 4, ledger_transfers: 2, outbox_events: 2 },
    });
    const records = await recordsOf(outcome.id);
    expect(new Set(records.map(({ couponId }) => couponId))).toEqual(new Set(ids));
    for (const record of records)
      expect(record).toMatchObject({
        ...{ kind: reason, organizationId: world.s1.id, quotaId: quota, amountMinor: 500n, refusal: null },
        ...{ customerId: customerOf('S1').customerId, remark: 'Order 7', actingOrganizationId: world.operator.id },
      });
    for (const id of ids) expect([(await couponOf(id)).state, await leftOf(id)]).toEqual(['reclaimed', 0n]);
    expect(await leftOf(quota)).toBe(left + 1_000n);
  });

  it('reaches every partner’s, frozen ones’ too, and goes on to the distributor from a reclaimed quota', async () => {
    const parent = await grant(world, world.d1, '20.00');
    const child = await issueQuotaTo(world.d1, parent, world.r1a, '20.00');
    const [ofReseller] = await issueTo(world.r1a, child, [customerOf('R1a')], '5.00');
    await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: child });
    const freeze = (state: string) =>
      test.owner.query(
        `update organizations set state = $1, frozen_at = case $1 when 'frozen' then now() end where id = any($2)`,
        [state, [uuidOf(world.s1.id), uuidOf(world.r1a.id)]],
      );
    const own = await coupon();
    await freeze('frozen');
    const outcome = await take([ofReseller, own]);
    await freeze('active');
    if (!outcome.ok) throw new Error(outcome.code);
    expect(
      (await recordsOf(outcome.id)).map(({ kind, organizationId }) => `${kind} ${organizationId}`).toSorted(),
    ).toEqual(
      [
        `quota_reclaim ${world.d1.id}`,
        `recharge_cancelled ${world.r1a.id}`,
        `recharge_cancelled ${world.s1.id}`,
      ].toSorted(),
    );
    expect([await leftOf(child), await leftOf(parent)]).toEqual([0n, 2_000n]);
  });

  it('[L20] takes what it can of a list: each other is declined with its reason', async () => {
    const [good, locked, over, gone, nobody] = [
      ...[await coupon(), await coupon(), await coupon(), await coupon(), newId('coupon')],
    ] as const;
    await lock(locked);
    await letExpire(test, over);
    await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: gone });
    const ids = [good, locked, over, gone, nobody];
    const outcome = await take(ids);
    if (!outcome.ok) throw new Error(outcome.code);
    const records = new Map((await recordsOf(outcome.id)).map((record) => [record.couponId, record]));
    expect(ids.map((id) => records.get(id)?.refusal)).toEqual([
      ...[null, 'coupon_locked', 'coupon_not_usable', 'coupon_not_usable', 'coupon_not_found'],
    ]);
    expect([records.get(locked)?.organizationId, records.get(nobody)?.organizationId]).toEqual([
      world.s1.id,
      world.operator.id,
    ]);
    expect([(await couponOf(locked)).state, await leftOf(locked)]).toEqual(['usable', 500n]);
  });
});

describe('taking coupons back is refused, and leaves nothing', () => {
  it('when none of them can be taken, with the reason of each', async () => {
    const [locked, over, nobody] = [await coupon(), await coupon(), newId('coupon')];
    await lock(locked);
    await letExpire(test, over);
    expect(await refusedUntouched(() => take(locked))).toEqual({
      code: 'coupon_locked',
      fields: { [locked]: 'coupon_locked' },
    });
    expect(await refusedUntouched(() => take([over, locked]))).toEqual({
      code: 'coupon_not_usable',
      fields: { [over]: 'coupon_not_usable', [locked]: 'coupon_locked' },
    });
    expect(await refusedUntouched(() => take([locked, nobody]))).toMatchObject({ code: 'coupon_not_found' });
  });

  it.each([
    ['couponIds', 'required', { couponIds: [] }],
    ['couponIds', 'invalid_id', { couponIds: 'cpn_x' }],
    ['couponIds', 'too_many', { couponIds: Array.from({ length: 101 }, () => newId('coupon')) }],
    ['reason', 'invalid', { reason: 'reclaim' }],
    ['reason', 'required', { reason: undefined }],
    ['remark', 'too_long', { remark: 'x'.repeat(513) }],
  ])('a wrong %s is named as %s', async (field, problem, more) => {
    const id = await coupon();
    expect(await refusedUntouched(() => take(id, freshKey(), more))).toEqual({
      code: 'invalid_input',
      fields: { [field]: problem },
    });
  });

  it('[T2] to anybody but the platform’s admin and finance', async () => {
    const id = await coupon();
    for (const who of [
      actorOf(world.s1),
      actorOf(world.d1),
      actorOf(world.operator, 'viewer'),
      actorOf(customerOf('S1')),
    ])
      expect(await takeBackCoupons(who, freshKey(), { couponIds: id, reason: 'move' })).toMatchObject({
        code: 'not_permitted',
      });
    expect((await couponOf(id)).state).toBe('usable');
  });
});

describe('[M6] [L9] at once', () => {
  it('the same request acts once, and with other content not at all', async () => {
    const [one, other] = [await coupon(), await coupon()];
    const key = freshKey();
    const left = await leftOf(quota);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => take(one, key))));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(await leftOf(quota)).toBe(left + 500n);
    expect(await refusedUntouched(() => take(other, key))).toMatchObject({ code: 'request_reused' });
    expect(await refusedUntouched(() => take(one, key, { reason: 'move' }))).toMatchObject({ code: 'request_reused' });
  });

  it('of the platform and the partner who take the same coupon back at once, one does', async () => {
    const id = await coupon();
    const left = await leftOf(quota);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        decided<{ readonly ok: boolean; readonly code?: string }>(() =>
          i % 2 ? take(id) : reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds: id }),
        ),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'coupon_not_usable')).toHaveLength(49);
    expect(await leftOf(quota)).toBe(left + 500n);
  });
});
