import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { POST as customerBalances } from '@/app/v2/accounts/customer-accounts/balances/batch-query/route';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { GET as balances } from '@/app/v2/accounts/partner-accounts/balances/route';
import { POST as giveReseller } from '@/app/v2/accounts/partner-accounts/indirect-partner-adjust/route';
import { POST as takeFromReseller } from '@/app/v2/accounts/partner-accounts/indirect-partner-reclaim/route';
import { POST as reclaim } from '@/app/v2/accounts/partner-accounts/reclaim/route';
import { POST as resellers } from '@/app/v2/partners/indirect-partners/query/route';
import { POST as customers } from '@/app/v2/partners/sub-customers/query/route';
import { GET as records } from '@/app/v3/accounts/partner-accounts/adjust-records/route';
import { database, schema } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { balanceOf, fund, makeCustomer, seedWorld, type World, type WorldOrganization } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: Record<'d1' | 'r1a' | 's1', TestKey>;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  for (const partner of [world.d1, world.d2, world.s1, world.s2]) await fund(world, partner, '10000.00');
  keys = { d1: await makeKey(world.d1), r1a: await makeKey(world.r1a), s1: await makeKey(world.s1) };
  await post(giveReseller, 'd1', { indirect_partner_id: wireIdOf(world.r1a.id), amount: '1000.00' });
});
afterEach(async () => {
  expect(Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0)).toEqual([]);
});
afterAll(() => opened.close());

type Handler = (request: Request) => Promise<Response>;
const post = (handler: Handler, by: keyof typeof keys, body: unknown) =>
  send(handler, signed(keys[by], { target: '/v2/x', body, headers: { 'idempotency-key': newId('event') } }));
const get = (handler: Handler, by: keyof typeof keys, query = '') =>
  send(handler, signed(keys[by], { target: `/v2/x${query}` }));
const customerOf = (code: string, which: 'one' | 'two' | 'referral' | 'frozen' = 'one') => {
  const found = world.customers[code]?.[which];
  if (!found) throw new Error(`No customer of ${code}`);
  return found;
};
const wire = (one: WorldOrganization) => wireIdOf(one.id);
const randomId = () => wireIdOf(newId('organization'));
const denials = () => database().$count(schema.auditEntries, eq(schema.auditEntries.outcome, 'denied'));

describe('[T6] who pays', () => {
  test('a distributor acting for its reseller: the reseller pays, for the reseller’s customer only', async () => {
    const before = { d1: await balanceOf(world.d1), r1a: await balanceOf(world.r1a) };
    const body = { customer_id: wire(customerOf('R1a')), amount: '10.00', indirect_partner_id: wire(world.r1a) };
    expect((await post(allocate, 'd1', body)).status).toBe(200);
    expect(await balanceOf(world.r1a)).toBe(before.r1a - 1000n);
    expect((await post(reclaim, 'd1', body)).status).toBe(200);
    expect([await balanceOf(world.d1), await balanceOf(world.r1a)]).toEqual([before.d1, before.r1a]);
    const others = { ...body, customer_id: wire(customerOf('D1')) };
    expect((await post(allocate, 'd1', others)).body).toMatchObject({ error_code: 'CBC.99000035' });
  });

  test('a reseller sends its own id or none; a distributor may name itself', async () => {
    const body = { customer_id: wire(customerOf('R1a')), amount: '1.00' };
    for (const named of [undefined, null, '', wire(world.r1a)]) {
      expect((await post(allocate, 'r1a', { ...body, indirect_partner_id: named })).status).toBe(200);
    }
    const own = { customer_id: wire(customerOf('D1')), amount: '1.00', indirect_partner_id: wire(world.d1) };
    expect((await post(allocate, 'd1', own)).status).toBe(200);
  });

  test.each<[string, keyof typeof keys, () => string]>([
    ['reseller naming its sibling', 'r1a', () => wire(world.r1b)],
    ['reseller naming its distributor', 'r1a', () => wire(world.d1)],
    ['reseller naming one of another tree', 'r1a', () => wire(world.r2a)],
    ['provider naming a reseller', 's1', () => wire(world.r1a)],
    ['provider naming a provider', 's1', () => wire(world.s2)],
    ['distributor naming one of another tree', 'd1', () => wire(world.r2a)],
    ['distributor naming a distributor', 'd1', () => wire(world.d2)],
    ['distributor naming its customer', 'd1', () => wire(customerOf('D1'))],
    ['distributor naming nobody', 'd1', () => 'nobody'],
    ['distributor naming a random id', 'd1', randomId],
  ])('allocating, %s: CBC.99000037, one denial, no money', async (_name, by, named) => {
    const own = { d1: 'R1a', r1a: 'R1a', s1: 'S1' }[by];
    const before = [await database().$count(schema.ledgerTransfers), await denials()] as const;
    const answer = await post(allocate, by, {
      ...{ customer_id: wire(customerOf(own)), amount: '1.00' },
      indirect_partner_id: named(),
    });
    expect([answer.status, answer.text]).toEqual([
      400,
      '{"error_code":"CBC.99000037","error_msg":"No permission on this reseller"}',
    ]);
    expect(await database().$count(schema.ledgerTransfers)).toBe(before[0]);
    expect(await denials()).toBe(before[1] + 1);
  });

  test('reclaiming, the contract ignores it from all but distributors: the payee is the caller', async () => {
    await post(allocate, 's1', { customer_id: wire(customerOf('S1')), amount: '5.00' });
    const before = [await balanceOf(world.s1), await balanceOf(world.s2)] as const;
    const body = { customer_id: wire(customerOf('S1')), amount: '5.00', indirect_partner_id: wire(world.s2) };
    expect((await post(reclaim, 's1', body)).status).toBe(200);
    expect([await balanceOf(world.s1), await balanceOf(world.s2)]).toEqual([before[0] + 500n, before[1]]);
    const foreign = { ...body, customer_id: wire(customerOf('R1a')), indirect_partner_id: wire(world.r2a) };
    expect((await post(reclaim, 'd1', foreign)).body).toMatchObject({ error_code: 'CBC.99000037' });
  });

  test.each<[string, () => string]>([
    ['of another tree', () => wire(world.r2a)],
    ['itself', () => wire(world.d1)],
    ['its customer', () => wire(customerOf('D1'))],
    ['a random id', randomId],
    ['no id', () => 'x'],
  ])('a distributor giving to and taking from a reseller: %s', async (_name, named) => {
    for (const handler of [giveReseller, takeFromReseller]) {
      const answer = await post(handler, 'd1', { indirect_partner_id: named(), amount: '1.00' });
      expect([answer.status, answer.body['error_code']]).toEqual([400, 'CBC.99000037']);
    }
  });

  test('only distributors have resellers', async () => {
    for (const handler of [giveReseller, takeFromReseller, resellers]) {
      const body = { indirect_partner_id: wire(world.r1a), amount: '1.00' };
      expect((await post(handler, 's1', body)).body).toMatchObject({ error_code: 'CBC.0155' });
    }
  });

  test.each<[string, () => string, number, string]>([
    ['another partner’s', () => wire(customerOf('S2')), 400, 'CBC.99000035'],
    ['a reseller', () => wire(world.r1a), 400, 'CBC.99000035'],
    ['a random id', randomId, 400, 'CBC.99000035'],
    ['no id', () => 'x', 400, 'CBC.99000035'],
    ['a referral customer', () => wire(customerOf('S1', 'referral')), 400, 'CBC.99005021'],
    ['a frozen customer', () => wire(customerOf('S1', 'frozen')), 403, 'CBC.0151'],
  ])('allocating to %s', async (_name, whom, status, code) => {
    const answer = await post(allocate, 's1', { customer_id: whom(), amount: '1.00' });
    expect([answer.status, answer.body['error_code']]).toEqual([status, code]);
  });

  test('more than there is: CBC.99005003, from the partner, the customer and the reseller', async () => {
    const most = { amount: 2_147_483_647, customer_id: wire(customerOf('S1')) };
    expect((await post(allocate, 's1', most)).body).toMatchObject({ error_code: 'CBC.99005003' });
    expect((await post(reclaim, 's1', most)).body).toMatchObject({ error_code: 'CBC.99005003' });
    const reseller = { amount: 2_147_483_647, indirect_partner_id: wire(world.r1a) };
    expect((await post(takeFromReseller, 'd1', reseller)).body).toMatchObject({ error_code: 'CBC.99005003' });
  });
});

describe('[T3] what reads show', () => {
  test('customers: the caller’s own, a reseller’s when its distributor asks, masked', async () => {
    const own = await post(customers, 'd1', {});
    expect(own.body['count']).toBe(4);
    expect(own.text).toContain('"telephone":"138****1234"');
    expect(own.text).toMatch(/"email":"d\*\*\*@canary\.example"/);
    expect(own.text).not.toMatch(/CNRY-(?!D1)/);
    const reseller = await post(customers, 'd1', { indirect_partner_id: wire(world.r1a) });
    expect(reseller.text).toBe((await post(customers, 'r1a', {})).text);
    expect(reseller.text).toContain('CNRY-R1a-1');
    // From a reseller the member is ignored, also when it names another.
    expect((await post(customers, 'r1a', { indirect_partner_id: wire(world.r2a) })).text).toBe(reseller.text);
  });

  test.each([
    ['customers', () => customers],
    ['customer balances', () => customerBalances],
    ['resellers', () => resellers],
  ])('%s of another tree’s reseller: the same answer as for a random id, and one denial', async (_name, handler) => {
    const list = { customer_infos: [{ customer_id: wire(customerOf('R2a')) }] };
    const before = await denials();
    const foreign = await post(handler(), 'd1', { ...list, indirect_partner_id: wire(world.r2a) });
    const random = await post(handler(), 'd1', { ...list, indirect_partner_id: randomId() });
    expect([foreign.status, foreign.body['error_code']]).toEqual([400, 'CBC.99000037']);
    expect(foreign.text).toBe(random.text);
    expect(await denials()).toBe(before + 2);
  });

  test('somebody else’s customers are not there, as a random id is not', async () => {
    const given = { customer_id: wire(customerOf('R1a')), amount: '1.00', indirect_partner_id: wire(world.r1a) };
    expect((await post(allocate, 'd1', given)).status).toBe(200);
    expect((await get(records, 'r1a', `?customer_id=${given.customer_id}`)).text).not.toContain('"total_count":0');
    for (const id of [wire(customerOf('S2')), wire(customerOf('R1a')), randomId(), 'x']) {
      const listed = await post(customers, 's1', { customer_id: id });
      expect(listed.text).toBe('{"customer_infos":[],"count":0}');
      const balance = await post(customerBalances, 's1', { customer_infos: [{ customer_id: id }] });
      expect(balance.text).toBe('{"customer_balances":[]}');
      expect((await get(records, 's1', `?customer_id=${id}`)).text).toBe('{"total_count":0,"records":[]}');
    }
  });

  test('balances of customers come in the order asked for, without those of referral, each once', async () => {
    const [one, two] = [customerOf('S1'), customerOf('S1', 'two')];
    const asked = [two, customerOf('S1', 'referral'), one, customerOf('S2'), two].map((each) => ({
      customer_id: wire(each),
    }));
    const answer = await post(customerBalances, 's1', { customer_infos: asked });
    const list = answer.body['customer_balances'] as { customer_id: string }[];
    expect(list.map((row) => row.customer_id)).toEqual([wire(two), wire(one)]);
    expect(answer.text).toContain('"debt_amount":0.00,"amount":0.00,"currency":"CNY","measure_id":1');
  });

  test('the balance is exact, a reseller’s is shown to itself and its distributor', async () => {
    const reseller = await get(balances, 'r1a');
    expect(reseller.text).toMatch(/"account_type":1,"amount":\d+\.\d\d,"currency":"CNY","designated_amount":0\.00/);
    expect((await get(balances, 'd1', `?indirect_partner_id=${wire(world.r1a)}`)).text).toBe(reseller.text);
    const foreign = await get(balances, 'd1', `?indirect_partner_id=${wire(world.r2a)}`);
    expect(foreign.body).toMatchObject({ error_code: 'CBC.99000037' });
    // Ignored from everybody else.
    const ignored = await get(balances, 's1', `?indirect_partner_id=${wire(world.r2a)}`);
    expect(ignored.text).toBe((await get(balances, 's1')).text);
  });
});

describe('lists', () => {
  test('[T10] customers: filters, pages and counts', async () => {
    const count = async (filter: object) => (await post(customers, 's1', filter)).body['count'];
    expect(await count({ association_type: '1' })).toBe(1);
    expect(await count({ association_type: '2', label: 'CNRY-S1-1' })).toBe(1);
    expect(await count({ label: 'cnry-s1-1' })).toBe(0);
    expect(await count({ customer: 'cnry-s1-1-NAME' })).toBe(1);
    expect(await count({ account_name: 'S1-' })).toBe(4);
    for (const literal of ['%', '_', '\\', "' or 1=1 --"]) expect(await count({ customer: literal })).toBe(0);
    const all = (await post(customers, 's1', {})).body['customer_infos'] as {
      customer_id: string;
      associated_on: string;
    }[];
    const pages = await Promise.all([0, 2, 4].map((offset) => post(customers, 's1', { offset, limit: 2 })));
    expect(pages.map((page) => page.body['count'])).toEqual([4, 4, 4]);
    expect(pages.flatMap((page) => page.body['customer_infos'])).toEqual(all);
    const [newest] = all;
    const at = { associated_on_begin: newest?.associated_on, associated_on_end: newest?.associated_on };
    const within = (await post(customers, 's1', at)).body['customer_infos'] as typeof all;
    expect(within.map((row) => row.customer_id)).toContain(newest?.customer_id);
    const backwards = { associated_on_begin: '2026-01-02T00:00:00Z', associated_on_end: '2026-01-01T00:00:00Z' };
    expect((await post(customers, 's1', backwards)).body).toMatchObject({ error_code: 'CBC.0100' });
  });

  test('resellers: a distributor’s own', async () => {
    const answer = await post(resellers, 'd1', {});
    expect(answer.body['count']).toBe(2);
    expect(answer.text).not.toContain('R2a');
    expect((await post(resellers, 'd1', { account_name: 'R1B' })).body['count']).toBe(1);
    expect((await post(resellers, 'd1', { indirect_partner_id: wire(world.r1b) })).body['count']).toBe(1);
  });

  test('records: the payer’s own, filtered, newest first', async () => {
    const customer = await makeCustomer(world.s1, 'records', 'resale');
    const moves = [];
    for (const amount of ['3.00', '2.00', '1.00']) {
      moves.push((await post(allocate, 's1', { customer_id: wire(customer), amount })).body['transfer_id']);
    }
    const back = (await post(reclaim, 's1', { customer_id: wire(customer), amount: '1.50' })).body['trans_id'];
    const list = async (query: string) => {
      const { body } = await get(records, 's1', `?customer_id=${wire(customer)}&${query}`);
      const rows = body['records'] as { trans_id: string; amount: string; operation_time: string }[];
      return { total: body['total_count'], ids: rows.map((row) => row.trans_id), rows };
    };
    const all = await list('');
    expect(all).toMatchObject({ total: 4, ids: [back, ...moves.toReversed()] });
    expect(all.rows.map((row) => row.amount)).toEqual(['1.50', '1.00', '2.00', '3.00']);
    expect(await list('operation_type=SOURCE_OPERATION_BERETRIEVE')).toMatchObject({ total: 1, ids: [back] });
    expect(await list('offset=3&limit=1')).toMatchObject({ total: 4, ids: [moves[0]] });
    expect(await list(`trans_id=${back}`)).toMatchObject({ total: 1, ids: [back] });
    expect(await list(`trans_id=AD${String(back).slice(2)}`)).toMatchObject({ total: 0 });
    expect(await list('trans_id=nothing')).toMatchObject({ total: 0, ids: [] });
    const at = all.rows[0]?.operation_time;
    expect((await list(`operation_time_begin=${at}&operation_time_end=${at}`)).ids).toContain(back);
    expect(await list('operation_time_begin=2999-01-01T00:00:00Z')).toMatchObject({ total: 0 });
    const [row] = await database()
      .select()
      .from(schema.fundAdjustments)
      .where(and(eq(schema.fundAdjustments.counterpartyId, customer.id), eq(schema.fundAdjustments.kind, 'reclaim')));
    expect([row?.apiKeyId, row?.userId]).toEqual([keys.s1.id, null]);
  });
});
