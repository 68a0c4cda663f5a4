import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { grant, inAYear, inMonths, leftOf, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { grantQuota } from './grant-quota';
import { openLimits } from './limits-model';
import { previewGrant } from './preview-grant';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const inputFor = (more: Readonly<Record<string, unknown>> = {}) => ({
  organizationId: world.s1.id,
  type: 'voucher',
  amount: '1,234.56',
  expiresAt: inAYear,
  ...more,
});
const ask = (more?: Readonly<Record<string, unknown>>, key = freshKey()) =>
  grantQuota(actorOf(world.operator), key, inputFor(more));

describe('granting quota', () => {
  it('[L19] gives a partner value from the platform, with one record, one transfer, its audit and its event', async () => {
    const before = await rowCounts();
    const outcome = await ask({ remark: ' For the first year ' });
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ audit_entries: 2, command_receipts: 1, coupon_quotas: 1, coupon_records: 1 },
      // The first grant also opens the account the platform's value comes from.
      ...{ ledger_accounts: 2, ledger_balances: 2, ledger_entries: 2, ledger_transfers: 1, outbox_events: 1 },
    });
    const quota = await quotaOf(outcome.id);
    expect(quota).toMatchObject({
      ...{ organizationId: world.s1.id, issuerId: world.operator.id, parentId: null, type: 'voucher', state: 'normal' },
      ...{ valueMinor: 123_456n, currency: 'CNY', limits: openLimits, remark: 'For the first year' },
      createdBy: world.operator.users.admin,
    });
    expect(quota.number).toMatch(/^20\d{6}\d{8}$/);
    expect(await leftOf(outcome.id)).toBe(123_456n);
    expect(await recordsOf(outcome.id)).toMatchObject([
      { kind: 'quota_grant', organizationId: world.s1.id, quotaId: outcome.id, amountMinor: 123_456n, refusal: null },
    ]);
    const events = await database().select().from(schema.outboxEvents).where(sql`subject_id = ${outcome.id}`);
    expect(events).toMatchObject([{ kind: 'quota.granted', organizationId: world.s1.id }]);
  });

  it('keeps validity by day in the zone of the operator, and every limit', async () => {
    const customers = [world.customers['S1']?.one.customerId ?? '', world.customers['S1']?.two.customerId ?? ''];
    const id = await grant(world, world.s1, '100.00', {
      ...{ type: 'cash', effectiveAt: '2026-01-02', expiresAt: '2098-03-04' },
      ...{ serviceTypes: 'ecs, obs，ecs', productIds: ['p-1'], orderTypes: 'new', chargingMode: 'on_demand' },
      ...{ minOrder: '10.00', associationTypes: ['resale'], firstAssociationOnly: 'yes', notCombinable: true },
      ...{ usesMax: '3', faceMin: '1.00', faceMax: '50.00', couponsMax: 20, faceTotalMax: '90.00' },
      customerIds: customers.join('\n'),
    });
    expect(await quotaOf(id)).toMatchObject({
      type: 'cash',
      effectiveAt: new Date('2026-01-01T16:00:00Z'),
      expiresAt: new Date('2098-03-04T15:59:59Z'),
      limits: {
        ...{ serviceTypes: ['ecs', 'obs'], productIds: ['p-1'], orderTypes: ['new'], chargingMode: 'on_demand' },
        ...{ minOrderMinor: '1000', associationTypes: ['resale'], firstAssociationOnly: true, combinable: false },
        ...{ usesMax: 3, faceMinMinor: '100', faceMaxMinor: '5000', couponsMax: 20, faceTotalMaxMinor: '9000' },
        customerIds: customers,
      },
    });
  });

  it('reaches a frozen partner too, as money from the bank does', async () => {
    const frozen = await makeOrganization({ code: 'SF', kind: 'solution_provider' });
    await test.owner.query(`update organizations set state = 'frozen', frozen_at = now() where name = 'CNRY-SF-name'`);
    expect(await leftOf(await grant(world, frozen, '5.00'))).toBe(500n);
  });

  it.each(['d1', 's1', 'g1'] as const)('reaches partners at the top of a tree: %s', async (code) => {
    expect(await leftOf(await grant(world, world[code], '7.00'))).toBe(700n);
  });
});

describe('looking at what a grant would come to', () => {
  it('leaves nothing, and says what granting would say', async () => {
    const look = (more: Readonly<Record<string, unknown>>) => previewGrant(actorOf(world.operator), inputFor(more));
    const before = await rowCounts();
    expect(await look({ expiresAt: '2098-03-04', usesMax: 2 })).toMatchObject({
      objection: undefined,
      outlook: { validity: { expiresAt: new Date('2098-03-04T15:59:59Z') }, limits: { ...openLimits, usesMax: 2 } },
    });
    expect((await look({ organizationId: world.r1a.id })).objection).toEqual({
      code: 'cannot_receive_quota',
      fields: {},
    });
    const past = { code: 'invalid_input', fields: { expiresAt: 'in_the_past' } };
    expect(await look({ expiresAt: '2026-01-01' })).toEqual({ outlook: undefined, objection: past });
    expect(grownBy(before, await rowCounts())).toEqual({});
    const outsider = await previewGrant(actorOf(world.s1), inputFor());
    expect(outsider).toEqual({ outlook: undefined, objection: { code: 'not_permitted', fields: {} } });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1 });
  });
});

describe('granting is refused, and leaves nothing', () => {
  it.each(['r1a', 'operator'] as const)('to whom the platform gives none: %s', async (code) => {
    const refused = await refusedUntouched(() => ask({ organizationId: world[code].id }));
    expect(refused).toEqual({ code: 'cannot_receive_quota', fields: {} });
  });

  it('to customers, and to those who keep their books in another currency', async () => {
    const customer = world.customers['S1']?.one;
    expect(await refusedUntouched(() => ask({ organizationId: customer?.id }))).toMatchObject({
      code: 'cannot_receive_quota',
    });
    const abroad = await makeOrganization({ code: 'SUSD', kind: 'solution_provider' });
    await test.owner.query(`update organizations set currency = 'USD' where name = 'CNRY-SUSD-name'`);
    expect(await refusedUntouched(() => ask({ organizationId: abroad.id }))).toMatchObject({
      code: 'cannot_receive_quota',
    });
  });

  it('to nobody', async () => {
    expect(await refusedUntouched(() => ask({ organizationId: newId('organization') }))).toEqual({
      code: 'organization_not_found',
      fields: {},
    });
  });

  const wrong: readonly (readonly [field: string, problem: string, more: Readonly<Record<string, unknown>>])[] = [
    ['organizationId', 'required', { organizationId: undefined }],
    ['organizationId', 'invalid_id', { organizationId: 'org_x' }],
    ['type', 'invalid', { type: 'discount' }],
    ['amount', 'amount_missing', { amount: undefined }],
    ['amount', 'amount_missing', { amount: '' }],
    ['amount', 'amount_not_a_number', { amount: '1e3' }],
    ['amount', 'amount_not_positive', { amount: '0.00' }],
    ['amount', 'amount_not_positive', { amount: '-1.00' }],
    ['amount', 'amount_too_precise', { amount: '1.001' }],
    ['amount', 'amount_too_large', { amount: '2147483647.01' }],
    ['amount', 'amount_missing', { amount: 1 }],
    ['expiresAt', 'required', { expiresAt: undefined }],
    ['expiresAt', 'required', { expiresAt: '' }],
    ['expiresAt', 'invalid_date', { expiresAt: '2026-02-30' }],
    ['expiresAt', 'invalid_date', { expiresAt: 'soon' }],
    ['expiresAt', 'in_the_past', { expiresAt: '2026-01-01' }],
    ['expiresAt', 'end_before_start', { effectiveAt: inMonths(6), expiresAt: inMonths(5) }],
    ['effectiveAt', 'invalid_date', { effectiveAt: '2026-13-01' }],
    ['customerIds', 'not_found', { customerIds: 'cus_x' }],
    ['customerIds', 'not_found', { customerIds: [newId('customer')] }],
    ['customerIds', 'too_many', { customerIds: Array.from({ length: 101 }, () => newId('customer')) }],
    ['remark', 'too_long', { remark: 'x'.repeat(257) }],
    ['remark', 'text_not_plain', { remark: 'a\u202eb' }],
    ['serviceTypes', 'invalid_code', { serviceTypes: 'ecs ("obs")' }],
    ['productIds', 'too_many', { productIds: Array.from({ length: 101 }, (_, i) => `p${i}`) }],
    ['orderTypes', 'invalid', { orderTypes: ['lease'] }],
    ['chargingMode', 'invalid', { chargingMode: 'free' }],
    ['minOrder', 'amount_not_a_number', { minOrder: 'ten' }],
    ['associationTypes', 'invalid', { associationTypes: 'direct' }],
    ['firstAssociationOnly', 'invalid', { firstAssociationOnly: 'maybe' }],
    ['usesMax', 'invalid_number', { usesMax: '0' }],
    ['usesMax', 'invalid_number', { usesMax: '1e3' }],
    ['couponsMax', 'invalid_number', { couponsMax: '1.5' }],
    ['couponsMax', 'invalid_number', { couponsMax: 1_000_001 }],
    ['faceMax', 'out_of_bounds', { faceMin: '2.00', faceMax: '1.99' }],
    ['faceTotalMax', 'amount_not_positive', { faceTotalMax: '0' }],
  ];
  it.each(wrong)('a wrong %s is named as %s (%j)', async (field, problem, more) => {
    expect(await refusedUntouched(() => ask(more))).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });

  it('members that belong to quotas but not to granting them', async () => {
    for (const member of ['parentId', 'state', 'valueMinor', 'balance', 'issuerId', 'number'])
      expect(await refusedUntouched(() => ask({ [member]: 'x' }))).toMatchObject({ code: 'invalid_input' });
  });
});

describe('[M6] the same request', () => {
  it('given twice grants once', async () => {
    const key = freshKey();
    const first = await ask({}, key);
    const before = await rowCounts();
    expect(await ask({}, key)).toEqual({ ...first, replayed: true });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it.each([{ amount: '1,234.57' }, { type: 'cash' }, { expiresAt: '2098-01-01' }, { usesMax: 2 }, { remark: 'other' }])(
    'with other content is refused: %j',
    async (more) => {
      const key = freshKey();
      await ask({}, key);
      expect(await refusedUntouched(() => ask(more, key))).toMatchObject({ code: 'request_reused' });
    },
  );

  it('fifty at once grants once', async () => {
    const key = freshKey();
    const before = await rowCounts();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => ask({}, key))));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(grownBy(before, await rowCounts())).toMatchObject({ coupon_quotas: 1, coupon_records: 1, audit_entries: 2 });
  });

  it('of fifty different ones at once, each is granted', async () => {
    const before = await rowCounts();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => ask({ amount: '0.01' }))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
    expect(grownBy(before, await rowCounts())).toMatchObject({ coupon_quotas: 50, coupon_records: 50 });
  });
});
