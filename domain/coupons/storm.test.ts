import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { unfreezeOrganization } from '@/domain/identity/unfreeze-organization';
import type { Id } from '@/lib/id';
import { money } from '@/lib/money';
import { freshOrder, orderInput, refundTo } from '@/tests/coupon-use';
import { grant, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, askAsCustomer } from '@/tests/relations';
import { databaseErrorsDuring } from '@/tests/watch-errors';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { consumeCoupon } from './consume-coupon';
import { expireCoupons } from './expire-coupons';
import { expireQuotas } from './expire-quotas';
import { issueCoupons } from './issue-coupons';
import { issueQuota } from './issue-quota';
import { lockCoupon } from './lock-coupon';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { releaseCoupon } from './release-coupon';
import { setQuotaState } from './set-quota-state';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
});
afterAll(() => test.close());

/** How many rounds, and how many things at once in each. */
const storm = { rounds: 32, atOnce: 14 } as const;

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What is there to act on, and what was acknowledged: whatever said yes has to be in the books. */
interface Storm {
  readonly pick: (below: number) => number;
  readonly customers: WorldCustomer[];
  readonly quotas: { readonly id: Id<'couponQuota'>; readonly owner: Id<'organization'> }[];
  readonly coupons: { readonly id: Id<'coupon'>; readonly customer: WorldCustomer }[];
  readonly locks: { readonly id: Id<'coupon'>; readonly customer: WorldCustomer; readonly orderId: string }[];
  readonly paid: { readonly id: Id<'coupon'>; readonly orderId: string }[];
  readonly sums: { granted: bigint; used: bigint; refunded: bigint; issued: number };
}
const oneOf = <T>({ pick }: Storm, list: readonly T[]): T | undefined => list[pick(list.length)];
const said = (outcome: { readonly ok: boolean; readonly code?: string }): string =>
  outcome.ok ? 'done' : (outcome.code ?? '');

const things: Readonly<Record<string, (at: Storm) => Promise<string | undefined>>> = {
  async issue(at) {
    const customer = oneOf(at, at.customers);
    // Mostly out of one of its own partner's.
    const all = at.quotas.filter(({ owner }) => owner === customer?.partner.id || at.pick(10) === 0);
    const quota = oneOf(at, all);
    if (!quota || !customer) return undefined;
    const input = { quotaId: quota.id, customerIds: [customer.customerId], faceValue: '10.00' };
    const outcome = await issueCoupons(actorOf(customer.partner), freshKey(), input);
    if (!outcome.ok) return outcome.code;
    for (const { couponId } of await recordsOf(outcome.id)) if (couponId) at.coupons.push({ id: couponId, customer });
    at.sums.issued += 1;
    return 'done';
  },
  async reclaim(at) {
    const coupon = oneOf(at, at.coupons);
    if (!coupon) return undefined;
    return said(await reclaimCoupons(actorOf(coupon.customer.partner), freshKey(), { couponIds: [coupon.id] }));
  },
  async lock(at) {
    const coupon = oneOf(at, at.coupons);
    if (!coupon) return undefined;
    const orderId = freshOrder();
    const outcome = await lockCoupon(actorOf(coupon.customer), freshKey(), orderInput(coupon.id, orderId));
    if (!outcome.ok) return outcome.code;
    at.locks.push({ ...coupon, orderId });
    return at.pick(3) > 0 ? things['pay']?.(at) : 'done';
  },
  async pay(at) {
    // Mostly the latest, which is most likely to hold still.
    const lock = at.pick(4) > 0 ? at.locks.at(-1) : oneOf(at, at.locks);
    if (!lock) return undefined;
    const amount = money(BigInt(100 + at.pick(500)), 'CNY');
    const input = { couponId: lock.id, orderId: lock.orderId, amount: `${amount.minor / 100n}.00` };
    const outcome = await consumeCoupon(actorOf(lock.customer), freshKey(), input);
    if (!outcome.ok) return outcome.code;
    at.paid.push(lock);
    at.sums.used += (amount.minor / 100n) * 100n;
    return 'done';
  },
  async release(at) {
    const lock = oneOf(at, at.locks);
    if (!lock) return undefined;
    const input = { couponId: lock.id, orderId: lock.orderId };
    return said(await releaseCoupon(actorOf(lock.customer), freshKey(), input));
  },
  async refund(at) {
    const paid = oneOf(at, at.paid);
    if (!paid) return undefined;
    const outcome = await refundTo(world, paid.id, paid.orderId, '1.00');
    if (outcome.ok) at.sums.refunded += 100n;
    return said(outcome);
  },
  async expireCoupons() {
    await expireCoupons();
    return 'done';
  },
  async expireQuotas() {
    await expireQuotas();
    return 'done';
  },
  async part(at) {
    const index = at.pick(at.customers.length);
    const customer = at.customers[index];
    if (!customer || at.pick(3) > 0) return undefined;
    const asked = await askAsCustomer(customer);
    if (!asked.ok) return asked.code;
    const outcome = await answerAs(customer, 'partner', asked.id, true);
    if (outcome.ok) at.customers[index] = await makeCustomer(customer.partner, `n${freshKey()}`, 'resale');
    return said(outcome);
  },
  async cut(at) {
    const quotaId = oneOf(at, at.quotas)?.id;
    if (!quotaId) return undefined;
    const input = { quotaId, resellerIds: [world.r1a.id], amount: '40.00' };
    const outcome = await issueQuota(actorOf(world.d1), freshKey(), input);
    if (!outcome.ok) return outcome.code;
    for (const record of await recordsOf(outcome.id))
      if (record.quotaId) at.quotas.push({ id: record.quotaId, owner: world.r1a.id });
    return 'done';
  },
  async reclaimQuota(at) {
    const quotaId = oneOf(at, at.quotas)?.id;
    if (!quotaId) return undefined;
    return said(await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [quotaId] }));
  },
  async setState(at) {
    const quotaId = oneOf(at, at.quotas)?.id;
    if (!quotaId) return undefined;
    const state = oneOf(at, ['frozen', 'normal', 'normal', 'normal', 'adjusting']);
    return said(await setQuotaState(actorOf(world.operator), freshKey(), { quotaId, state, reason: 'Storm' }));
  },
  async freeze(at) {
    const organizationId = oneOf(at, [world.r1a.id, world.s1.id]);
    if (at.pick(3) > 0)
      return said(await unfreezeOrganization(actorOf(world.operator), freshKey(), { organizationId }));
    return said(await freezeOrganization(actorOf(world.operator), freshKey(), { organizationId, reason: 'Storm' }));
  },
};

it('[M2] [M15] everything at once keeps every sum, and no deadlock', async () => {
  const seed = 5;
  const at: Storm = {
    pick: numbers(seed),
    ...{ customers: [], quotas: [], coupons: [], locks: [], paid: [] },
    sums: { granted: 0n, used: 0n, refunded: 0n, issued: 0 },
  };
  for (const partner of [world.s1, world.s1, world.r1a, world.r1a])
    at.customers.push(await makeCustomer(partner, `s${freshKey()}`, 'resale'));
  for (const partner of [world.s1, world.d1, world.s1, world.d1]) {
    at.quotas.push({ id: await grant(world, partner, '600.00'), owner: partner.id });
    at.sums.granted += 60_000n;
  }
  const codes = new Map<string, number>();
  const names = [...Object.keys(things), 'issue', 'issue', 'issue', 'lock', 'lock', 'refund'];
  const errors = await databaseErrorsDuring(async () => {
    for (let round = 0; round < storm.rounds; round += 1) {
      const chosen = Array.from({ length: storm.atOnce }, () => (round < 3 ? 'issue' : oneOf(at, names)) ?? 'issue');
      const results = await Promise.all(chosen.map(async (name) => [name, await things[name]?.(at)] as const));
      for (const [name, code] of results)
        if (code) codes.set(`${name} ${code}`, (codes.get(`${name} ${code}`) ?? 0) + 1);
      // Between the rounds: it locks as no command does.
      const ending = round % 4 === 0 ? oneOf(at, at.coupons) : undefined;
      if (ending) await letExpire(test, ending.id);
    }
  });
  const counts = JSON.stringify([...codes].toSorted());
  expect([seed, errors], counts).toEqual([seed, []]);

  const { granted, used, refunded, issued } = at.sums;
  const { rows } = await database().execute<{ purpose: string; net: string }>(
    sql`select a.purpose, sum(b.credits_minor - b.debits_minor)::text as net from ledger_accounts a join ledger_balances b on b.account_id = a.id
      where a.unit_code = 'CPN.CNY' group by 1`,
  );
  const held = new Map(rows.map(({ purpose, net }) => [purpose, BigInt(net)]));
  expect([held.get('coupon_issuance'), held.get('coupon_spent') ?? 0n], counts).toEqual([-granted, used - refunded]);
  expect((held.get('quota') ?? 0n) + (held.get('coupon') ?? 0n)).toBe(granted - used + refunded);
  expect(await database().$count(schema.coupons)).toBe(issued);
  const { couponRecords } = schema;
  expect(await database().$count(couponRecords, sql`kind = 'issue' and refusal is null`)).toBe(issued);
  expect(await database().$count(couponRecords, sql`kind = 'use'`)).toBe(at.paid.length);
  expect(await database().$count(couponRecords, sql`kind = 'refund'`)).toBe(Number(refunded / 100n));
  await booksAreRight();
  // It was a storm: what matters happened, and was refused, often enough.
  expect([issued > 30, at.paid.length > 3, refunded > 0n, codes.has('reclaim done')], counts).not.toContain(false);
}, 120_000);
