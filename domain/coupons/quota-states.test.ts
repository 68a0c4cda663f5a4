import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { grant, inAYear, inMonths, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { extendQuota } from './extend-quota';
import { issueCoupons } from './issue-coupons';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

type State = 'normal' | 'adjusting' | 'frozen' | 'invalid';
const set = (quotaId: Id<'couponQuota'>, state: string, key = freshKey(), reason = 'Test') =>
  setQuotaState(actorOf(world.operator), key, { quotaId, state, reason });
const extend = (quotaId: Id<'couponQuota'>, expiresAt: unknown, key = freshKey()) =>
  extendQuota(actorOf(world.operator), key, { quotaId, expiresAt, reason: 'Test' });

/** A quota in some state, brought there by the commands. */
async function quotaIn(state: State, more: Readonly<Record<string, unknown>> = {}): Promise<Id<'couponQuota'>> {
  const id = await grant(world, world.d1, '100.00', { expiresAt: inMonths(6), ...more });
  if (state !== 'normal') await set(id, state);
  return id;
}
/** A reseller's quota that its distributor has taken back. */
async function reclaimed(): Promise<Id<'couponQuota'>> {
  const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
  await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [child] });
  return child;
}

describe('the state of a quota', () => {
  const ways = [
    ['normal', 'adjusting'],
    ['normal', 'frozen'],
    ['normal', 'invalid'],
    ['adjusting', 'normal'],
    ['adjusting', 'frozen'],
    ['adjusting', 'invalid'],
    ['frozen', 'normal'],
    ['frozen', 'adjusting'],
    ['frozen', 'invalid'],
  ] as const;

  it.each(ways)('goes from %s to %s, with its reason, audit and event; no value moves', async (from, to) => {
    const id = await quotaIn(from);
    const before = await rowCounts();
    expect(await set(id, to, freshKey(), ' Because ')).toMatchObject({ ok: true, id });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await quotaOf(id)).toMatchObject({ state: to, stateReason: 'Because' });
    expect(await leftOf(id)).toBe(10_000n);
    const events = await database()
      .select()
      .from(schema.outboxEvents)
      .where(sql`subject_id = ${id} and kind = 'quota.state_set'`);
    expect(events.at(-1)).toMatchObject({ organizationId: world.d1.id, payload: { quotaId: id, from, to } });
  });

  it('may be set of a reseller’s quota too', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    expect(await set(child, 'frozen')).toMatchObject({ ok: true });
  });

  it.each(['normal', 'adjusting', 'frozen', 'invalid'] as const)('is not set to %s twice', async (state) => {
    const id = await quotaIn(state);
    expect(await refusedUntouched(() => set(id, state))).toEqual({ code: 'quota_already_so', fields: {} });
  });

  it.each(['normal', 'adjusting', 'frozen'] as const)(
    'once invalid stays so, and does not become %s',
    async (state) => {
      const id = await quotaIn('invalid');
      expect(await refusedUntouched(() => set(id, state))).toEqual({ code: 'quota_wrong_state', fields: {} });
    },
  );

  it('is not changed of what was reclaimed, nor of what has expired', async () => {
    const back = await reclaimed();
    expect(await refusedUntouched(() => set(back, 'normal'))).toMatchObject({ code: 'quota_wrong_state' });
    const over = await quotaIn('frozen');
    await letExpire(test, over);
    expect(await refusedUntouched(() => set(over, 'normal'))).toMatchObject({ code: 'quota_wrong_state' });
    expect(await refusedUntouched(() => set(over, 'invalid'))).toMatchObject({ code: 'quota_wrong_state' });
  });

  it('is not changed of what does not exist', async () => {
    expect(await refusedUntouched(() => set(newId('couponQuota'), 'frozen'))).toMatchObject({
      code: 'quota_not_found',
    });
  });

  it.each([
    ['state', 'invalid', { state: 'reclaimed' }],
    ['state', 'required', { state: undefined }],
    ['reason', 'required', { reason: '  ' }],
    ['reason', 'required', { reason: undefined }],
    ['reason', 'too_long', { reason: 'x'.repeat(257) }],
    ['quotaId', 'invalid_id', { quotaId: 'qta_x' }],
  ])('a wrong %s is named as %s (%j)', async (field, problem, more) => {
    const input = { quotaId: await quotaIn('normal'), state: 'frozen', reason: 'Test', ...more };
    const refused = await refusedUntouched(() => setQuotaState(actorOf(world.operator), freshKey(), input));
    expect(refused).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });

  it('[M6] the same request acts once, at once too, and with other content not at all', async () => {
    const id = await quotaIn('normal');
    const key = freshKey();
    const before = await rowCounts();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => set(id, 'frozen', key))));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await refusedUntouched(() => set(id, 'invalid', key))).toMatchObject({ code: 'request_reused' });
  });

  it('of fifty who freeze it at once, one does', async () => {
    const id = await quotaIn('normal');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => set(id, 'frozen'))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'quota_already_so')).toHaveLength(49);
  });

  it('lets coupons that were issued before be, and comes before or after what is being issued', async () => {
    const id = await quotaIn('normal');
    const customer = world.customers['D1']?.one;
    if (!customer) throw new Error('D1 has customers');
    const [coupon] = await issueTo(world.d1, id, [customer], '1.00');
    const issue = () =>
      issueCoupons(actorOf(world.d1), freshKey(), {
        ...{ quotaId: id, customerIds: [customer.customerId], faceValue: '1.00' },
      });
    const [frozen, ...issued] = await Promise.all([
      set(id, 'frozen'),
      ...Array.from({ length: 20 }, () => decided(issue)),
    ]);
    expect(frozen).toMatchObject({ ok: true });
    expect(new Set(issued.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(issued.some(({ ok }) => !ok) ? ['quota_frozen'] : []),
    );
    expect(await leftOf(id)).toBe(9_900n - 100n * BigInt(issued.filter(({ ok }) => ok).length));
    expect(await refusedUntouched(issue)).toMatchObject({ code: 'quota_frozen' });
    const back = await reclaimCoupons(actorOf(world.d1), freshKey(), { couponIds: coupon });
    expect(back).toMatchObject({ ok: true });
  });
});

describe('the end of a quota', () => {
  it('is moved while it is being adjusted: by day, with its reason', async () => {
    const id = await quotaIn('adjusting');
    const from = (await quotaOf(id)).expiresAt;
    const before = await rowCounts();
    expect(await extend(id, '2098-03-04')).toMatchObject({ ok: true, id });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    const to = new Date('2098-03-04T15:59:59Z');
    expect(await quotaOf(id)).toMatchObject({ state: 'adjusting', expiresAt: to });
    const [entry] = await database()
      .select()
      .from(schema.auditEntries)
      .where(sql`action = 'quotas.extend' and subject_id = ${id}`);
    expect(entry?.detail).toMatchObject({ from: from.toISOString(), to: to.toISOString(), reason: 'Test' });
  });

  it('never comes earlier, nor stays', async () => {
    const id = await quotaIn('adjusting');
    const { expiresAt } = await quotaOf(id);
    for (const end of [expiresAt.toISOString(), inMonths(5), '2026-01-01'])
      expect(await refusedUntouched(() => extend(id, end))).toEqual({
        code: 'invalid_input',
        fields: { expiresAt: 'not_later' },
      });
  });

  it.each(['normal', 'frozen', 'invalid'] as const)('is not moved while it is %s', async (state) => {
    const id = await quotaIn(state);
    expect(await refusedUntouched(() => extend(id, inAYear))).toMatchObject({ code: 'quota_wrong_state' });
  });

  it('is not moved of a reseller’s quota, of one that is over, or of none', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    await set(child, 'adjusting');
    expect(await refusedUntouched(() => extend(child, '2098-01-01'))).toMatchObject({ code: 'quota_wrong_state' });
    const over = await quotaIn('adjusting');
    await letExpire(test, over);
    expect(await refusedUntouched(() => extend(over, inAYear))).toMatchObject({ code: 'quota_wrong_state' });
    expect(await refusedUntouched(() => extend(newId('couponQuota'), inAYear))).toMatchObject({
      code: 'quota_not_found',
    });
  });

  it.each([
    ['expiresAt', 'required', { expiresAt: '' }],
    ['expiresAt', 'invalid_date', { expiresAt: '2026-02-30' }],
    ['reason', 'required', { reason: '' }],
  ])('a wrong %s is named as %s', async (field, problem, more) => {
    const input = { quotaId: await quotaIn('adjusting'), expiresAt: inAYear, reason: 'Test', ...more };
    const refused = await refusedUntouched(() => extendQuota(actorOf(world.operator), freshKey(), input));
    expect(refused).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });

  it('[M6] the same request acts once, at once too, and with other content not at all', async () => {
    const id = await quotaIn('adjusting');
    const key = freshKey();
    const before = await rowCounts();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => extend(id, inAYear, key))));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await refusedUntouched(() => extend(id, '2098-01-01', key))).toMatchObject({ code: 'request_reused' });
  });

  it('of fifty who move it to the same day at once, one does', async () => {
    const id = await quotaIn('adjusting');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => extend(id, inAYear))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
