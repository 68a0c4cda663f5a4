import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { answered } from '@/tests/answered';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, canary, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { reclaimCoupons } from './reclaim-coupons';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 32 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** Coupons of 10.00 from a new quota of 100.00 with the partner's first customer. */
async function makeCoupons(partner: WorldOrganization, count = 1) {
  const customer = world.customers[partner.code]?.one;
  if (!customer) throw new Error(partner.code);
  const quota =
    partner.kind === 'reseller'
      ? await issueQuotaTo(world.d1, await grant(world, world.d1, '100.00'), partner, '100.00')
      : await grant(world, partner, '100.00');
  const coupons: Id<'coupon'>[] = [];
  for (let n = 0; n < count; n += 1) coupons.push(...(await issueTo(partner, quota, [customer], '10.00')));
  return { quota, coupons };
}

const reclaim = (couponIds: readonly string[], who = actorOf(world.s1), more: object = {}) => {
  const key = freshKey();
  return answered(() => reclaimCoupons(who, key, { couponIds, ...more }));
};
const lock = (id: Id<'coupon'>, orderId: string | null) =>
  database()
    .update(schema.coupons)
    .set({ lockOrderId: orderId, lockedAt: orderId === null ? null : sql`clock_timestamp()` })
    .where(eq(schema.coupons.id, id));

describe('reclaiming coupons', () => {
  it('takes back the whole balance of each, with record, audit row and event', async () => {
    const { quota, coupons } = await makeCoupons(world.s1, 2);
    const before = await rowCounts();
    const remark = canary('S1', 'reclaim-remark');
    const outcome = await reclaim(coupons, actorOf(world.s1, 'finance'), { remark });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ coupon_records: 2, ledger_transfers: 2, ledger_entries: 4 },
      ...{ outbox_events: 2, audit_entries: 3, command_receipts: 1 },
    });
    expect(await recordsOf(outcome.id)).toMatchObject(
      [1, 2].map(() => ({ kind: 'reclaim', quotaId: quota, amountMinor: 1_000n, refusal: null, remark })),
    );
    for (const coupon of coupons)
      expect([(await couponOf(coupon)).state, await leftOf(coupon)]).toEqual(['reclaimed', 0n]);
    expect(await leftOf(quota)).toBe(10_000n);
  });

  it('takes what can be taken and records why the rest cannot', async () => {
    const { quota, coupons } = await makeCoupons(world.s1, 4);
    const [usable, locked, reclaimed, expired] = coupons;
    const { coupons: theirs } = await makeCoupons(world.s2);
    if (!usable || !locked || !reclaimed || !expired || !theirs[0]) throw new Error('there are coupons');
    await reclaim([reclaimed]);
    await lock(locked, 'CS1');
    await letExpire(test, expired);
    const nobody = newId('coupon');
    const outcome = await reclaim([usable, locked, reclaimed, expired, theirs[0], nobody]);
    if (!outcome.ok) throw new Error(outcome.code);
    const records = await recordsOf(outcome.id);
    expect(
      Object.fromEntries(records.map((one) => [one.couponId, [one.refusal, one.amountMinor, one.quotaId]])),
    ).toEqual({
      [usable]: [null, 1_000n, quota],
      [locked]: ['coupon_locked', 0n, quota],
      [reclaimed]: ['coupon_not_usable', 0n, quota],
      [expired]: ['coupon_not_usable', 0n, quota],
      // What is somebody else's is written down like what does not exist.
      [theirs[0]]: ['coupon_not_found', 0n, null],
      [nobody]: ['coupon_not_found', 0n, null],
    });
    expect(await leftOf(theirs[0])).toBe(1_000n);
    await lock(locked, null);
  });

  it('gives back to a frozen quota too, where it waits', async () => {
    const { quota, coupons } = await makeCoupons(world.s1);
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: quota, state: 'frozen', reason: 'Test' });
    expect(await reclaim(coupons)).toMatchObject({ ok: true });
    expect(await leftOf(quota)).toBe(10_000n);
  });

  it('gives back to a frozen customer’s partner', async () => {
    const { coupons } = await makeCoupons(world.s1);
    const frozen = (state: 'active' | 'frozen') =>
      database()
        .update(schema.organizations)
        .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
        .where(sql`id = ${sql.param(world.customers['S1']?.one.id, schema.organizations.id)}`);
    await frozen('frozen');
    expect(await reclaim(coupons)).toMatchObject({ ok: true });
    await frozen('active');
  });

  it('lets a distributor take back its reseller’s, by name', async () => {
    const { quota, coupons } = await makeCoupons(world.r1a);
    await expectRefused(() => reclaim(coupons, actorOf(world.d1)), 'coupon_not_found', denied);
    const outcome = await reclaim(coupons, actorOf(world.d1), { resellerId: world.r1a.id });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(await recordsOf(outcome.id)).toMatchObject([
      { organizationId: world.r1a.id, actingOrganizationId: world.d1.id, quotaId: quota },
    ]);
    expect(await leftOf(quota)).toBe(10_000n);
  });
});

describe('refused as a whole, leaving nothing', () => {
  it('what is not usable, or locked, when there is nothing else', async () => {
    const { coupons } = await makeCoupons(world.s1, 3);
    const [locked, reclaimed, expired] = coupons;
    if (!locked || !reclaimed || !expired) throw new Error('there are coupons');
    await reclaim([reclaimed]);
    await lock(locked, 'CS2');
    await letExpire(test, expired);
    await expectRefused(() => reclaim([locked]), 'coupon_locked');
    await expectRefused(() => reclaim([reclaimed]), 'coupon_not_usable');
    await expectRefused(() => reclaim([expired]), 'coupon_not_usable');
    const before = await rowCounts();
    expect(await reclaim([reclaimed, locked])).toEqual({
      ...{ ok: false, code: 'coupon_not_usable' },
      fields: { [reclaimed]: 'coupon_not_usable', [locked]: 'coupon_locked' },
    });
    expect(grownBy(before, await rowCounts())).toEqual({});
    await lock(locked, null);
  });

  it('[T3] [M27] somebody else’s, like none at all', async () => {
    const theirs = await Promise.all([world.s2, world.r1a, world.g1].map((partner) => makeCoupons(partner)));
    for (const coupon of [newId('coupon'), ...theirs.flatMap(({ coupons }) => coupons)])
      await expectRefused(() => reclaim([coupon]), 'coupon_not_found', denied);
    for (const resellerId of [world.r2a.id, world.s1.id, newId('organization')])
      await expectRefused(
        () => reclaim([newId('coupon')], actorOf(world.d1), { resellerId }),
        'reseller_not_found',
        denied,
      );
    const [customer] = [world.customers['S1']?.one];
    if (!customer) throw new Error('S1 has customers');
    for (const who of [
      actorOf(customer),
      actorOf(world.operator),
      actorOf(world.s1, 'sales'),
      actorOf(world.s1, 'viewer'),
    ])
      await expectRefused(() => reclaim([newId('coupon')], who), 'not_permitted', denied);
  });

  it('by a partner that is frozen', async () => {
    const { coupons } = await makeCoupons(world.s2);
    const set = (state: 'active' | 'frozen') =>
      database()
        .update(schema.organizations)
        .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
        .where(eq(schema.organizations.id, world.s2.id));
    await set('frozen');
    await expectRefused(() => reclaim(coupons, actorOf(world.s2)), 'organization_frozen');
    await set('active');
  });

  it.each([[[]], ['x'], [Array.from({ length: 101 }, () => newId('coupon'))], [undefined]])(
    'not a list of coupons: %#',
    async (couponIds) => {
      const before = await rowCounts();
      const outcome = await reclaimCoupons(actorOf(world.s1), freshKey(), { couponIds });
      expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { couponIds: expect.any(String) } });
      expect(grownBy(before, await rowCounts())).toEqual({});
    },
  );

  it('without a code where one is asked for', async () => {
    const { coupons } = await makeCoupons(world.s1);
    const codes = { areAsked: true, isShown: false };
    await expectRefused(() => reclaim(coupons, actorOf(world.s1, 'admin', { codes })), 'code_required');
  });
});

describe('[M27] many at once', () => {
  it('[M15] gives a coupon back once, however many reclaim it', async () => {
    const { quota, coupons } = await makeCoupons(world.s1);
    const outcomes = await Promise.all(Array.from({ length: 32 }, () => reclaim(coupons)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'coupon_not_usable')).toHaveLength(31);
    expect(await leftOf(quota)).toBe(10_000n);
  });

  it('[M2] crosses lists that overlap, in any order, without a deadlock', async () => {
    const { quota, coupons } = await makeCoupons(world.s1, 10);
    const outcomes = await Promise.all(
      Array.from({ length: 32 }, (_, n) => {
        const part = [...coupons.slice(n % 8), ...coupons.slice(0, n % 3)];
        return reclaim(n % 2 ? part : part.toReversed());
      }),
    );
    expect(outcomes.every((outcome) => outcome.ok || outcome.code === 'coupon_not_usable')).toBe(true);
    expect(await leftOf(quota)).toBe(10_000n);
  });

  it('[M4] acts once for one key used fifty times at once, and refuses it for something else', async () => {
    const { quota, coupons } = await makeCoupons(world.s1, 2);
    const [one, other] = coupons;
    const key = freshKey();
    const call = () => answered(() => reclaimCoupons(actorOf(world.s1), key, { couponIds: [one] }));
    const outcomes = await Promise.all(Array.from({ length: 50 }, call));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(await leftOf(quota)).toBe(9_000n);
    const before = await rowCounts();
    const reused = await reclaimCoupons(actorOf(world.s1), key, { couponIds: [other] });
    expect(reused).toMatchObject({ ok: false, code: 'request_reused' });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('issues and reclaims from one quota at once, and loses nothing', async () => {
    const { quota, coupons } = await makeCoupons(world.s1, 10);
    const input = { quotaId: quota, customerIds: [world.customers['S1']?.two.customerId], faceValue: '10.00' };
    const outcomes = await Promise.all([
      ...coupons.map((coupon) => reclaim([coupon])),
      ...coupons.map(() => {
        const key = freshKey();
        return answered(() => issueCoupons(actorOf(world.s1), key, input));
      }),
    ]);
    const back = outcomes.slice(0, 10).filter(({ ok }) => ok).length;
    const out = outcomes.slice(10).filter(({ ok }) => ok).length;
    expect(back).toBe(10);
    expect(await leftOf(quota)).toBe(1_000n * BigInt(back - out));
  });
});
