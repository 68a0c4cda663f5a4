import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { POST as issueQuotas } from '@/app/v2/partners/coupon-quotas/indirect-partner-adjust/route';
import { POST as quotas } from '@/app/v2/partners/coupon-quotas/query/route';
import { GET as quotaRecords } from '@/app/v2/partners/coupon-quotas/records/route';
import { GET as issuedQuotas } from '@/app/v2/partners/issued-coupon-quotas/route';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { type Id, idFromUuid, newId, wireIdOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';

let opened: TestDatabase;
let world: World;
/** A distributor and its reseller, new for each test, with their keys. */
let distributor: WorldOrganization;
let reseller: WorldOrganization;
let keys: { distributor: TestKey; reseller: TestKey };
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
});
let made = 0;
beforeEach(async () => {
  made += 1;
  distributor = await makeOrganization({ code: `LD${made}`, kind: 'distributor' });
  reseller = await makeOrganization({ code: `LR${made}`, kind: 'reseller', parent: distributor });
  keys = { distributor: await makeKey(distributor), reseller: await makeKey(reseller) };
});
afterEach(booksAreRight);
afterAll(() => opened.close());

type Handler = (request: Request) => Promise<Response>;
type Row = Record<string, unknown>;
const list = async (handler: Handler, key: TestKey, query: string | object, rowsIn: string) => {
  const request = typeof query === 'string' ? { target: `/v2/x?${query}` } : { target: '/v2/x', body: query };
  const { status, body } = await send(handler, signed(key, request));
  const rows = (body[rowsIn] ?? []) as Row[];
  return { status, total: body['total_count'], rows, code: body['error_code'] };
};
const byDistributor = (body: object) => list(quotas, keys.distributor, body, 'quotas');
const issued = (query: string) => list(issuedQuotas, keys.distributor, query, 'quotas');
const moves = (query: string) => list(quotaRecords, keys.distributor, query, 'records');

const numberOf = async (id: Id<'couponQuota'>) => (await quotaOf(id)).number;
const shown = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
const second = (at: Date, by: number) => shown(new Date(at.getTime() + by * 1000));
const numbersIn = ({ rows }: { rows: Row[] }) => rows.map((row) => row['quota_id']);
const customerOf = (partner: WorldOrganization) => makeCustomer(partner, `l-${freshKey()}`, 'resale');

describe('ListQuotaCoupons', () => {
  it('tells everything of a quota, its limits too', async () => {
    const limits = {
      ...{ serviceTypes: ['ec2', 'obs'], productIds: ['p1'], orderTypes: ['new'], chargingMode: 'yearly_monthly' },
      ...{ minOrder: '20.00', associationTypes: ['resale'], firstAssociationOnly: true, notCombinable: true },
      ...{ usesMax: 3, faceMin: '1.00', faceMax: '50.00', couponsMax: 7, faceTotalMax: '90.00' },
    };
    const id = await grant(world, distributor, '1234.50', limits);
    const quota = await quotaOf(id);
    const { rows } = await byDistributor({ quota_ids: [quota.number] });
    const only = (limit_key: string, ...values: string[]) => ({
      limit_key,
      limit_values: values.map((value1) => ({ value1, value2: null })),
    });
    expect(rows).toEqual([
      {
        quota_id: quota.number,
        quota_type: 0,
        create_time: shown(quota.createdAt),
        last_update_time: shown(quota.updatedAt),
        quota_value: 1234.5,
        quota_status: 0,
        balance: 1234.5,
        measure_id: 1,
        currency: 'CNY',
        effective_time: shown(quota.effectiveAt),
        expire_time: shown(quota.expiresAt),
        limit_infos: [
          only('associationType', '2'),
          only('isFirstAssociated', '1'),
          only('couponFaceValueMin', '1.00'),
          only('couponFaceValueMax', '50.00'),
          only('couponSummaryValueMax', '90.00'),
          only('couponNumMax', '7'),
          only('serviceType', 'ec2', 'obs'),
          only('productId', 'p1'),
          only('chargeScene', 'NEW'),
          only('chargeMode', '1'),
          only('minOrderAmount', '20.00'),
          only('simultaneousUseWithEmpowerDiscount', '0'),
          only('useTimesMax', '3'),
        ],
      },
    ]);
  });

  it('filters by state as of now, kind, number and time, strictly, newest first, page by page', async () => {
    const [normal, frozen, adjusting, over] = await Promise.all(
      ['1.00', '2.00', '3.00', '4.00'].map((amount) => grant(world, distributor, amount)),
    );
    const cash = await grant(world, distributor, '5.00', { type: 'cash' });
    if (!normal || !frozen || !adjusting || !over) throw new Error('there are quotas');
    for (const [quotaId, state] of [
      [frozen, 'frozen'],
      [adjusting, 'adjusting'],
    ] as const)
      await setQuotaState(actorOf(world.operator), freshKey(), { quotaId, state, reason: 'x' });
    await letExpire(opened, over);
    const ids = async (body: object) => numbersIn(await byDistributor(body));
    expect(await ids({ quota_type: 1 })).toEqual([await numberOf(cash)]);
    const wanted: [number, Id<'couponQuota'>][] = [
      [0, normal],
      [3, over],
      [4, adjusting],
      [5, frozen],
    ];
    for (const [state, id] of wanted) expect(await ids({ quota_status_list: [state] })).toEqual([await numberOf(id)]);
    expect(await ids({ quota_status_list: [6, 1, 99] })).toEqual([]);
    expect(await ids({ quota_status_list: [0, 5] })).toHaveLength(2);
    expect(await ids({ quota_ids: [await numberOf(over), 'x'] })).toEqual([await numberOf(over)]);

    const all = await byDistributor({ quota_ids: [], quota_status_list: [] });
    expect(all.total).toBe(4);
    const pages = await Promise.all([0, 1, 2, 3, 4].map((offset) => byDistributor({ offset, limit: 1 })));
    expect(pages.flatMap(numbersIn)).toEqual(numbersIn(all));
    expect(pages.map(({ total }) => total)).toEqual([4, 4, 4, 4, 4]);
    const { createdAt, effectiveAt, expiresAt } = await quotaOf(normal);
    for (const [name, at] of [
      ['create_time', createdAt],
      ['effective_time', effectiveAt],
      ['expire_time', expiresAt],
    ] as const) {
      const find = async (filter: object) =>
        numbersIn(await byDistributor({ quota_ids: [await numberOf(normal)], ...filter })).length;
      expect(await find({ [`${name}_begin`]: second(at, -1), [`${name}_end`]: second(at, 1) })).toBe(1);
      expect(await find({ [`${name}_begin`]: shown(at) })).toBe(0);
      expect(await find({ [`${name}_end`]: shown(at) })).toBe(0);
      const backwards = { [`${name}_begin`]: second(at, 1), [`${name}_end`]: shown(at) };
      expect((await byDistributor(backwards)).code).toBe('CBC.0100');
    }
  });
});

describe('[T3] what distributors see of their resellers’ quota', () => {
  it('the quotas cut for them, with what those were cut from; a distributor may look with a reseller’s eyes', async () => {
    const quota = await grant(world, distributor, '100.00');
    const child = await issueQuotaTo(distributor, quota, reseller, '40.00');
    const customer = await customerOf(reseller);
    await issueTo(reseller, child, [customer], '1.50');
    const all = await issued('');
    expect([all.total, all.rows]).toEqual([
      1,
      [
        expect.objectContaining({
          quota_id: await numberOf(child),
          quota_value: 40,
          balance: 38.5,
          quota_status: 0,
          indirect_partner_id: wireIdOf(reseller.id),
          indirect_partner_name: `CNRY-${reseller.code}-name`,
          indirect_partner_account_name: expect.stringContaining(reseller.code.toLowerCase()),
          parent_quota_id: await numberOf(quota),
        }),
      ],
    ]);
    const total = async (query: string) => (await issued(query)).total;
    expect(await total(`quota_id=${await numberOf(child)}&parent_quota_id=${await numberOf(quota)}`)).toBe(1);
    expect(await total(`indirect_partner_id=${wireIdOf(reseller.id)}`)).toBe(1);
    expect([await total(`quota_id=${await numberOf(quota)}`), await total('parent_quota_id=x')]).toEqual([0, 0]);
    for (const id of [wireIdOf(world.r2a.id), wireIdOf(newId('organization')), 'x'])
      expect((await issued(`indirect_partner_id=${id}`)).code).toBe('CBC.99000037');

    const eyes = { indirect_partner_id: wireIdOf(reseller.id) };
    const own = await list(quotas, keys.reseller, {}, 'quotas');
    expect(own.rows).toEqual((await byDistributor(eyes)).rows);
    expect(numbersIn(own)).toEqual([await numberOf(child)]);
    expect((await byDistributor({ indirect_partner_id: wireIdOf(world.r2a.id) })).code).toBe('CBC.99000037');
    const back = await reclaimQuotas(actorOf(distributor), freshKey(), { quotaIds: [child] });
    expect(back.ok).toBe(true);
    expect((await issued('')).rows[0]).toMatchObject({ quota_status: 6, balance: 0 });
    expect((await list(quotas, keys.reseller, { quota_status_list: [6] }, 'quotas')).total).toBe(1);
  });

  it('the records of what passed between them: 10 and 11, declined ones too, what came late as well', async () => {
    const quota = await grant(world, distributor, '100.00');
    const body = {
      quota_id: await numberOf(quota),
      indirect_partner_ids: [wireIdOf(reseller.id), wireIdOf(world.r2a.id)],
      quota_amount: '40.00',
    };
    await send(issueQuotas, signed(keys.distributor, { target: '/v2/x', body }));
    const child = (await issued('')).rows[0]?.['quota_id'];
    const { rows: own } = await opened.owner.query(`select id from coupon_quotas where number = $1`, [child]);
    const childId = idOfUuid(own[0].id);
    const customer = await customerOf(reseller);
    const [coupon] = await issueTo(reseller, childId, [customer], '1.50');
    await reclaimQuotas(actorOf(distributor), freshKey(), { quotaIds: [childId], remark: 'Back' });
    await reclaimCoupons(actorOf(reseller), freshKey(), { couponIds: [coupon] });
    const all = await moves('');
    expect(all.rows.map((row) => [row['operation_type'], row['amount'], row['result'], row['operator']])).toEqual([
      ['11', 1.5, '0', null],
      ['11', 38.5, '0', expect.stringMatching(/^a\S*\*+\S*@canary\.example$/)],
      ['10', 40, '-1', 'test'],
      ['10', 40, '0', 'test'],
    ]);
    const declined = all.rows.find((row) => row['result'] === '-1');
    expect(declined).toEqual({
      id: expect.stringMatching(/^CR[0-9A-Z]{26}$/),
      operator: 'test',
      operation_type: '10',
      quota_id: null,
      parent_quota_id: await numberOf(quota),
      amount: 40,
      operation_time: expect.stringMatching(/Z$/),
      result: '-1',
      indirect_partner_account_name: null,
      indirect_partner_id: wireIdOf(world.r2a.id),
      indirect_partner_name: null,
      remark: null,
    });
    expect(all.rows[1]).toMatchObject({
      quota_id: child,
      parent_quota_id: await numberOf(quota),
      indirect_partner_id: wireIdOf(reseller.id),
      indirect_partner_name: `CNRY-${reseller.code}-name`,
      remark: 'Back',
    });
    const total = async (query: string) => (await moves(query)).total;
    expect([await total('operation_type=10'), await total('operation_type=11')]).toEqual([2, 2]);
    expect([await total('operation_type=99'), await total('operation_type=toString')]).toEqual([4, 4]);
    expect([await total(`quota_id=${child}`), await total('quota_id=x')]).toEqual([3, 0]);
    expect([await total(`parent_quota_id=${await numberOf(quota)}`), await total('parent_quota_id=x')]).toEqual([4, 0]);
    expect(await total(`indirect_partner_id=${wireIdOf(reseller.id)}`)).toBe(3);
    const at = String(all.rows[0]?.['operation_time']);
    expect(await total(`operation_time_begin=${at}&operation_time_end=${at}`)).toBeGreaterThan(0);
    expect(await total('operation_time_begin=2999-01-01T00:00:00Z')).toBe(0);
    const pages = await Promise.all([0, 1, 2, 3].map((offset) => moves(`offset=${offset}&limit=1`)));
    expect(pages.flatMap(({ rows }) => rows)).toEqual(all.rows);
    expect((await list(quotaRecords, keys.reseller, '', 'records')).code).toBe('CBC.0155');
  });
});

it('[T3] what came back late says nothing of what the reseller remarked, to itself or about its customer', async () => {
  const child = await issueQuotaTo(distributor, await grant(world, distributor, '100.00'), reseller, '40.00');
  const [coupon] = await issueTo(reseller, child, [await customerOf(reseller)], '1.50');
  await reclaimQuotas(actorOf(distributor), freshKey(), { quotaIds: [child], remark: 'Back' });
  const remark = 'Only the reseller reads this';
  const back = await reclaimCoupons(actorOf(reseller), freshKey(), { couponIds: [coupon], remark });
  expect(back.ok).toBe(true);
  const remarks = (await moves('operation_type=11')).rows.map((row) => row['remark']);
  expect(remarks).toEqual([null, 'Back']);
  const { rows } = await opened.owner.query(`select kind from coupon_records where remark = $1`, [remark]);
  expect(rows).toEqual([{ kind: 'reclaim' }]);
});

it('[T3] a reseller hears of its own customers alone, where what its quota was cut from names others too', async () => {
  const [own, others] = [await customerOf(reseller), await customerOf(distributor)];
  const named = async (customers: readonly { customerId: string }[]) => {
    const customerIds = customers.map(({ customerId }) => customerId);
    const child = await issueQuotaTo(
      distributor,
      await grant(world, distributor, '9.00', { customerIds }),
      reseller,
      '9.00',
    );
    const query = { quota_ids: [await numberOf(child)] };
    const answers = [
      await list(quotas, keys.reseller, query, 'quotas'),
      await byDistributor({ ...query, indirect_partner_id: wireIdOf(reseller.id) }),
    ];
    expect(JSON.stringify((await issued(`quota_id=${await numberOf(child)}`)).rows)).toContain(wireIdOf(others.id));
    return answers.map(({ rows }) => rows[0]?.['limit_infos']);
  };
  const limit = (...values: string[]) => [
    { limit_key: 'customerId', limit_values: values.map((value1) => ({ value1, value2: null })) },
  ];
  expect(await named([own, others])).toEqual([limit(wireIdOf(own.id)), limit(wireIdOf(own.id))]);
  expect(await named([others])).toEqual([limit(), limit()]);
});

const idOfUuid = (uuid: string): Id<'couponQuota'> => idFromUuid('couponQuota', uuid);
