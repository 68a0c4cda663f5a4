import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database } from '@/db/client';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { grant, inMonths, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { issueQuota } from './issue-quota';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  quota = await grant(world, world.d1, '100000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const ask = (more: Readonly<Record<string, unknown>> = {}, key = freshKey()) =>
  issueQuota(actorOf(world.d1), key, { quotaId: quota, resellerIds: [world.r1a.id], amount: '10.00', ...more });
const freeze = (organization: WorldOrganization, state: 'frozen' | 'active') =>
  test.owner.query(
    `update organizations set state = $2, frozen_at = case $2 when 'frozen' then now() end where id = $1`,
    [uuidOf(organization.id), state],
  );

describe('issuing quota to resellers', () => {
  it('[L19] cuts one for each, with a record, a transfer, an audit row and an event each', async () => {
    const left = await leftOf(quota);
    const before = await rowCounts();
    const outcome = await ask({ resellerIds: [world.r1a.id, world.r1b.id], remark: ' Spring ' });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 3, command_receipts: 1, coupon_quotas: 2, coupon_records: 2, ledger_accounts: 2 },
      ...{ ledger_balances: 2, ledger_entries: 4, ledger_transfers: 2, outbox_events: 2 },
    });
    const records = await recordsOf(outcome.id);
    expect(records.map(({ resellerId }) => resellerId).toSorted()).toEqual([world.r1a.id, world.r1b.id].toSorted());
    for (const { quotaId, resellerId, ...record } of records) {
      expect(record).toMatchObject({ kind: 'quota_issue', organizationId: world.d1.id, parentQuotaId: quota });
      if (!quotaId) throw new Error('the record names the quota');
      const parent = await quotaOf(quota);
      expect(await quotaOf(quotaId)).toMatchObject({
        ...{ organizationId: resellerId, parentId: quota, issuerId: world.operator.id, rootId: world.d1.id },
        ...{ type: 'voucher', valueMinor: 1_000n, remark: 'Spring', limits: parent.limits },
        ...{ effectiveAt: parent.effectiveAt, expiresAt: parent.expiresAt },
      });
      expect(await leftOf(quotaId)).toBe(1_000n);
    }
    expect(await leftOf(quota)).toBe(left - 2_000n);
  });

  it('[L10] narrows validity and limits, and names what goes beyond the quota', async () => {
    const limited = await grant(world, world.d1, '100.00', {
      ...{ effectiveAt: '2026-01-01', expiresAt: inMonths(6), serviceTypes: ['ecs', 'obs'], usesMax: 3 },
      ...{ minOrder: '10.00', faceMin: '1.00', faceMax: '50.00', associationTypes: 'resale' },
    });
    const [effectiveAt, expiresAt] = [inMonths(1), inMonths(5)];
    const child = await issueQuotaTo(world.d1, limited, world.r1a, '5.00', {
      ...{ effectiveAt, expiresAt, serviceTypes: 'obs', faceMax: '20.00', usesMax: 1 },
    });
    expect(await quotaOf(child)).toMatchObject({
      ...{ effectiveAt: new Date(effectiveAt), expiresAt: new Date(expiresAt) },
      limits: { serviceTypes: ['obs'], faceMinMinor: '100', faceMaxMinor: '2000', usesMax: 1, minOrderMinor: '1000' },
    });
    const beyond: readonly (readonly [string, Readonly<Record<string, unknown>>, Readonly<Record<string, string>>])[] =
      [
        ['terms_outside_quota', { expiresAt: inMonths(7) }, { expiresAt: 'outside_quota' }],
        ['terms_outside_quota', { effectiveAt: '2025-12-31' }, { effectiveAt: 'outside_quota' }],
        ['limits_outside_quota', { serviceTypes: ['rds'] }, { serviceTypes: 'outside_quota' }],
        ['terms_outside_quota', { usesMax: 4 }, { usesMax: 'outside_quota' }],
        ['terms_outside_quota', { minOrder: '9.99' }, { minOrder: 'outside_quota' }],
        ['terms_outside_quota', { faceMin: '0.99' }, { faceMin: 'outside_quota' }],
        ['terms_outside_quota', { faceMax: '50.01' }, { faceMax: 'outside_quota' }],
        ['terms_outside_quota', { associationTypes: ['resale', 'referral'] }, { associationTypes: 'outside_quota' }],
        ['invalid_input', { expiresAt: '2026-02-01' }, { expiresAt: 'in_the_past' }],
        ['invalid_input', { effectiveAt: inMonths(5), expiresAt: inMonths(4) }, { expiresAt: 'end_before_start' }],
      ];
    for (const [code, more, fields] of beyond)
      expect([more, await refusedUntouched(() => ask({ quotaId: limited, ...more }))]).toEqual([
        more,
        { code, fields },
      ]);
  });

  it('[L20] reaches those it can: who is frozen, foreign or nobody does not keep the others from theirs', async () => {
    await freeze(world.r1b, 'frozen');
    const nobody = newId('organization');
    const resellerIds = [world.r2a.id, world.r1a.id, world.r1b.id, nobody, world.d1.id, world.s1.id];
    const left = await leftOf(quota);
    const outcome = await ask({ resellerIds });
    if (!outcome.ok) throw new Error(outcome.code);
    const records = new Map((await recordsOf(outcome.id)).map((record) => [record.resellerId, record]));
    expect(resellerIds.map((id) => records.get(id)?.refusal)).toEqual([
      ...['reseller_not_found', null, 'reseller_frozen'],
      ...['reseller_not_found', 'reseller_not_found', 'reseller_not_found'],
    ]);
    expect(await leftOf(quota)).toBe(left - 1_000n);
    // Nothing tells somebody else's reseller from nobody.
    const seen = (id: Id<'organization'>) => {
      const { id: _, resellerId: __, ...rest } = records.get(id) ?? { id: null, resellerId: null };
      return rest;
    };
    expect(seen(world.r2a.id)).toEqual(seen(nobody));
    await freeze(world.r1b, 'active');
  });

  it('is refused as a whole when nobody can have any, with the reason of each', async () => {
    await freeze(world.r1a, 'frozen');
    const nobody = newId('organization');
    expect(await refusedUntouched(() => ask())).toEqual({
      code: 'reseller_frozen',
      fields: { [world.r1a.id]: 'reseller_frozen' },
    });
    expect(await refusedUntouched(() => ask({ resellerIds: [world.r1a.id, nobody] }))).toEqual({
      code: 'reseller_not_found',
      fields: { [world.r1a.id]: 'reseller_frozen', [nobody]: 'reseller_not_found' },
    });
    await freeze(world.r1a, 'active');
  });

  it('[L20] gives none any when the balance is not enough for all who can have some', async () => {
    const small = await grant(world, world.d1, '19.99');
    const both = [world.r1a.id, world.r1b.id];
    expect(await refusedUntouched(() => ask({ quotaId: small, resellerIds: both }))).toEqual({
      code: 'insufficient_quota',
      fields: {},
    });
    // One of them frozen, it is enough.
    await freeze(world.r1b, 'frozen');
    expect(await ask({ quotaId: small, resellerIds: both })).toMatchObject({ ok: true });
    await freeze(world.r1b, 'active');
    expect(await leftOf(small)).toBe(999n);
  });

  it('names a reseller once who is named twice', async () => {
    const left = await leftOf(quota);
    expect(await ask({ resellerIds: [world.r1a.id, world.r1a.id] })).toMatchObject({ ok: true });
    expect(await leftOf(quota)).toBe(left - 1_000n);
  });
});

describe('issuing quota is refused, and leaves nothing', () => {
  it('while the quota is frozen, being adjusted, set invalid, over, or not effective yet', async () => {
    const inState = async (state: string) => {
      const id = await grant(world, world.d1, '10.00');
      await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: id, state, reason: 'Test' });
      return id;
    };
    const over = await grant(world, world.d1, '10.00');
    await letExpire(test, over);
    const states = [
      ['quota_frozen', await inState('frozen')],
      ['quota_adjusting', await inState('adjusting')],
      ['quota_not_usable', await inState('invalid')],
      ['quota_not_in_force', over],
      ['quota_not_in_force', await grant(world, world.d1, '10.00', { effectiveAt: inMonths(1) })],
    ] as const;
    for (const [code, quotaId] of states)
      expect(await refusedUntouched(() => ask({ quotaId }))).toEqual({ code, fields: {} });
  });

  it('while the distributor is frozen', async () => {
    await freeze(world.d1, 'frozen');
    expect(await refusedUntouched(() => ask())).toEqual({ code: 'organization_frozen', fields: {} });
    await freeze(world.d1, 'active');
  });

  it('[T3] from a quota of another’s, exactly as from one that is not there', async () => {
    const nobody = await refusedUntouched(() => ask({ quotaId: newId('couponQuota') }));
    expect(nobody).toEqual({ code: 'quota_not_found', fields: {} });
    const foreign = [
      await grant(world, world.d2, '10.00'),
      await grant(world, world.s1, '10.00'),
      // Its reseller's own is not its to cut either.
      await issueQuotaTo(world.d1, quota, world.r1a, '10.00'),
    ];
    for (const quotaId of foreign) expect(await refusedUntouched(() => ask({ quotaId }))).toEqual(nobody);
  });

  it.each([
    ['quotaId', 'invalid_id', { quotaId: 'qta_x' }],
    ['resellerIds', 'required', { resellerIds: [] }],
    ['resellerIds', 'required', { resellerIds: undefined }],
    ['resellerIds', 'invalid_id', { resellerIds: ['org_x'] }],
    ['resellerIds', 'too_many', { resellerIds: Array.from({ length: 101 }, () => newId('organization')) }],
    ['amount', 'amount_not_positive', { amount: '0' }],
    ['amount', 'amount_too_precise', { amount: '0.001' }],
    ['expiresAt', 'invalid_date', { expiresAt: '31.12.2026' }],
    ['faceMax', 'out_of_bounds', { faceMin: '2.00', faceMax: '1.00' }],
    ['remark', 'too_long', { remark: 'x'.repeat(257) }],
  ])('a wrong %s is named as %s', async (field, problem, more) => {
    expect(await refusedUntouched(() => ask(more))).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });
});

describe('[M6] [L10] at once', () => {
  it('the same request acts once, and with other content not at all', async () => {
    const key = freshKey();
    const left = await leftOf(quota);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => ask({}, key))));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(await leftOf(quota)).toBe(left - 1_000n);
    for (const more of [{ amount: '10.01' }, { resellerIds: [world.r1b.id] }, { remark: 'other' }])
      expect(await refusedUntouched(() => ask(more, key))).toMatchObject({ code: 'request_reused' });
  });

  it('of 64 issues of 30.00 from 100.00 exactly three are done', async () => {
    const hundred = await grant(world, world.d1, '100.00');
    const before = await rowCounts();
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, i) =>
        decided(() => ask({ quotaId: hundred, resellerIds: [i % 2 ? world.r1a.id : world.r1b.id], amount: '30.00' })),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'insufficient_quota')).toHaveLength(61);
    expect(await leftOf(hundred)).toBe(1_000n);
    expect(grownBy(before, await rowCounts())).toMatchObject({ coupon_quotas: 3, coupon_records: 3 });
  });

  it('whatever is cut, issued and reclaimed, the parts never exceed the value', async () => {
    const parent = await grant(world, world.d1, '60.00');
    const customer = world.customers['R1a']?.one;
    if (!customer) throw new Error('R1a has customers');
    const life = async () => {
      const outcome = await decided(() => ask({ quotaId: parent, amount: '25.00' }));
      if (!outcome.ok) return;
      const [record] = await recordsOf(outcome.id);
      if (!record?.quotaId) throw new Error('there is a record');
      const [coupon] = await issueTo(world.r1a, record.quotaId, [customer], '7.00');
      await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [record.quotaId] });
      await reclaimCoupons(actorOf(world.r1a), freshKey(), { couponIds: coupon });
    };
    await Promise.all(Array.from({ length: 12 }, life));
    const { rows } = await database().execute<{ parts: string }>(
      sql`select coalesce(sum(case when parent_quota_id is null then 0 when kind = 'quota_issue' then amount_minor when kind = 'quota_reclaim' then -amount_minor
        else 0 end), 0) as parts from coupon_records where parent_quota_id = ${uuidOf(parent)}::uuid and refusal is null`,
    );
    expect(BigInt(rows[0]?.parts ?? -1) + (await leftOf(parent))).toBe(6_000n);
    expect(await leftOf(parent)).toBe(6_000n);
  });

  it('a freeze comes before or after, never in between', async () => {
    const own = await makeOrganization({ code: 'R1z', kind: 'reseller', parent: world.d1 });
    const parent = await grant(world, world.d1, '100.00');
    const outcomes = await Promise.all([
      ...Array.from({ length: 10 }, () =>
        decided(() => ask({ quotaId: parent, resellerIds: [own.id], amount: '1.00' })),
      ),
      freeze(own, 'frozen').then(() => ({ ok: true }) as const),
      ...Array.from({ length: 10 }, () =>
        decided(() => ask({ quotaId: parent, resellerIds: [own.id], amount: '1.00' })),
      ),
    ]);
    const done = outcomes.filter(({ ok }) => ok).length - 1;
    expect(await leftOf(parent)).toBe(10_000n - 100n * BigInt(done));
    expect(await refusedUntouched(() => ask({ quotaId: parent, resellerIds: [own.id] }))).toMatchObject({
      code: 'reseller_frozen',
    });
  });
});
