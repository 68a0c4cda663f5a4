import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import {
  couponOf,
  grant,
  inMonths,
  issueQuotaTo,
  issueTo,
  leftOf,
  letExpire,
  quotaOf,
  recordsOf,
} from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
let parent: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  // Long in force, so that what is cut from it can be over.
  parent = await grant(world, world.d1, '100000.00', { effectiveAt: '2026-01-01' });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const reclaim = (quotaIds: unknown, key = freshKey(), remark?: string) =>
  reclaimQuotas(actorOf(world.d1), key, { quotaIds, ...(remark ? { remark } : {}) });
const child = (amount = '10.00', reseller = world.r1a, more = {}) =>
  issueQuotaTo(world.d1, parent, reseller, amount, more);
const set = (quotaId: Id<'couponQuota'>, state: string) =>
  setQuotaState(actorOf(world.operator), freshKey(), { quotaId, state, reason: 'Test' });
const freeze = (organization: WorldOrganization, state: 'frozen' | 'active') =>
  test.owner.query(
    `update organizations set state = $2, frozen_at = case $2 when 'frozen' then now() end where id = $1`,
    [uuidOf(organization.id), state],
  );
const customerOf = (code: string) => {
  const customer = world.customers[code]?.one;
  if (!customer) throw new Error(`${code} has customers`);
  return customer;
};

describe('reclaiming quota from resellers', () => {
  it('[L9] takes all that is left of each, says so in its record, and leaves issued coupons alone', async () => {
    const [one, other] = [await child('10.00'), await child('20.00', world.r1b)];
    const [coupon] = await issueTo(world.r1a, one, [customerOf('R1a')], '3.00');
    if (!coupon) throw new Error('there is a coupon');
    const left = await leftOf(parent);
    const before = await rowCounts();
    const outcome = await reclaim([one, other], freshKey(), ' Too much ');
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 3, command_receipts: 1, coupon_records: 2 },
      ...{ ledger_entries: 4, ledger_transfers: 2, outbox_events: 2 },
    });
    const records = await recordsOf(outcome.id);
    expect(new Set(records.map(({ quotaId, amountMinor, resellerId }) => [quotaId, amountMinor, resellerId]))).toEqual(
      new Set([
        [one, 700n, world.r1a.id],
        [other, 2_000n, world.r1b.id],
      ]),
    );
    for (const record of records)
      expect(record).toMatchObject({
        ...{ kind: 'quota_reclaim', organizationId: world.d1.id, parentQuotaId: parent, refusal: null },
        remark: 'Too much',
      });
    expect([(await quotaOf(one)).state, await leftOf(one), await leftOf(parent)]).toEqual([
      ...['reclaimed', 0n],
      left + 2_700n,
    ]);
    expect([(await couponOf(coupon)).state, await leftOf(coupon)]).toEqual(['usable', 300n]);
  });

  it('reaches a frozen reseller, and a quota that is not effective yet', async () => {
    const early = await child('10.00', world.r1b, { effectiveAt: inMonths(1) });
    await freeze(world.r1b, 'frozen');
    expect(await reclaim(early)).toMatchObject({ ok: true });
    await freeze(world.r1b, 'active');
    expect((await quotaOf(early)).state).toBe('reclaimed');
  });

  it('gives back to a quota that is frozen or over, where it stays', async () => {
    const own = await grant(world, world.d1, '50.00');
    const cut = await issueQuotaTo(world.d1, own, world.r1a, '20.00');
    await set(own, 'frozen');
    expect(await reclaim(cut)).toMatchObject({ ok: true });
    expect(await leftOf(own)).toBe(5_000n);
  });

  it('[L20] takes what it can of a list: each other is declined with its reason', async () => {
    const frozen = await child();
    await set(frozen, 'frozen');
    const foreign = await issueQuotaTo(world.d2, await grant(world, world.d2, '10.00'), world.r2a, '10.00');
    const nobody = newId('couponQuota');
    const good = await child();
    const outcome = await reclaim([frozen, foreign, nobody, good, parent]);
    if (!outcome.ok) throw new Error(outcome.code);
    const records = new Map((await recordsOf(outcome.id)).map((record) => [record.quotaId, record]));
    expect([frozen, foreign, nobody, good, parent].map((id) => records.get(id)?.refusal)).toEqual([
      ...['quota_frozen', 'quota_not_found', 'quota_not_found', null],
      'quota_not_found',
    ]);
    expect(await leftOf(foreign)).toBe(1_000n);
    // The record of somebody else's says no more than that of nobody's.
    const seen = (id: Id<'couponQuota'>) => {
      const { id: _, quotaId: __, ...rest } = records.get(id) ?? { id: null, quotaId: null };
      return rest;
    };
    expect(seen(foreign)).toMatchObject({ ...seen(nobody), quotaType: null, parentQuotaId: null, resellerId: null });
  });

  it('is refused as a whole when nothing of the list can be taken, with the reason of each', async () => {
    const frozen = await child();
    await set(frozen, 'frozen');
    const nobody = newId('couponQuota');
    expect(await refusedUntouched(() => reclaim([frozen, nobody]))).toEqual({
      code: 'quota_not_found',
      fields: { [frozen]: 'quota_frozen', [nobody]: 'quota_not_found' },
    });
  });
});

describe('reclaiming quota is refused, and leaves nothing', () => {
  it('[L9] unless it is valid and not empty', async () => {
    const [frozen, adjusting, invalid, over, gone] = [
      ...[await child(), await child(), await child(), await child(), await child()],
    ] as const;
    const empty = await child('3.00');
    await issueTo(world.r1a, empty, [customerOf('R1a')], '3.00');
    await set(frozen, 'frozen');
    await set(adjusting, 'adjusting');
    await set(invalid, 'invalid');
    await letExpire(test, over);
    await reclaim(gone);
    const cases = [
      ['quota_frozen', frozen],
      ['quota_adjusting', adjusting],
      ['quota_not_usable', invalid],
      ['quota_not_in_force', over],
      ['quota_not_usable', gone],
      ['quota_empty', empty],
    ] as const;
    for (const [code, id] of cases)
      expect(await refusedUntouched(() => reclaim(id))).toEqual({ code, fields: { [id]: code } });
  });

  it('while the distributor is frozen', async () => {
    const id = await child();
    await freeze(world.d1, 'frozen');
    expect(await refusedUntouched(() => reclaim(id))).toEqual({ code: 'organization_frozen', fields: {} });
    await freeze(world.d1, 'active');
  });

  it('[T3] of another’s, exactly as of one that is not there', async () => {
    const foreign = [
      await issueQuotaTo(world.d2, await grant(world, world.d2, '10.00'), world.r2a, '10.00'),
      await grant(world, world.d2, '10.00'),
      await grant(world, world.s1, '10.00'),
      // Its own came from the platform: nobody takes it back here.
      await grant(world, world.d1, '10.00'),
    ];
    for (const id of [newId('couponQuota'), ...foreign])
      expect(await refusedUntouched(() => reclaim(id))).toEqual({
        code: 'quota_not_found',
        fields: { [id]: 'quota_not_found' },
      });
  });

  it.each([
    ['quotaIds', 'required', []],
    ['quotaIds', 'required', undefined],
    ['quotaIds', 'invalid_id', ['qta_x']],
    ['quotaIds', 'too_many', Array.from({ length: 101 }, () => newId('couponQuota'))],
  ])('a wrong %s is named as %s', async (field, problem, quotaIds) => {
    expect(await refusedUntouched(() => reclaim(quotaIds))).toEqual({
      code: 'invalid_input',
      fields: { [field]: problem },
    });
  });
});

describe('[M6] [L9] at once', () => {
  it('the same request acts once, and with other content not at all', async () => {
    const [one, other] = [await child(), await child()];
    const key = freshKey();
    const left = await leftOf(parent);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => reclaim(one, key))));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(await leftOf(parent)).toBe(left + 1_000n);
    expect(await refusedUntouched(() => reclaim(other, key))).toMatchObject({ code: 'request_reused' });
    expect(await refusedUntouched(() => reclaim(one, key, 'other'))).toMatchObject({ code: 'request_reused' });
  });

  it('of fifty who take the same quota back, one does', async () => {
    const id = await child();
    const left = await leftOf(parent);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => reclaim(id))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'quota_not_usable')).toHaveLength(49);
    expect(await leftOf(parent)).toBe(left + 1_000n);
  });

  it('what is reclaimed is what is left at that moment, whatever is issued meanwhile', async () => {
    const id = await child('50.00');
    const left = await leftOf(parent);
    const issue = () =>
      issueCoupons(actorOf(world.r1a), freshKey(), {
        ...{ quotaId: id, customerIds: [customerOf('R1a').customerId], faceValue: '1.00' },
      });
    const [back, ...issued] = await Promise.all([reclaim(id), ...Array.from({ length: 20 }, () => decided(issue))]);
    if (!back?.ok) throw new Error('one quota can be taken back');
    const count = BigInt(issued.filter(({ ok }) => ok).length);
    const [record] = await recordsOf(back.id as Id<'couponOperation'>);
    expect(record?.amountMinor).toBe(5_000n - 100n * count);
    expect(await leftOf(parent)).toBe(left + 5_000n - 100n * count);
    expect(await leftOf(id)).toBe(0n);
  });

  it('lists that name the same quotas in another order do not lock each other out', async () => {
    const ids = await Promise.all(Array.from({ length: 6 }, () => child('1.00')));
    const left = await leftOf(parent);
    const lists = Array.from({ length: 20 }, (_, i) => (i % 2 ? ids : ids.toReversed()));
    const outcomes = await Promise.all(lists.map((list) => decided(() => reclaim(list))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await leftOf(parent)).toBe(left + 600n);
  });
});
