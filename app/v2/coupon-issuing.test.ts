import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POST as create } from '@/app/v2/promotions/benefits/partner-coupons/route';
import { database, schema } from '@/db/client';
import { couponIdOf } from '@/domain/coupons/coupon-number';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { type Id, newId, wireIdOf } from '@/lib/id';
import { couponOf, grant, issueQuotaTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { oneOfFifty } from '@/tests/one-of-fifty';
import { booksAreRight } from '@/tests/oracles';
import { makeKey, type PartnerAnswer, send, signed, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldOrganization } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: { s1: TestKey; s2: TestKey; d1: TestKey; r1a: TestKey; g1: TestKey; readOnly: TestKey };
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  keys = {
    s1: await makeKey(world.s1),
    s2: await makeKey(world.s2),
    d1: await makeKey(world.d1),
    r1a: await makeKey(world.r1a),
    g1: await makeKey(world.g1),
    readOnly: await makeKey(world.s1, { rights: 'read_only' }),
  };
});
afterEach(booksAreRight);
afterAll(() => opened.close());

const post = (body: object, key = keys.s1, requestKey: string = newId('event')): Promise<PartnerAnswer> =>
  send(create, signed(key, { target: '/v2/x', body, headers: { 'idempotency-key': requestKey } }));

const numberOf = async (id: Id<'couponQuota'>) => (await quotaOf(id)).number;
let made = 0;
async function customersOf(partner: WorldOrganization, count: number): Promise<string[]> {
  made += 1;
  const all = Array.from({ length: count }, (_, index) => makeCustomer(partner, `iss-${made}-${index}`, 'resale'));
  return (await Promise.all(all)).map(({ customerId }) => wireIdOf(customerId));
}
/** By how many rows each table has grown, but for the counting of calls. */
async function leftBehind(before: Record<string, number>): Promise<Record<string, number>> {
  const { rate_windows: _, ...grown } = grownBy(before, await rowCounts());
  return grown;
}
const failed = (error_code: string, id: string) => ({ error_code, error_msg: expect.any(String), id });
const couponsIn = (answer: PartnerAnswer) => answer.body['coupon_infos'] as { id: string; coupon_id: string }[];

describe('CreatePartnerCoupons', () => {
  it('[T3] issues what it can, beside what is no customer and what is not even an id', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const [one = '', two = ''] = await customersOf(world.s1, 2);
    const [foreign = ''] = await customersOf(world.s2, 1);
    const referral = wireIdOf(world.customers['S1']?.referral.id ?? world.s1.id);
    const frozen = wireIdOf(world.customers['S1']?.frozen.id ?? world.s1.id);
    const unknown = wireIdOf(newId('customer'));
    const ids = [foreign, one, 'no-id', referral, '', two, unknown, frozen, one.toUpperCase()];
    const answer = await post({ quota_id: await numberOf(quota), customer_ids: ids, face_value: 1.5, memo: '' });
    expect([answer.status, answer.headers.get('x-replayed')]).toEqual([200, null]);
    expect(answer.body).toEqual({
      error_details: [
        failed('CBC.99000016', foreign),
        failed('CBC.99000016', 'no-id'),
        failed('CBC.99000014', referral),
        failed('CBC.99000016', ''),
        failed('CBC.99000016', unknown),
        failed('CBC.0151', frozen),
      ],
      coupon_infos: [
        { id: one, coupon_id: expect.stringMatching(/^CP[0-9A-Z]{26}$/) },
        { id: two, coupon_id: expect.stringMatching(/^CP[0-9A-Z]{26}$/) },
      ],
    });
    expect(await leftOf(quota)).toBe(9700n);
    const coupon = couponIdOf(couponsIn(answer)[0]?.coupon_id ?? '');
    expect(coupon && (await couponOf(coupon))).toMatchObject({ faceMinor: 150n, remark: '' });
  });

  it('answers 200 also where nobody can have one, with nothing moved and one denial', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const [foreign = ''] = await customersOf(world.s2, 1);
    const before = await rowCounts();
    const answer = await post({ quota_id: await numberOf(quota), customer_ids: [foreign, 'x'], face_value: '1.00' });
    expect([answer.status, answer.body]).toEqual([
      200,
      { error_details: [failed('CBC.99000016', foreign), failed('CBC.99000016', 'x')], coupon_infos: [] },
    ]);
    expect(await leftBehind(before)).toEqual({ audit_entries: 1 });
  });

  it('[X4] [M5] acts once for one key and answers the same, declined ones too; fifty at once are one', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const [one = '', two = ''] = await customersOf(world.s1, 2);
    const body = { quota_id: await numberOf(quota), customer_ids: [one, 'no-id', two], face_value: '2.00' };
    const key = newId('event');
    const first = await oneOfFifty(() => post(body, keys.s1, key));
    expect(couponsIn(first)).toHaveLength(2);
    expect(await leftOf(quota)).toBe(9600n);
    await letExpire(opened, quota);
    const late = await post(body, keys.s1, key);
    expect([late.text, late.headers.get('x-replayed')]).toEqual([first.text, 'true']);
    const other = await post({ ...body, face_value: '2.01' }, keys.s1, key);
    expect([other.status, other.body['error_code']]).toEqual([400, 'CBC.0100']);
  });

  it('takes a hundred customers and no more', async () => {
    const quota = await grant(world, world.s1, '100.00');
    const ids = await customersOf(world.s1, 101);
    const body = { quota_id: await numberOf(quota), face_value: '0.01' };
    const tooMany = await post({ ...body, customer_ids: ids });
    expect([tooMany.status, tooMany.body['error_code'], tooMany.body['error_msg']]).toEqual([
      400,
      'CBC.0100',
      expect.stringContaining('customer_ids'),
    ]);
    const hundred = await post({ ...body, customer_ids: ids.slice(0, 100) });
    expect(couponsIn(hundred).map(({ id }) => id)).toEqual(ids.slice(0, 100));
    expect(await leftOf(quota)).toBe(9900n);
  });

  it('knows a partner that names itself', async () => {
    const quota = await numberOf(await grant(world, world.s1, '10.00'));
    const subsidised = await numberOf(await grant(world, world.g1, '10.00'));
    const itself = wireIdOf(world.s1.id);
    const own = await post({ quota_id: quota, customer_ids: [itself], face_value: '1.00' });
    expect(own.body).toEqual({ error_details: [failed('CBC.99000015', itself)], coupon_infos: [] });
    const g1 = wireIdOf(world.g1.id);
    const [customer = ''] = await customersOf(world.g1, 1);
    const mixed = await post({ quota_id: subsidised, customer_ids: [g1, customer], face_value: '1.00' }, keys.g1);
    expect(mixed.body['error_details']).toEqual([failed('CBC.99000025', g1)]);
    expect(couponsIn(mixed)).toHaveLength(1);
  });

  it('takes the validity it is shown, and what lies within the quota', async () => {
    const id = await grant(world, world.s1, '10.00', { serviceTypes: ['ec2', 'obs'] });
    const quota = await quotaOf(id);
    const [one = ''] = await customersOf(world.s1, 1);
    const shown = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
    const terms = { valid_time: shown(quota.effectiveAt), expire_time: shown(quota.expiresAt) };
    const given = { customer_ids: [one], face_value: '1.00', ...terms, cloud_service_types: ['obs'] };
    const answer = await post({ quota_id: quota.number, ...given });
    const coupon = await couponOf(couponIdOf(couponsIn(answer)[0]?.coupon_id ?? '') ?? newId('coupon'));
    expect(coupon.effectiveAt).toEqual(quota.effectiveAt);
    expect([shown(coupon.expiresAt), coupon.limits.serviceTypes]).toEqual([terms.expire_time, ['obs']]);
  });
});

describe('whatever is wrong with the whole request is one error, and nothing moves', () => {
  type Terms = Record<string, unknown>;
  const cases: [string, Terms, Terms, string][] = [
    ['more than there is', {}, { face_value: '10.01' }, 'CBC.99000013'],
    ['a face value below the minimum', { faceMin: '2.00' }, { face_value: '1.99' }, 'CBC.99000018'],
    ['a face value above the maximum', { faceMax: '2.00' }, { face_value: '2.01' }, 'CBC.99000019'],
    ['more coupons than the quota may have', { couponsMax: 1 }, {}, 'CBC.99000020'],
    ['more value than its coupons may have', { faceTotalMax: '1.50' }, {}, 'CBC.99000021'],
    ['a service beyond the quota’s', { serviceTypes: ['ec2'] }, { cloud_service_types: ['obs'] }, 'CBC.99000023'],
    ['a product beyond the quota’s', { productIds: ['p1'] }, { product_ids: ['p1', 'p2'] }, 'CBC.99000023'],
    ['a validity beyond the quota’s', {}, { expire_time: '2099-01-01T00:00:00Z' }, 'CBC.99000024'],
    ['a beginning before the quota’s', {}, { valid_time: '2001-01-01T00:00:00Z' }, 'CBC.99000024'],
    ['an end in the past', {}, { expire_time: '2020-01-01T00:00:00Z' }, 'CBC.0100'],
    ['a code that is none', {}, { cloud_service_types: ['a b'] }, 'CBC.0100'],
    ['a memo with hidden characters', {}, { memo: 'a\u202Eb' }, 'CBC.0100'],
    ['a quota of nobody', {}, { quota_id: '1999010100000001' }, 'CBC.99000012'],
    ['a quota that is no number', {}, { quota_id: 'x' }, 'CBC.99000012'],
  ];
  it.each(cases)('%s', async (_name, limits, input, code) => {
    const quota = await grant(world, world.s1, '10.00', limits);
    const ids = await customersOf(world.s1, 2);
    const before = await rowCounts();
    const customer_ids = code === 'CBC.99000013' ? ids.slice(0, 1) : ids;
    const answer = await post({ quota_id: await numberOf(quota), customer_ids, face_value: '1.00', ...input });
    expect([answer.status, answer.body['error_code']]).toEqual([400, code]);
    if (code === 'CBC.0100') expect(answer.body['error_msg']).toContain(Object.keys(input)[0]);
    expect(await leftBehind(before)).toEqual(code === 'CBC.99000012' ? { audit_entries: 1 } : {});
  });

  it.each(['frozen', 'adjusting', 'invalid', 'over', 'early', 'foreign'] as const)(
    'a quota that is %s',
    async (how) => {
      const owner = how === 'foreign' ? world.s2 : world.s1;
      const early = { effectiveAt: new Date(Date.now() + 86_400_000).toISOString() };
      const quota = await grant(world, owner, '10.00', how === 'early' ? early : {});
      if (how === 'over') await letExpire(opened, quota);
      else if (how !== 'early' && how !== 'foreign') {
        const outcome = await setQuotaState(actorOf(world.operator), freshKey(), {
          quotaId: quota,
          state: how,
          reason: 'x',
        });
        expect(outcome.ok).toBe(true);
      }
      const [one = ''] = await customersOf(world.s1, 1);
      const transfers = await database().$count(schema.ledgerTransfers);
      const answer = await post({ quota_id: await numberOf(quota), customer_ids: [one], face_value: '1.00' });
      const code = how === 'over' || how === 'early' ? 'CBC.99000017' : 'CBC.99000012';
      expect([answer.status, answer.body['error_code']]).toEqual([400, code]);
      expect(await database().$count(schema.ledgerTransfers)).toBe(transfers);
    },
  );

  it('customers whom the quota is not for, one by one', async () => {
    const [one = '', two = ''] = await customersOf(world.s1, 2);
    const { one: named } = world.customers['S1'] ?? {};
    const forOne = await grant(world, world.s1, '10.00', { customerIds: [named?.customerId] });
    const first = await grant(world, world.s1, '10.00', { firstAssociationOnly: true });
    const askFor = async (quota: Id<'couponQuota'>, customer_ids: string[]) =>
      (await post({ quota_id: await numberOf(quota), customer_ids, face_value: '1.00' })).body['error_details'];
    expect(await askFor(forOne, [one, wireIdOf(named?.id ?? world.s1.id)])).toEqual([failed('CBC.99000024', one)]);
    await opened.owner.query(
      `insert into associations (id, organization_id, root_id, customer_id, type, associated_at, ended_at)
       select gen_random_uuid(), $1, $1, $2, 'resale', now() - interval '2 days', now() - interval '1 day'`,
      [uuid(wireIdOf(world.s2.id)), uuid(two)],
    );
    expect(await askFor(first, [one, two])).toEqual([failed('CBC.99000022', two)]);
  });

  it('a key that only reads', async () => {
    const quota = await grant(world, world.s1, '10.00');
    const [one = ''] = await customersOf(world.s1, 1);
    const before = await rowCounts();
    const answer = await post(
      { quota_id: await numberOf(quota), customer_ids: [one], face_value: '1.00' },
      keys.readOnly,
    );
    expect([answer.status, answer.body['error_code']]).toEqual([403, 'CBC.0151']);
    expect(await leftBehind(before)).toEqual({ audit_entries: 1 });
    expect(await leftOf(quota)).toBe(1000n);
  });
});

describe('[T6] whose quota', () => {
  it('a distributor acts for a reseller it names; nobody else is acted for', async () => {
    const parent = await grant(world, world.d1, '100.00');
    const child = await issueQuotaTo(world.d1, parent, world.r1a, '10.00');
    const [customer = ''] = await customersOf(world.r1a, 1);
    const body = { quota_id: await numberOf(child), customer_ids: [customer], face_value: '1.00' };
    expect((await post(body, keys.d1)).body).toMatchObject({ error_code: 'CBC.99000012' });
    for (const id of [wireIdOf(world.r2a.id), wireIdOf(world.s2.id), wireIdOf(newId('organization')), 'x']) {
      const answer = await post({ ...body, indirect_partner_id: id }, keys.d1);
      expect([answer.status, answer.text]).toEqual([
        400,
        '{"error_code":"CBC.99000037","error_msg":"No permission on this reseller"}',
      ]);
    }
    expect(await leftOf(child)).toBe(1000n);
    const named = await post({ ...body, indirect_partner_id: wireIdOf(world.r1a.id) }, keys.d1);
    expect([couponsIn(named).length, await leftOf(child), await leftOf(parent)]).toEqual([1, 900n, 9000n]);
    const [one = ''] = await customersOf(world.r1a, 1);
    const ignored = await post({ ...body, customer_ids: [one], indirect_partner_id: wireIdOf(world.s2.id) }, keys.r1a);
    expect([couponsIn(ignored).length, await leftOf(child)]).toEqual([1, 800n]);
  });

  it('[I1] the amounts of both operations are those of every operation', async () => {
    const quota = await grant(world, world.s1, '10.00');
    const [one = ''] = await customersOf(world.s1, 1);
    const body = { quota_id: await numberOf(quota), customer_ids: [one] };
    const bad = [
      0,
      '0',
      '0.00',
      -1,
      '-0.01',
      '1.005',
      0.001,
      '1,000',
      '1e2',
      1e21,
      '',
      '  ',
      null,
      true,
      [],
      {},
      'NaN',
    ];
    for (const face_value of [...bad, 2147483648, '2147483647.01', '１２', '+1', '.5', '1.']) {
      const answer = await post({ ...body, face_value });
      expect([face_value, answer.body['error_code'], answer.body['error_msg']]).toEqual([
        face_value,
        'CBC.0100',
        expect.stringContaining('face_value'),
      ]);
    }
    for (const face_value of [0.01, '0.01', 1, '1.5'])
      expect(couponsIn(await post({ ...body, face_value }))).toHaveLength(1);
    expect(await leftOf(quota)).toBe(1000n - 1n - 1n - 100n - 150n);
  });
});

const uuid = (wire: string) => wire.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
