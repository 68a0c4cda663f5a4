import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { answered } from '@/tests/answered';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  canary,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { issueCoupons } from './issue-coupons';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 32 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const four = (code: string) => {
  const found = world.customers[code];
  if (!found) throw new Error(code);
  return found;
};
const idsOf = (...customers: WorldCustomer[]) => customers.map(({ customerId }) => customerId);

describe('issuing coupons', () => {
  it('gives each customer one of the face value, with record, audit row and event', async () => {
    const quota = await grant(world, world.s1, '1000.00', { serviceTypes: ['compute', 'storage'], usesMax: 3 });
    const before = await rowCounts();
    const customerIds = idsOf(four('S1').one, four('S1').two);
    const remark = canary('S1', 'coupon-remark');
    const outcome = await issueCoupons(actorOf(world.s1, 'finance'), freshKey(), {
      ...{ quotaId: quota, customerIds, faceValue: '100.00', minOrder: '500.00', serviceTypes: ['compute'], remark },
    });
    if (!outcome.ok) throw new Error(outcome.code);
    // One audit row and one event for each coupon, and the audit row of the command.
    expect(grownBy(before, await rowCounts())).toEqual({
      ...{ coupons: 2, coupon_records: 2, ledger_accounts: 2, ledger_balances: 2, ledger_transfers: 2 },
      ...{ ledger_entries: 4, outbox_events: 2, audit_entries: 3, command_receipts: 1 },
    });
    expect(await leftOf(quota)).toBe(80_000n);
    const records = await recordsOf(outcome.id);
    expect(new Set(records.map(({ customerId }) => customerId))).toEqual(new Set(customerIds));
    for (const { couponId, amountMinor, refusal, userId } of records) {
      if (!couponId) throw new Error('each has a coupon');
      expect([amountMinor, refusal, userId, await leftOf(couponId)]).toEqual([
        10_000n,
        null,
        world.s1.users.finance,
        10_000n,
      ]);
      const { effectiveAt, expiresAt } = await quotaOf(quota);
      expect(await couponOf(couponId)).toMatchObject({
        ...{ organizationId: world.s1.id, quotaId: quota, state: 'usable', faceMinor: 10_000n, minOrderMinor: 50_000n },
        ...{ type: 'voucher', remark, effectiveAt, expiresAt, uses: 0, lockOrderId: null },
        limits: { serviceTypes: ['compute'], productIds: [], orderTypes: [], chargingMode: 'any', usesMax: 3 },
      });
    }
  });

  it('keeps the remark to the issuer: it is in neither the audit nor the event', async () => {
    const quota = await grant(world, world.s1, '10.00');
    const remark = canary('S1', 'secret-remark');
    await issueTo(world.s1, quota, [four('S1').one], '10.00', { remark });
    const kept = await Promise.all(
      [schema.auditEntries, schema.outboxEvents].map((table) => database().select().from(table)),
    );
    const text = JSON.stringify(kept, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).not.toContain(remark);
    expect(text).toContain(quota);
  });

  it('is narrower where that is asked for, and takes over what the quota says where it is not', async () => {
    const quota = await grant(world, world.s1, '100.00', { minOrder: '20.00', productIds: ['p1', 'p2'] });
    const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const [narrow, plain] = [
      await issueTo(world.s1, quota, [four('S1').one], '10.00', { expiresAt, productIds: 'p2', minOrder: '30.00' }),
      await issueTo(world.s1, quota, [four('S1').one], '10.00'),
    ];
    const [first, second] = await Promise.all([...narrow, ...plain].map(couponOf));
    expect([first?.expiresAt.toISOString(), first?.minOrderMinor, first?.limits.productIds]).toEqual([
      expiresAt,
      3_000n,
      ['p2'],
    ]);
    expect([second?.expiresAt, second?.minOrderMinor, second?.limits.productIds]).toEqual([
      (await quotaOf(quota)).expiresAt,
      2_000n,
      ['p1', 'p2'],
    ]);
  });

  it('issues to those who may have one and records why the others may not', async () => {
    const quota = await grant(world, world.s1, '1000.00');
    const { one, referral, frozen } = four('S1');
    const foreign = four('S2').one;
    const outcome = await issueCoupons(actorOf(world.s1), freshKey(), {
      ...{ quotaId: quota, customerIds: idsOf(one, referral, frozen, foreign), faceValue: '50.00' },
    });
    if (!outcome.ok) throw new Error(outcome.code);
    const records = await recordsOf(outcome.id);
    const reasons = records.map(({ customerId, refusal, transferId }) => [customerId, [refusal, transferId === null]]);
    expect(Object.fromEntries(reasons)).toEqual({
      [one.customerId]: [null, false],
      [referral.customerId]: ['customer_type_not_allowed', true],
      [frozen.customerId]: ['customer_frozen', true],
      [foreign.customerId]: ['customer_not_found', true],
    });
    expect(await leftOf(quota)).toBe(95_000n);
  });

  it('counts a customer that is named twice once', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const { one } = four('S1');
    expect(await issueTo(world.s1, quota, [one, one], '60.00')).toHaveLength(2);
    expect(await leftOf(quota)).toBe(4_000n);
  });

  it('lets every kind of partner issue, subsidised ones too', async () => {
    for (const partner of [world.d1, world.s2, world.g1]) {
      const quota = await grant(world, partner, '10.00', { type: 'cash' });
      const [coupon] = await issueTo(partner, quota, [four(partner.code).one], '10.00');
      if (!coupon) throw new Error(partner.code);
      expect(await couponOf(coupon)).toMatchObject({ organizationId: partner.id, type: 'cash' });
    }
  });

  it('a hundred at once by API, each its own', async () => {
    const partner = await makeOrganization({ code: 'HUND', kind: 'solution_provider' });
    const quota = await grant(world, partner, '100.00');
    const customers: WorldCustomer[] = [];
    for (let n = 0; n < 100; n += 1) customers.push(await makeCustomer(partner, `hundred${n}`, 'resale'));
    const who = actorOf(partner, 'admin', { via: 'api_key', userId: null });
    const input = { quotaId: quota, customerIds: idsOf(...customers), faceValue: '1.00' };
    const outcome = await issueCoupons(who, freshKey(), input);
    if (!outcome.ok) throw new Error(outcome.code);
    expect(new Set((await recordsOf(outcome.id)).map(({ couponId }) => couponId)).size).toBe(100);
    expect(await leftOf(quota)).toBe(0n);
  });
});

describe('a distributor acting for its reseller', () => {
  it('issues out of the reseller’s quota to the reseller’s customers, and stands in the record', async () => {
    const { d1, r1a } = world;
    const quota = await grant(world, d1, '1000.00');
    const child = await issueQuotaTo(d1, quota, r1a, '100.00');
    const input = { quotaId: child, customerIds: idsOf(four('R1a').one), faceValue: '40.00', resellerId: r1a.id };
    const outcome = await issueCoupons(actorOf(d1), freshKey(), input);
    if (!outcome.ok) throw new Error(outcome.code);
    expect(await recordsOf(outcome.id)).toMatchObject([
      { organizationId: r1a.id, actingOrganizationId: d1.id, parentQuotaId: quota, customerId: input.customerIds[0] },
    ]);
    expect([await leftOf(quota), await leftOf(child)]).toEqual([90_000n, 6_000n]);
  });
});

const issue = (input: object) => {
  const key = freshKey();
  return answered(() => issueCoupons(actorOf(world.s1), key, input));
};

/** 64 at the same moment. */
const at64 = <T>(call: (index: number) => Promise<T>) => Promise.all(Array.from({ length: 64 }, (_, n) => call(n)));

describe('[M27] many at once', () => {
  it('[M1] lets exactly three of 64 issue 30.00 from 100.00', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const input = { quotaId: quota, customerIds: idsOf(four('S1').one), faceValue: '30.00' };
    const outcomes = await at64(() => issue(input));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'insufficient_quota')).toHaveLength(61);
    expect(await leftOf(quota)).toBe(1_000n);
  });

  it('[M1] never issues more than there is, whoever and however many are named, and all of a list or nothing', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const customers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => makeCustomer(world.s1, `mix${n}`, 'resale')),
    );
    const outcomes = await at64(async (n) => {
      const chosen = customers.slice(n % 6, (n % 6) + 1 + (n % 3));
      const input = { quotaId: quota, customerIds: idsOf(...chosen), faceValue: '10.00' };
      const outcome = await issue(input);
      return outcome.ok ? { wanted: chosen.length, issued: (await recordsOf(outcome.id)).length } : undefined;
    });
    const done = outcomes.filter((outcome) => outcome !== undefined);
    expect(done.every(({ wanted, issued }) => wanted === issued)).toBe(true);
    const issued = done.reduce((all, { issued: count }) => all + count, 0);
    expect(issued).toBeGreaterThanOrEqual(8);
    expect(await leftOf(quota)).toBe(10_000n - 1_000n * BigInt(issued));
  });

  it('keeps to the number of coupons and their total, too', async () => {
    const quota = await grant(world, world.s1, '1000.00', { couponsMax: 4, faceTotalMax: '100.00' });
    const outcomes = await at64((n) => {
      const input = { quotaId: quota, customerIds: idsOf(four('S1').one), faceValue: n % 2 ? '30.00' : '20.00' };
      return issue(input);
    });
    const done = outcomes.flatMap((outcome, n) => (outcome.ok ? [n % 2 ? 3_000n : 2_000n] : []));
    const total = done.reduce((all, minor) => all + minor, 0n);
    expect(done.length).toBeLessThanOrEqual(4);
    expect(total).toBeGreaterThanOrEqual(8_000n);
    expect(total).toBeLessThanOrEqual(10_000n);
    expect(await leftOf(quota)).toBe(100_000n - total);
  });

  it('[M4] acts once for one key used fifty times at once, and answers all alike', async () => {
    const quota = await grant(world, world.s1, '1000.00');
    const key = freshKey();
    const input = { quotaId: quota, customerIds: idsOf(four('S1').one, four('S1').two), faceValue: '10.00' };
    const call = () => answered(() => issueCoupons(actorOf(world.s1), key, input));
    const outcomes = await Promise.all(Array.from({ length: 50 }, call));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(await leftOf(quota)).toBe(98_000n);
    const before = await rowCounts();
    const other = await issueCoupons(actorOf(world.s1), key, { ...input, faceValue: '10.01' });
    expect(other).toMatchObject({ ok: false, code: 'request_reused' });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  it('negative control: reading the balance, and writing what is left, issues more than there is', async () => {
    await test.owner.query('create table naive_quota (minor bigint not null)');
    await test.owner.query('insert into naive_quota values (10000)');
    await test.owner.query('grant all on naive_quota to pc_app');
    let missing = 16;
    let open: () => void = () => undefined;
    const allHaveRead = new Promise<void>((resolve) => {
      open = resolve;
    });
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const { rows } = await test.handle.pool.query<{ minor: string }>('select minor from naive_quota');
        missing -= 1;
        if (missing === 0) open();
        await allHaveRead;
        const left = BigInt(rows[0]?.minor ?? 0) - 3_000n;
        if (left < 0n) return false;
        await test.handle.pool.query('update naive_quota set minor = $1', [left]);
        return true;
      }),
    );
    expect(outcomes.filter(Boolean).length).toBeGreaterThan(3);
  });
});
