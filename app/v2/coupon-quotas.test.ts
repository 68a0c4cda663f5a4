import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { POST as issue } from '@/app/v2/partners/coupon-quotas/indirect-partner-adjust/route';
import { POST as reclaim } from '@/app/v2/partners/coupon-quotas/indirect-partner-reclaim/route';
import { POST as reclaimCoupon } from '@/app/v2/promotions/benefits/partner-coupons/reclaim/route';
import { database, schema } from '@/db/client';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { type Id, newId, wireIdOf } from '@/lib/id';
import { couponOf, grant, issueQuotaTo, issueTo, leftOf, letExpire, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { oneOfFifty } from '@/tests/one-of-fifty';
import { booksAreRight } from '@/tests/oracles';
import { makeKey, type PartnerAnswer, send, signed, type TestKey } from '@/tests/partner-client';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldOrganization } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: { d1: TestKey; d2: TestKey; r1a: TestKey; s1: TestKey; readOnly: TestKey };
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  keys = {
    d1: await makeKey(world.d1),
    d2: await makeKey(world.d2),
    r1a: await makeKey(world.r1a),
    s1: await makeKey(world.s1),
    readOnly: await makeKey(world.d1, { rights: 'read_only' }),
  };
});
afterEach(booksAreRight);
afterAll(() => opened.close());

type Handler = (request: Request) => Promise<Response>;
const post = (handler: Handler, body: object, key = keys.d1, requestKey: string = newId('event')) =>
  send(handler, signed(key, { target: '/v2/x', body, headers: { 'idempotency-key': requestKey } }));
const numberOf = async (id: Id<'couponQuota'>) => (await quotaOf(id)).number;
const wire = (one: WorldOrganization) => wireIdOf(one.id);
const failed = (error_code: string, id: string) => ({ error_code, error_msg: expect.any(String), id });
const transfers = () => database().$count(schema.ledgerTransfers);
const denials = () => database().$count(schema.auditEntries);
const errorOf = ({ status, body }: PartnerAnswer) => [status, body['error_code']];

describe('UpdateCouponQuotas', () => {
  it('[T3] [T6] gives each reseller of its own the amount, beside those that are not', async () => {
    const quota = await grant(world, world.d1, '100.00');
    const strangers = [world.r2a, world.d1, world.d2, world.s1].map(wire);
    const ids = [wire(world.r1a), ...strangers, 'x', wireIdOf(newId('organization')), wire(world.r1b)];
    const answer = await post(issue, { quota_id: await numberOf(quota), indirect_partner_ids: ids, quota_amount: 30 });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        error_details: ids.slice(1, -1).map((id) => failed('CBC.99000037', id)),
        simple_quota_infos: [
          { id: wire(world.r1a), quota_id: expect.stringMatching(/^\d{16}$/) },
          { id: wire(world.r1b), quota_id: expect.stringMatching(/^\d{16}$/) },
        ],
      },
    ]);
    expect(await leftOf(quota)).toBe(4000n);
    const again = await post(issue, {
      quota_id: await numberOf(quota),
      indirect_partner_ids: strangers,
      quota_amount: 1,
    });
    expect([again.status, again.body['simple_quota_infos']]).toEqual([200, []]);
    expect(await leftOf(quota)).toBe(4000n);
  });

  it('[X4] acts once for one key, at once and afterwards', async () => {
    const quota = await grant(world, world.d1, '100.00');
    const body = {
      quota_id: await numberOf(quota),
      indirect_partner_ids: [wire(world.r1a), 'x'],
      quota_amount: '2.50',
    };
    const key = newId('event');
    const first = await oneOfFifty(() => post(issue, body, keys.d1, key));
    expect(first.body['simple_quota_infos']).toHaveLength(1);
    expect(await leftOf(quota)).toBe(9750n);
  });

  it.each<[string, (quota: string) => object, string]>([
    ['more than there is for all', (quota_id) => ({ quota_id, quota_amount: '50.01' }), 'CBC.99000013'],
    ['a quota of nobody', () => ({ quota_id: '1', quota_amount: '1' }), 'CBC.99000012'],
    ['nobody to give to', (quota_id) => ({ quota_id, quota_amount: '1', indirect_partner_ids: [] }), 'CBC.0100'],
  ])('is refused as a whole: %s', async (_name, input, code) => {
    const quota = await grant(world, world.d1, '100.00');
    const ids = [wire(world.r1a), wire(world.r1b)];
    const before = await transfers();
    const answer = await post(issue, { indirect_partner_ids: ids, ...input(await numberOf(quota)) });
    expect(errorOf(answer)).toEqual([400, code]);
    expect([await transfers(), await leftOf(quota)]).toEqual([before, 10_000n]);
  });

  it('[T3] another’s quota is like none; states and time count', async () => {
    const foreign = await grant(world, world.d2, '100.00');
    const frozen = await grant(world, world.d1, '100.00');
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: frozen, state: 'frozen', reason: 'x' });
    const over = await grant(world, world.d1, '100.00');
    await letExpire(opened, over);
    const give = async (quota_id: string) =>
      post(issue, { quota_id, indirect_partner_ids: [wire(world.r1a)], quota_amount: '1.00' });
    const [theirs, none] = [await give(await numberOf(foreign)), await give('1999010100000009')];
    expect([errorOf(theirs), theirs.text]).toEqual([[400, 'CBC.99000012'], none.text]);
    expect(errorOf(await give(await numberOf(frozen)))).toEqual([400, 'CBC.99000012']);
    expect(errorOf(await give(await numberOf(over)))).toEqual([400, 'CBC.99000017']);
  });

  it('[I1] takes the amounts every operation takes', async () => {
    const quota = await grant(world, world.d1, '100.00');
    const body = { quota_id: await numberOf(quota), indirect_partner_ids: [wire(world.r1a)] };
    for (const quota_amount of [
      0,
      '0.00',
      -1,
      '1.005',
      0.001,
      '1,000',
      1e21,
      '',
      null,
      true,
      [],
      {},
      2147483648,
      '１',
    ]) {
      const answer = await post(issue, { ...body, quota_amount });
      expect([quota_amount, ...errorOf(answer)]).toEqual([quota_amount, 400, 'CBC.0100']);
    }
    expect((await post(issue, { ...body, quota_amount: '0.01' })).status).toBe(200);
    expect(await leftOf(quota)).toBe(9999n);
  });

  it('is for distributors, with keys that may write', async () => {
    const body = { quota_id: '1', indirect_partner_ids: [wire(world.r1a)], quota_amount: '1.00' };
    for (const handler of [issue, reclaim]) {
      expect(errorOf(await post(handler, body, keys.r1a))).toEqual([403, 'CBC.0155']);
      expect(errorOf(await post(handler, body, keys.readOnly))).toEqual([403, 'CBC.0151']);
    }
  });
});

describe('ReclaimCouponQuotas', () => {
  it('[T3] takes back all that is left of each, beside those it cannot; once for one key', async () => {
    const quota = await grant(world, world.d1, '100.00');
    const [full, part, over, frozen, empty] = await Promise.all(
      ['10.00', '20.00', '5.00', '6.00', '1.00'].map((amount) => issueQuotaTo(world.d1, quota, world.r1a, amount)),
    );
    const foreign = await issueQuotaTo(world.d2, await grant(world, world.d2, '9.00'), world.r2a, '9.00');
    const customer = await makeCustomer(world.r1a, `rec-${freshKey()}`, 'resale');
    if (!full || !part || !over || !frozen || !empty) throw new Error('there are quotas');
    await issueTo(world.r1a, part, [customer], '15.00');
    await issueTo(world.r1a, empty, [customer], '1.00');
    await letExpire(opened, over);
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId: frozen, state: 'frozen', reason: 'x' });
    const all = [full, part, over, frozen, empty, foreign, quota];
    const numbers = await Promise.all(all.map(numberOf));
    const body = { quota_ids: [...numbers, 'x', '1999010100000001'], remark: 'Back' };
    const key = newId('event');
    const answer = await post(reclaim, body, keys.d1, key);
    const [a = '', b = '', c = '', d = '', e = '', f = '', own = ''] = numbers;
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        error_details: [
          failed('CBC.99000017', c),
          failed('CBC.99000012', d),
          failed('CBC.99000013', e),
          failed('CBC.99000012', f),
          failed('CBC.99000012', own),
          failed('CBC.99000012', 'x'),
          failed('CBC.99000012', '1999010100000001'),
        ],
        simple_quota_infos: [
          { quota_id: a, quota_balance: 0 },
          { quota_id: b, quota_balance: 0 },
        ],
      },
    ]);
    expect(answer.text).toContain('"quota_balance":0.00');
    expect(await leftOf(quota)).toBe(10_000n - 500n - 600n - 100n - 1500n);
    const again = await post(reclaim, body, keys.d1, key);
    expect([again.text, again.headers.get('x-replayed')]).toEqual([answer.text, 'true']);
    const afresh = await post(reclaim, { quota_ids: [a] });
    expect(afresh.body).toEqual({ error_details: [failed('CBC.99000012', a)], simple_quota_infos: [] });
  });

  it('takes ten numbers and no more', async () => {
    const ten = Array.from({ length: 10 }, (_, index) => `${index}`);
    expect((await post(reclaim, { quota_ids: ten })).body['error_details']).toHaveLength(10);
    expect(errorOf(await post(reclaim, { quota_ids: [...ten, '10'] }))).toEqual([400, 'CBC.0100']);
    expect(errorOf(await post(reclaim, { quota_ids: [] }))).toEqual([400, 'CBC.0100']);
    expect(errorOf(await post(reclaim, { quota_ids: ['1'], remark: 'a\u202Eb' }))).toEqual([400, 'CBC.0100']);
  });
});

describe('ReclaimPartnerCoupons', () => {
  it('takes one coupon back as a whole, once, and says nothing', async () => {
    const quota = await grant(world, world.s1, '10.00');
    const customer = await makeCustomer(world.s1, `one-${freshKey()}`, 'resale');
    const [coupon] = await issueTo(world.s1, quota, [customer], '3.00');
    if (!coupon) throw new Error('there is a coupon');
    const body = { coupon_id: couponNumber(coupon).toLowerCase(), indirect_partner_id: wire(world.r2a) };
    const key = newId('event');
    const [first, again] = [
      await post(reclaimCoupon, body, keys.s1, key),
      await post(reclaimCoupon, body, keys.s1, key),
    ];
    expect([first.status, first.text, again.status, again.text]).toEqual([204, '', 204, '']);
    expect([first.headers.get('x-replayed'), again.headers.get('x-replayed')]).toEqual([null, 'true']);
    expect([await leftOf(quota), (await couponOf(coupon)).state]).toEqual([1000n, 'reclaimed']);
    expect(errorOf(await post(reclaimCoupon, body, keys.s1))).toEqual([400, 'CBC.0101']);
  });

  it('[T3] [T6] another’s coupon is like none; a distributor names the reseller whose it is', async () => {
    const child = await issueQuotaTo(world.d1, await grant(world, world.d1, '10.00'), world.r1a, '10.00');
    const customer = await makeCustomer(world.r1a, `t3-${freshKey()}`, 'resale');
    const [coupon] = await issueTo(world.r1a, child, [customer], '3.00');
    if (!coupon) throw new Error('there is a coupon');
    const body = { coupon_id: couponNumber(coupon) };
    const before = [await transfers(), await denials()] as const;
    const answers = [
      await post(reclaimCoupon, body, keys.s1),
      await post(reclaimCoupon, body, keys.d1),
      await post(reclaimCoupon, body, keys.d2),
      await post(reclaimCoupon, { coupon_id: couponNumber(newId('coupon')) }, keys.s1),
      await post(reclaimCoupon, { coupon_id: 'x' }, keys.s1),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.body['error_code']).toBe('CBC.0101');
    for (const stranger of [wire(world.r2a), wire(world.r1b), 'x']) {
      const answer = await post(reclaimCoupon, { ...body, indirect_partner_id: stranger }, keys.d1);
      expect(errorOf(answer)).toEqual([400, stranger === wire(world.r1b) ? 'CBC.0101' : 'CBC.99000037']);
    }
    expect([await transfers(), await denials()]).toEqual([before[0], before[1] + 8]);
    const named = { ...body, indirect_partner_id: wire(world.r1a) };
    expect(errorOf(await post(reclaimCoupon, named, keys.readOnly))).toEqual([403, 'CBC.0151']);
    expect((await post(reclaimCoupon, named, keys.d1)).status).toBe(204);
    expect(await leftOf(child)).toBe(1000n);
  });

  it('takes usable ones only', async () => {
    const quota = await grant(world, world.s1, '10.00');
    const customer = await makeCustomer(world.s1, `use-${freshKey()}`, 'resale');
    const [over, locked] = await issueTo(world.s1, quota, [customer], '3.00').then(async ([first]) => [
      first,
      ...(await issueTo(world.s1, quota, [customer], '2.00')),
    ]);
    if (!over || !locked) throw new Error('there are coupons');
    await letExpire(opened, over);
    await opened.owner.query(`update coupons set lock_order_id = 'CS1', locked_at = now() where id = $1`, [
      wireIdOf(locked),
    ]);
    const before = await transfers();
    for (const coupon of [over, locked]) {
      const answer = await post(reclaimCoupon, { coupon_id: couponNumber(coupon) }, keys.s1);
      expect(errorOf(answer)).toEqual([400, 'CBC.0101']);
    }
    expect(await transfers()).toBe(before);
  });
});
