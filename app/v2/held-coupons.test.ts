import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as statement } from '@/app/v2/promotions/benefits/account-change-records/route';
import { GET as held } from '@/app/v2/promotions/benefits/coupons/route';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { changeSetting } from '@/domain/settings/change-setting';
import { type Id, uuidOf, wireIdOf } from '@/lib/id';
import { spendPartOf } from '@/tests/coupon-spending';
import { couponOf, grant, issueTo, letExpire } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { askList, makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';

let opened: TestDatabase;
let world: World;
/** A partner with quota, new for each test, and its key. */
let partner: WorldOrganization;
let quota: Id<'couponQuota'>;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  await changeSetting(actorOf(world.operator), freshKey(), { key: 'coupons_to_referral', value: '1' });
});
let made = 0;
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `LP${made}`, kind: 'solution_provider' });
  quota = await grant(world, partner, '1000.00');
  key = await makeKey(partner);
});
afterEach(booksAreRight);
afterAll(() => opened.close());

type Row = Record<string, unknown>;
const heldBy = (by: TestKey, query = '') => askList(held, query, 'user_coupons', by);
const statementOf = (by: TestKey, query = '') =>
  askList(statement, `balance_type=BALANCE_TYPE_COUPON&${query}`, 'records', by);

const shown = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
const second = (at: Date, by: number) => shown(new Date(at.getTime() + by * 1000));
const customerOf = (type: 'resale' | 'referral' = 'resale') => makeCustomer(partner, `c-${freshKey()}`, type);
async function give(customer: WorldCustomer, value: string, more: Row = {}): Promise<Id<'coupon'>> {
  const [coupon] = await issueTo(partner, quota, [customer], value, more);
  if (!coupon) throw new Error('there is a coupon');
  return coupon;
}
const change = (id: Id<'coupon'>, to: string) =>
  opened.owner.query(`update coupons set ${to} where id = $1`, [uuidOf(id)]);

describe('ListSubCustomerCoupons', () => {
  it('tells a customer its own: not what was reclaimed, nor what has long been over', async () => {
    const customer = await customerOf();
    const by = await makeKey(customer);
    const [usable, over] = [await give(customer, '1.00', { remark: 'secret' }), await give(customer, '2.00')];
    const reclaimed = await give(customer, '3.00');
    await give(await customerOf(), '4.00');
    await reclaimCoupons(actorOf(partner), freshKey(), { couponIds: [reclaimed] });
    await letExpire(opened, over);
    const find = async (query: string) => (await heldBy(by, query)).rows.map((row) => row['coupon_id']);
    const [a, b] = [usable, over].map(couponNumber);
    expect(await find('')).toEqual([b, a]);
    expect([await find('status=1'), await find('status=2'), await find('status=4')]).toEqual([[], [a], [b]]);
    expect(await find('status=5')).toEqual([]);
    expect([await find('coupon_type=1'), await find('coupon_type=2'), await find('coupon_type=3')]).toEqual([
      [b, a],
      [],
      [],
    ]);
    expect(await find('promotion_plan_id=x')).toEqual([]);
    expect([await find(`source_id=${wireIdOf(partner.id)}`), await find('source_id=x')]).toEqual([[b, a], []]);
    expect([await find('offset=1&limit=1'), await find('limit=1')]).toEqual([[a], [b]]);
    expect((await heldBy(by, 'offset=1')).code).toBe('CBC.0100');
    const coupon = await couponOf(usable);
    const times = `active_start_time=${second(coupon.createdAt, -1)}&active_end_time=${second(coupon.createdAt, 1)}`;
    expect(await find(`coupon_id=${a}&${times}`)).toEqual([a]);
    expect((await heldBy(by, 'status=2')).rows).toEqual([
      expect.objectContaining({
        ...{
          coupon_id: a,
          coupon_code: null,
          status: 2,
          face_value: 1,
          balance: 1,
          currency: 'CNY',
          coupon_version: 2,
        },
        ...{ valid_time: shown(coupon.effectiveAt), source_id: wireIdOf(partner.id), is_frozen: '0' },
      }),
    ]);
    const { text } = await send(held, signed(by, { target: '/v2/x' }));
    expect(text).not.toContain('secret');
    await backdate(over, '5 months');
    expect(await find('status=4')).toEqual([b]);
    await backdate(over, '7 months');
    expect(await find('status=4')).toEqual([]);
  });

  it('partners hold none themselves', async () => {
    await give(await customerOf(), '4.00');
    expect((await heldBy(key)).total).toBe(0);
  });
});

describe('ListCustomerCouponChangeRecords', () => {
  it('is the ledger of a customer’s coupons, with the balance after each change', async () => {
    const customer = await customerOf('referral');
    const by = await makeKey(customer);
    const [used, gone] = [await give(customer, '10.00'), await give(customer, '7.00')];
    await spendPartOf(used, customer, 'CS-77', '4.00');
    await reclaimCoupons(actorOf(partner), freshKey(), { couponIds: [gone] });
    const all = await statementOf(by);
    const facts = ({ rows }: { rows: Row[] }) =>
      rows.map((row) => [row['change_amount'], row['balance_after_change'], row['revenue_expense_type']]);
    expect(facts(all)).toEqual([
      ['7.00', '0.00', 'EXPENSE'],
      ['4.00', '6.00', 'EXPENSE'],
      ['7.00', '7.00', 'REVENUE'],
      ['10.00', '10.00', 'REVENUE'],
    ]);
    expect(all.rows.map((row) => row['trade_detail_type'])).toEqual([
      'SOURCE_OPERATION_COUPONCANCEL',
      'SOURCE_OPERAIION_DEDEUCT',
      'SOURCE_OPERAIION_PRIZE',
      'SOURCE_OPERAIION_PRIZE',
    ]);
    expect(all.rows[1]).toMatchObject({
      coupon_id: couponNumber(used),
      trade_id: 'CS-77',
      trade_time: expect.stringMatching(/^20\S{17}Z$/),
      bill_cycle: expect.stringMatching(/^20\d\d-\d\d$/),
      account_name: expect.stringContaining('c-test-key'),
    });
    const total = async (query: string) => (await statementOf(by, query)).total;
    expect([await total('revenue_expense_type=REVENUE'), await total('revenue_expense_type=EXPENSE')]).toEqual([2, 2]);
    expect([await total('trade_type=COUPONADJUST'), await total('trade_type=COUPONCANCEL')]).toEqual([2, 1]);
    expect([
      await total('trade_type=DEDEUCT'),
      await total('trade_type=EXPIRED'),
      await total('trade_type=ADJUST'),
    ]).toEqual([1, 0, 0]);
    expect([await total('trade_id=cs-77'), await total(`trade_id=${all.rows[0]?.['trade_id']}`)]).toEqual([1, 1]);
    expect([await total(`coupon_id=${couponNumber(used)}`), await total('coupon_id=x')]).toEqual([2, 0]);
    expect(await total('offset=3&limit=1')).toBe(4);
    const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
    expect([
      await total(`trade_time_begin=${today}&trade_time_end=${today}`),
      await total('trade_time_end=2020-01-01'),
    ]).toEqual([4, 0]);
    const wrong = [
      'trade_time_begin=2026-02-30',
      'trade_time_begin=2026-01-02&trade_time_end=2026-01-01',
      'trade_time_end=2026-1-1',
    ];
    for (const query of wrong) expect((await statementOf(by, query)).code).toBe('CBC.0100');
    expect((await askList(statement, '', 'records', by)).code).toBe('CBC.0100');
  });

  it('is not for customers of resale, nor for partners', async () => {
    const customer = await customerOf();
    const refused = await statementOf(await makeKey(customer));
    expect([refused.status, refused.code]).toEqual([400, 'CBC.99000084']);
    expect((await statementOf(key)).code).toBe('CBC.0155');
  });
});

/** Lets a coupon, and what it was cut from, have been over for longer. */
async function backdate(id: Id<'coupon'>, by: string) {
  const long = `effective_at = now() - interval '3 years'`;
  await opened.owner.query(`update coupon_quotas set ${long} where id = (select quota_id from coupons where id = $1)`, [
    uuidOf(id),
  ]);
  await change(id, `effective_at = now() - interval '2 years', expires_at = now() - interval '${by}'`);
}
