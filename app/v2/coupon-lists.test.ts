import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GET as records } from '@/app/v2/promotions/benefits/partner-coupons/records/query/route';
import { POST as create, GET as issued } from '@/app/v2/promotions/benefits/partner-coupons/route';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { changeSetting } from '@/domain/settings/change-setting';
import { type Id, newId, uuidOf, wireIdOf } from '@/lib/id';
import { spendPartOf } from '@/tests/coupon-spending';
import { couponOf, grant, issueQuotaTo, issueTo, letExpire, quotaOf } from '@/tests/coupons';
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
const issuedBy = (query: string, by = key) => askList(issued, query, 'user_coupons', by);
const recordsOf = (query: string, by = key) => askList(records, query, 'records', by);

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

describe('ListIssuedPartnerCoupons', () => {
  it('tells everything of a coupon', async () => {
    const customer = await customerOf();
    const id = await give(customer, '12.50', { serviceTypes: ['ec2', 'obs'], minOrder: '20.00', remark: 'secret' });
    await spendPartOf(id, customer, 'CS2611-Ab', '2.00');
    const coupon = await couponOf(id);
    const limit = (limit_key: string, index: number, value1: string, value_unit: string | null = null) => ({
      ...{ use_limiti_info_id: `${limit_key}-${index}`, limit_key, value1, value2: null, value_unit },
      ...{ limit_type: null, promotion_plan_id: null },
    });
    expect((await issuedBy('')).rows).toEqual([
      {
        coupon_id: couponNumber(id),
        status: 2,
        customer_id: wireIdOf(customer.id),
        coupon_type: 1,
        measure_id: 1,
        face_value: 12.5,
        effective_time: shown(coupon.effectiveAt),
        expire_time: shown(coupon.expiresAt),
        order_id: 'CS2611-Ab',
        promotion_plan_id: null,
        promotion_plan_name: null,
        promotion_plan_desc: null,
        media_type: 1,
        fetch_method: 3,
        use_limits: [
          limit('serviceType', 1, 'ec2'),
          limit('serviceType', 2, 'obs'),
          limit('minOrderAmount', 1, '20.00', 'CNY'),
        ],
        active_time: shown(coupon.createdAt),
        last_used_time: expect.stringMatching(/^20\S{17}Z$/),
        promotion_id: null,
        create_time: shown(coupon.createdAt),
        balance: 10.5,
        lock_order_id: null,
        is_frozen: '0',
      },
    ]);
    expect((await issuedBy('order_id=cs2611-aB')).total).toBe(1);
    expect((await issuedBy('order_id=CS2611')).total).toBe(0);
  });

  it('filters by coupon, customer, kind, state as of now and time, strictly; leaves out referral and what is long over', async () => {
    const [one, two, three, referral] = [
      await customerOf(),
      await customerOf(),
      await customerOf(),
      await customerOf('referral'),
    ];
    const [usable, over, reclaimed] = [await give(one, '1.00'), await give(two, '2.00'), await give(three, '3.00')];
    await give(referral, '4.00');
    await letExpire(opened, over);
    await reclaimCoupons(actorOf(partner), freshKey(), { couponIds: [reclaimed] });
    const find = async (query: string) => (await issuedBy(query)).rows.map((row) => row['coupon_id']);
    const [a, b, c] = [usable, over, reclaimed].map(couponNumber);
    expect(await find('')).toEqual([c, b, a]);
    expect(await find('status=1')).toEqual([]);
    expect([await find('status=2'), await find('status=3')]).toEqual([[a], []]);
    expect([await find('status=4'), await find('status=5')]).toEqual([[b], [c]]);
    expect([await find('coupon_type=1'), await find('coupon_type=4')]).toEqual([[c, b, a], []]);
    expect([await find(`coupon_id=${a}`), await find(`coupon_id=${couponNumber(newId('coupon'))}`)]).toEqual([[a], []]);
    expect([await find(`customer_id=${wireIdOf(two.id)}`), await find('customer_id=x')]).toEqual([[b], []]);
    expect([...(await find('limit=2')), ...(await find('limit=2&offset=2'))]).toEqual([c, b, a]);
    const coupon = await couponOf(usable);
    for (const [name, at] of [
      ['create_time', coupon.createdAt],
      ['effective_time', coupon.effectiveAt],
      ['expire_time', coupon.expiresAt],
    ] as const) {
      const within = `coupon_id=${a}&${name}_begin=${second(at, -1)}&${name}_end=${second(at, 1)}`;
      expect(await find(within)).toEqual([a]);
      expect(await find(`coupon_id=${a}&${name}_begin=${shown(at)}`)).toEqual([]);
      expect(await find(`coupon_id=${a}&${name}_end=${shown(at)}`)).toEqual([]);
    }
    await backdate(over, '11 months');
    expect(await find('status=4')).toEqual([b]);
    await backdate(over, '13 months');
    expect(await find('status=4')).toEqual([]);
  });

  it('[T3] tells a partner’s own, and through a distributor’s eyes its reseller’s', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    const customer = await makeCustomer(world.r1a, `t-${freshKey()}`, 'resale');
    const [id] = await issueTo(world.r1a, child, [customer], '1.00');
    const [d1, r1a, s2] = [await makeKey(world.d1), await makeKey(world.r1a), await makeKey(world.s2)];
    const number = couponNumber(id ?? newId('coupon'));
    const query = `coupon_id=${number}`;
    for (const find of [issuedBy, (q: string, by: TestKey) => recordsOf(q.replace('coupon_id', 'coupon_ids'), by)]) {
      expect((await find(query, r1a)).total).toBe(1);
      expect((await find(query, d1)).total).toBe(0);
      expect((await find(query, s2)).total).toBe(0);
      expect((await find(`${query}&indirect_partner_id=${wireIdOf(world.r1a.id)}`, d1)).total).toBe(1);
      expect((await find(`${query}&indirect_partner_id=${wireIdOf(world.r2a.id)}`, d1)).code).toBe('CBC.99000037');
      expect((await find(`${query}&indirect_partner_id=${wireIdOf(world.r1a.id)}`, s2)).total).toBe(0);
    }
  });
});

describe('ListPartnerCouponsRecord', () => {
  it('tells issues and ways back with their results, not uses', async () => {
    const [one, two] = [await customerOf(), await customerOf()];
    const stranger = wireIdOf(world.customers['S2']?.one.id ?? world.s2.id);
    const number = (await quotaOf(quota)).number;
    const body = { quota_id: number, customer_ids: [wireIdOf(one.id), stranger], face_value: '5.00', memo: 'note' };
    const answer = await send(create, signed(key, { target: '/v2/x', body }));
    const [info] = answer.body['coupon_infos'] as { coupon_id: string }[];
    const second = await give(two, '6.00');
    await spendPartOf(second, two, 'CS1', '2.00');
    await reclaimCoupons(actorOf(partner), freshKey(), { couponIds: [second], remark: 'Back' });
    const all = await recordsOf('');
    const facts = (rows: Row[]) => rows.map((row) => [row['operation_type'], row['operation_amount'], row['result']]);
    expect([all.total, facts(all.rows)]).toEqual([
      4,
      [
        ['2', 4, '0'],
        ['1', 6, '0'],
        ['1', 5, '-1'],
        ['1', 5, '0'],
      ],
    ]);
    expect(all.rows[2]).toEqual({
      id: expect.stringMatching(/^CR[0-9A-Z]{26}$/),
      operation_type: '1',
      quota_id: number,
      quota_type: 0,
      coupon_id: null,
      customer_id: stranger,
      operation_amount: 5,
      operation_time: expect.stringMatching(/Z$/),
      result: '-1',
      remark: 'note',
    });
    const total = async (query: string) => (await recordsOf(query)).total;
    expect([await total('operation_types=1'), await total('operation_types=2')]).toEqual([3, 1]);
    expect([await total('operation_types=1&operation_types=2'), await total('operation_types=')]).toEqual([4, 0]);
    expect([await total('operation_types=99'), await total('operation_types=constructor')]).toEqual([0, 0]);
    expect([await total('result=0'), await total('result=-1'), await total('result=toString')]).toEqual([3, 1, 0]);
    expect([await total(`quota_id=${number}`), await total('quota_id=1'), await total('quota_type=1')]).toEqual([
      4, 0, 0,
    ]);
    expect(await total(`coupon_ids=${info?.coupon_id}&coupon_ids=${couponNumber(second)}&coupon_ids=x`)).toBe(3);
    expect([await total('coupon_ids=x'), await total('coupon_ids=')]).toEqual([0, 0]);
    expect(await total(`customer_id=${wireIdOf(two.id)}`)).toBe(2);
    const at = String(all.rows[0]?.['operation_time']);
    expect(await total(`operation_time_begin=${at}&operation_time_end=${at}`)).toBeGreaterThan(0);
    expect(await total('operation_time_end=2020-01-01T00:00:00Z')).toBe(0);
    const many = Array.from({ length: 101 }, () => 'coupon_ids=x').join('&');
    expect((await recordsOf(many)).code).toBe('CBC.0100');
    expect((await recordsOf('quota_id=1&quota_id=1')).code).toBe('CBC.0100');
  });
});

it('[T3] a distributor with its reseller’s eyes reads its own remarks, not the reseller’s', async () => {
  const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
  const customer = await makeCustomer(world.r1a, `t-${freshKey()}`, 'resale');
  const [id] = await issueTo(world.r1a, child, [customer], '1.00', { remark: 'The reseller’s own' });
  const back = { couponIds: [id], resellerId: world.r1a.id, remark: 'The distributor’s' };
  expect(await reclaimCoupons(actorOf(world.d1), freshKey(), back)).toMatchObject({ ok: true });
  const [d1, r1a] = [await makeKey(world.d1), await makeKey(world.r1a)];
  const remarks = async (query: string, by: TestKey) => (await recordsOf(query, by)).rows.map((row) => row['remark']);
  const query = `coupon_ids=${couponNumber(id ?? newId('coupon'))}`;
  expect(await remarks(query, r1a)).toEqual(['The distributor’s', 'The reseller’s own']);
  const eyes = `${query}&indirect_partner_id=${wireIdOf(world.r1a.id)}`;
  expect(await remarks(eyes, d1)).toEqual(['The distributor’s', null]);
});

/** Lets a coupon, and what it was cut from, have been over for longer. */
async function backdate(id: Id<'coupon'>, by: string) {
  const long = `effective_at = now() - interval '3 years'`;
  await opened.owner.query(`update coupon_quotas set ${long} where id = (select quota_id from coupons where id = $1)`, [
    uuidOf(id),
  ]);
  await change(id, `effective_at = now() - interval '2 years', expires_at = now() - interval '${by}'`);
}
