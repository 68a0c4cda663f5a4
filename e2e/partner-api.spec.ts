import { expect, test } from '@playwright/test';
import { type DemoKey, demoKeys, demoWireId, sdkClient, send, signedRequest, type WireRequest } from './partner-client';

// They share balances of the demo world, each leaving them as it found them, so one runs after the other.
test.describe.configure({ mode: 'default' });

const accounts = '/v2/accounts/partner-accounts';
const { xinghuo, yunhe, acme, readOnly } = demoKeys;
const jinse = demoWireId('jinse');
const beichen = demoWireId('beichen');

const minorOf = (amount: unknown) => Math.round(Number(amount) * 100);

/** The balance of a partner or its reseller in minor units. */
async function balanceOf(key: DemoKey, resellerId?: string): Promise<number> {
  const answer = await sdkClient(key).get(
    `${accounts}/balances`,
    resellerId ? { indirect_partner_id: resellerId } : {},
  );
  const [row] = answer['account_balances'] as { amount: number }[];
  return minorOf(row?.amount);
}

async function customerBalance(key: DemoKey, customerId: string): Promise<number> {
  const body = { customer_infos: [{ customer_id: customerId }] };
  const answer = await sdkClient(key).post('/v2/accounts/customer-accounts/balances/batch-query', body);
  const [row] = answer['customer_balances'] as { amount: number }[];
  return minorOf(row?.amount);
}

test('[X1] the vendor’s client performs the operations of a partner', async () => {
  const client = sdkClient(xinghuo, demoWireId('xinghuo'));
  const found = await client.post('/v2/partners/sub-customers/query', { customer_id: jinse });
  expect(found).toMatchObject({ count: 1, customer_infos: [{ customer: '金色农业', association_type: '2' }] });

  const before = { partner: await balanceOf(xinghuo), customer: await customerBalance(xinghuo, jinse) };
  const given = await client.post(`${accounts}/adjust-amount`, { customer_id: jinse, amount: 12.34 });
  expect(given['transfer_id']).toMatch(/^AD[0-9A-Z]{26}$/);
  expect(await customerBalance(xinghuo, jinse)).toBe(before.customer + 1234);
  const taken = await client.post(`${accounts}/reclaim`, { customer_id: jinse, amount: '12.34' });
  expect(taken['trans_id']).toMatch(/^RE[0-9A-Z]{26}$/);
  expect(await balanceOf(xinghuo)).toBe(before.partner);

  const records = '/v3/accounts/partner-accounts/adjust-records';
  const one = await client.get(records, { trans_id: given['transfer_id'] });
  expect(one).toMatchObject({ total_count: 1, records: [{ customer_id: jinse, amount: '12.34', currency: 'CNY' }] });
  const all = await client.get(records, { customer_id: jinse, limit: 1, offset: 0 });
  expect(all['records']).toHaveLength(1);
});

test('[X1] balances of every account type, for a partner and for a customer', async () => {
  const types = (rows: unknown) => (rows as { account_type: number }[]).map((row) => row.account_type);
  const own = await sdkClient(xinghuo).get(`${accounts}/balances`, {});
  expect(types(own['account_balances'])).toEqual([1, 2, 8]);
  const theirs = await sdkClient(acme).get('/v2/accounts/customer-accounts/balances', {});
  expect(types(theirs['account_balances'])).toEqual([1, 2]);
  expect(theirs).toMatchObject({ debt_amount: 0, currency: 'CNY', measure_id: 1 });
});

test('[X1] and those of a distributor', async () => {
  const client = sdkClient(yunhe);
  const listed = await client.post('/v2/partners/indirect-partners/query', { limit: 100 });
  expect(listed['count']).toBe(2);
  const before = await balanceOf(yunhe, beichen);
  const given = await client.post(`${accounts}/indirect-partner-adjust`, {
    indirect_partner_id: beichen,
    amount: '99.99',
  });
  expect(given['transfer_id']).toMatch(/^AD/);
  expect(await balanceOf(yunhe, beichen)).toBe(before + 9999);
  const taken = await client.post(`${accounts}/indirect-partner-reclaim`, {
    indirect_partner_id: beichen,
    amount: 99.99,
  });
  expect(taken['trans_id']).toMatch(/^RE/);
  expect(await balanceOf(yunhe, beichen)).toBe(before);
});

test('[X1] and the regions, also for a customer, in both languages', async () => {
  const regions = '/v2/systems/configs';
  const client = sdkClient(acme);
  const provinces = await client.get(`${regions}/provinces`, { limit: 1000 });
  expect(provinces).toMatchObject({
    count: 31,
    provinces: expect.arrayContaining([{ code: 'CN-13', name: '河北省' }]),
  });
  const cities = await client.get(`${regions}/cities`, { province_code: 'CN-13', limit: 1 }, { 'x-language': 'en_US' });
  expect(cities).toMatchObject({ count: 11, cities: [{ code: 'CN-13-001', name: 'Shijiazhuang' }] });
  const counties = await client.get(`${regions}/counties`, { city_code: 'CN-13-001', limit: 1 });
  expect(counties).toMatchObject({ counties: [{ code: 'CN-13-001-02', name: '长安区' }] });
});

test('[X1] an odd query is verified as the vendor’s client signs it', async () => {
  const odd = { customer_id: "客户 a+b&c=d/e~*'()!", trans_id: '%2B +/?#', limit: 10 };
  const answer = await sdkClient(xinghuo).get('/v3/accounts/partner-accounts/adjust-records', odd);
  expect(answer).toMatchObject({ total_count: 0, records: [] });
});

test('[X2] [X3] [X8] whatever is wrong with a signature, the answer is the same bytes', async () => {
  const good = (at = new Date()) =>
    signedRequest(xinghuo, `${accounts}/adjust-amount`, { body: { customer_id: jinse, amount: '1.00' }, at });
  const with_ = (name: string, value: string): WireRequest => {
    const request = good();
    return { ...request, headers: request.headers.map(([each, old]) => [each, each === name ? value : old]) };
  };
  const added = (...extra: [string, string][]): WireRequest => ({ ...good(), headers: [...good().headers, ...extra] });
  const authorization = good().headers.find(([name]) => name === 'authorization')?.[1] ?? '';
  const minutesAgo = (minutes: number, seconds = 0) => new Date(Date.now() - minutes * 60_000 - seconds * 1000);
  const wrong: WireRequest[] = [
    { ...good(), body: good().body.replace('1.00', '9.00') },
    { ...good(), target: `${accounts}/adjust-amount?x=1` },
    { ...good(), target: `${accounts}/reclaim` },
    with_('host', 'elsewhere.example'),
    with_('x-sdk-date', '20200101T000000Z'),
    with_('authorization', authorization.replace('DEMOXINGHUO000000001', 'DEMOXINGHUO000000009')),
    with_('authorization', authorization.replace('DEMOXINGHUO000000001', 'DEMOYUNHE00000000001')),
    { ...good(), headers: good().headers.filter(([name]) => name !== 'authorization') },
    added(['x-domain-id', demoWireId('xinghuo')]),
    added(['idempotency-key', 'added-on-the-way']),
    added(['x-sdk-date', '20200101T000000Z']),
    signedRequest({ ...xinghuo, secret: 'demo-secret-xinghuo-00000000000000000002' } as never, `${accounts}/balances`),
    signedRequest(xinghuo, `${accounts}/balances`, { headers: { 'x-domain-id': demoWireId('qiming') } }),
    good(minutesAgo(15, 2)),
    good(minutesAgo(-15, -2)),
  ];
  const before = await balanceOf(xinghuo);
  for (const request of wrong) {
    const answer = await send(request);
    const id = answer.headers['x-request-id'];
    expect(answer.text).toBe(
      `{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail","request_id":"${id}"}`,
    );
    expect([answer.status, id]).toEqual([401, expect.stringMatching(/^[\w-]{8,64}$/)]);
  }
  expect(await balanceOf(xinghuo)).toBe(before);
});

test('[X4] fifty equal signed payments at once are one', async () => {
  const before = await customerBalance(xinghuo, jinse);
  const payment = signedRequest(xinghuo, `${accounts}/adjust-amount`, { body: { customer_id: jinse, amount: '1.50' } });
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(payment)));
  expect(new Set(answers.map((answer) => `${answer.status} ${answer.text}`)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers['x-replayed'] === 'true')).toHaveLength(49);
  expect(await customerBalance(xinghuo, jinse)).toBe(before + 150);
  await sdkClient(xinghuo).post(`${accounts}/reclaim`, { customer_id: jinse, amount: '1.50' });
});

test('[M1] 64 allocations of 30.00 from 100.00 at once: exactly 3, through a reseller’s distributor', async () => {
  const client = sdkClient(yunhe);
  const named = { indirect_partner_id: beichen };
  const have = await balanceOf(yunhe, beichen);
  if (have > 0)
    await client.post(`${accounts}/indirect-partner-reclaim`, { ...named, amount: (have / 100).toFixed(2) });
  await client.post(`${accounts}/indirect-partner-adjust`, { ...named, amount: '100.00' });
  const query = { ...named, association_type: '2', limit: 100 };
  const listed = await client.post('/v2/partners/sub-customers/query', query);
  const payee = (listed['customer_infos'] as { customer_id: string; is_frozen: number }[]).find(
    (one) => one.is_frozen === 0,
  );
  const body = { customer_id: payee?.customer_id, amount: 30, ...named };
  const answers = await Promise.all(
    Array.from({ length: 64 }, (_, index) =>
      send(
        signedRequest(yunhe, `${accounts}/adjust-amount`, {
          body,
          headers: { 'idempotency-key': `e2e-m1-${index}-${crypto.randomUUID()}` },
        }),
      ),
    ),
  );
  const codes = answers.map((answer) => (answer.status === 200 ? 'done' : JSON.parse(answer.text).error_code));
  expect(codes.filter((code) => code === 'done')).toHaveLength(3);
  expect(codes.filter((code) => code === 'CBC.99005003')).toHaveLength(61);
  expect(await balanceOf(yunhe, beichen)).toBe(1000);
  await client.post(`${accounts}/reclaim`, { ...body, amount: '90.00' });
  await client.post(`${accounts}/indirect-partner-reclaim`, { ...named, amount: '100.00' });
});

test('[X8] [X12] [X13] what else the door refuses', async () => {
  const code = async (request: WireRequest) => {
    const answer = await send(request);
    expect(answer.headers['x-request-id']).toBeTruthy();
    expect(answer.headers['content-type']).toBe('application/json;charset=UTF-8');
    expect(answer.headers['cache-control']).toBe('private, no-store');
    return [answer.status, JSON.parse(answer.text).error_code];
  };
  const pay = { body: { customer_id: demoWireId('acme'), amount: '1.00' } };
  expect(await code(signedRequest(readOnly, `${accounts}/adjust-amount`, pay))).toEqual([403, 'CBC.0151']);
  expect(await code(signedRequest(acme, `${accounts}/balances`))).toEqual([403, 'CBC.0155']);
  expect(await code(signedRequest(xinghuo, '/v2/orders/customer-orders'))).toEqual([404, 'APIGW.0101']);
  expect(await code(signedRequest(xinghuo, '/v3/nothing'))).toEqual([404, 'APIGW.0101']);
  expect(await code({ ...signedRequest(xinghuo, `${accounts}/balances`), method: 'DELETE' })).toEqual([
    405,
    'APIGW.0101',
  ]);
  expect(await code({ ...signedRequest(xinghuo, `${accounts}/balances`), method: 'OPTIONS' })).toEqual([
    405,
    'APIGW.0101',
  ]);
  const large = signedRequest(xinghuo, `${accounts}/reclaim`, { body: { customer_id: 'a'.repeat(1_048_576) } });
  expect(await code(large)).toEqual([413, 'APIGW.0201']);
});
