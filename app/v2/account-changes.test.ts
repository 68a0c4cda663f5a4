import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GET as ofCustomer } from '@/app/v2/accounts/customer-accounts/account-change-records/route';
import { GET as ofPartner } from '@/app/v2/accounts/partner-accounts/account-change-records/route';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { ownCustomer } from '@/tests/every-command';
import { booksAreRight } from '@/tests/oracles';
import { askList, makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { heldWithdrawal } from '@/tests/recharge';
import { answerAs, askAsPartner } from '@/tests/relations';
import { creditOf } from '@/tests/statements';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';

let opened: TestDatabase;
let world: World;
let partner: WorldOrganization;
let customer: WorldCustomer;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  partner = await makeOrganization({ code: 'AC', kind: 'distributor' });
  customer = await makeCustomer(partner, 'AC-1', 'resale');
  key = await makeKey(partner);
  await fund(world, partner, '100.00');
  await creditOf(world, partner, 5_000n);
  const admin = actorOf(partner);
  await allocateFunds(admin, freshKey(), { customerId: customer.customerId, amount: '120.00' });
  await reclaimFunds(admin, freshKey(), { customerId: customer.customerId, amount: '30.00' });
  await heldWithdrawal(partner, '5.00');
});
afterEach(booksAreRight);
afterAll(() => opened.close());

type Row = Record<string, unknown>;
const debit = (query = '', by = key) => askList(ofPartner, `balance_type=BALANCE_TYPE_DEBIT&${query}`, 'records', by);
const credit = (query = '', by = key) => askList(ofPartner, `balance_type=BALANCE_TYPE_CREDIT&${query}`, 'records', by);
const facts = ({ rows }: { rows: Row[] }) =>
  rows.map((row) => [row['trade_detail_type'], row['change_amount'], row['balance_after_change'], row['type']]);
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const dayBefore = (days: number) => new Date(Date.now() + 8 * 3_600_000 - days * 86_400_000).toISOString().slice(0, 10);

describe('ListPartnerAccountChangeRecords', () => {
  it('is the statement of either account, the newest first, amounts as text', async () => {
    expect(facts(await debit())).toEqual([
      ['SOURCE_OPERAIION_RFROZEN', '5.00', '5.00', '2'],
      ['SOURCE_OPERATION_BERETRIEVE', '10.00', '10.00', '1'],
      ['SOURCE_OPERATION_BEADJUST', '100.00', '0.00', '2'],
      ['SOURCE_OPERAIION_RECHARGE', '100.00', '100.00', '1'],
    ]);
    expect(facts(await credit())).toEqual([
      ['SOURCE_OPERATION_BERETRIEVE', '20.00', '50.00', '1'],
      ['SOURCE_OPERATION_BEADJUST', '20.00', '30.00', '2'],
      ['SOURCE_OPERAIION_ADJUST_CREDIT', '50.00', '50.00', '1'],
    ]);
    const [, , allocated] = (await debit()).rows;
    expect(allocated).toMatchObject({
      account_change_id: expect.stringMatching(/^AC[0-9A-Z]{26}-0$/),
      trade_id: expect.stringMatching(/^AD[0-9A-Z]{26}$/),
      trade_time: expect.stringMatching(/^20\S{17}Z$/),
      customer_id: wireIdOf(customer.id),
      account_name: expect.stringContaining('ac-1'),
    });
    const [hold, , , recharge] = (await debit()).rows;
    expect([hold?.['customer_id'], recharge?.['trade_id']]).toEqual([null, expect.stringMatching(/^REF-/)]);
  });

  it('is filtered by type and Beijing’s days, a year at most, and paged by rows', async () => {
    const total = async (query: string) => (await debit(query)).total;
    expect([
      await total('trade_type=RECHARGE'),
      await total('trade_type=BEADJUST'),
      await total('trade_type=RFROZEN'),
    ]).toEqual([1, 1, 1]);
    expect([
      await total('trade_type=REFUND'),
      await total('trade_type=DEDEUCT'),
      await total('trade_type=TRANS'),
    ]).toEqual([0, 0, 0]);
    expect((await credit('trade_type=ADJUST')).total).toBe(1);
    const days = (from: string, to: string) => `trade_time_begin=${from}&trade_time_end=${to}`;
    expect([await total(days(today(), today())), await total(days(dayBefore(9), dayBefore(1)))]).toEqual([4, 0]);
    expect([await total('trade_time_begin='), await total(`trade_time_end=${today()}`)]).toEqual([4, 4]);
    expect((await debit('offset=1&limit=2')).rows.map((row) => row['change_amount'])).toEqual(['10.00', '100.00']);
    expect(await total('offset=4')).toBe(4);
    expect((await debit(days(dayBefore(400), today()))).code).toBe('CBC.80021021');
    expect((await debit(`trade_time_begin=${dayBefore(400)}`)).code).toBe('CBC.80021021');
    expect((await debit(days('2024-02-29', '2025-02-28'))).code).toBeUndefined();
    expect((await debit(days('2024-02-28', '2025-03-01'))).code).toBe('CBC.80021021');
    expect((await debit(days('2025-02-02', '2025-02-01'))).code).toBe('CBC.0100');
  });

  it('[T3] is a reseller’s for a distributor that names it, and nobody else’s', async () => {
    const reseller = await makeOrganization({ code: 'AC-R', kind: 'reseller', parent: partner });
    await allocateToReseller(actorOf(partner), freshKey(), { resellerId: reseller.id, amount: '1.00' });
    const named = await debit(`indirect_partner_id=${wireIdOf(reseller.id)}`);
    expect(facts(named)).toEqual([['SOURCE_OPERATION_BEADJUST', '1.00', '1.00', '1']]);
    expect(named.rows[0]?.['customer_id']).toBeNull();
    const own = await debit('', await makeKey(reseller));
    expect(own.rows).toEqual(named.rows);
    for (const id of [wireIdOf(world.r1a.id), wireIdOf(newId('organization')), 'x'])
      expect((await debit(`indirect_partner_id=${id}`)).code).toBe('CBC.99000037');
  });
});

describe('ListCustomerAccountChangeRecords', () => {
  it('is not for customers of resale; one that changed over has what it had', async () => {
    const query = 'balance_type=BALANCE_TYPE_DEBIT';
    const resale = await send(
      ofCustomer,
      signed(await makeKey(ownCustomer(world, world.s1)), { target: `/v2/x?${query}` }),
    );
    expect([resale.status, resale.body['error_code']]).toEqual([400, 'CBC.99000084']);
    const by = await makeKey(customer);
    const ask = (more = '') => askList(ofCustomer, `${query}&${more}`, 'records', by);
    const asked = await askAsPartner(customer, 'referral');
    if (!asked.ok) throw new Error(asked.code);
    expect(await answerAs(customer, 'customer', asked.id, true)).toMatchObject({ ok: true });
    const all = await ask();
    expect(
      all.rows.map((row) => [
        row['trade_detail_type'],
        row['change_amount'],
        row['balance_after_change'],
        row['revenue_expense_type'],
      ]),
    ).toEqual([
      ['SOURCE_OPERATION_BEUNBIND', '90.00', '0.00', 'EXPENSE'],
      ['SOURCE_OPERATION_BERETRIEVE', '30.00', '90.00', 'EXPENSE'],
      ['SOURCE_OPERATION_BEADJUST', '120.00', '120.00', 'REVENUE'],
    ]);
    expect(all.rows[0]).toMatchObject({
      bill_cycle: today().slice(0, 7),
      account_name: expect.stringContaining('ac-1'),
    });
    const total = async (more: string) => (await ask(more)).total;
    expect([
      await total('revenue_expense_type=REVENUE'),
      await total('trade_type=BEUNBIND'),
      await total('trade_type=x'),
    ]).toEqual([1, 1, 0]);
    const trade = String(all.rows[1]?.['trade_id']);
    expect([await total(`trade_id=${trade}`), await total('trade_id=x'), await total('trade_id=')]).toEqual([1, 0, 3]);
    expect([await total('payment_channel_id=alipay'), await total('payment_channel_no=')]).toEqual([0, 3]);
    expect((await ask('trade_time_begin=2020-01-01')).code).toBe('CBC.80021021');
    expect((await askList(ofCustomer, 'balance_type=BALANCE_TYPE_CREDIT', 'records', by)).total).toBe(0);
  });
});
