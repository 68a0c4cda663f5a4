import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor, Role } from '@/domain/actor';
import { verifyLedger } from '@/domain/ledger/oracles';
import { asKind } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
} from '@/tests/world';
import { allocateFunds } from './allocate-funds';
import { allocateToReseller } from './allocate-to-reseller';
import { reclaimFromReseller } from './reclaim-from-reseller';
import { reclaimFunds } from './reclaim-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 12 });
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  await fund(world, world.d1, '1000.00');
  const give = { resellerId: world.r1a.id, amount: '300.00' };
  expect(await allocateToReseller(actorOf(world.d1), freshKey(), give)).toMatchObject({ ok: true });
});
afterEach(async () => {
  const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
  expect(broken).toEqual([]);
});
afterAll(() => test.close());

const four = (code: string) => {
  const customers = world.customers[code];
  if (!customers) throw new Error(`no customers of ${code}`);
  return customers;
};
const freeze = (id: World['s1']['id'], state: 'frozen' | 'active') =>
  database()
    .update(schema.organizations)
    .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
    .where(eq(schema.organizations.id, id));

describe('the way down and back', () => {
  it('goes distributor → reseller → customer and back in parts', async () => {
    const customer = await makeCustomer(world.r1a, 'chain', 'resale');
    const before = { d1: await balanceOf(world.d1), r1a: await balanceOf(world.r1a) };
    await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '50.00' });
    await allocateFunds(actorOf(world.r1a), freshKey(), { customerId: customer.customerId, amount: '40.00' });
    await reclaimFunds(actorOf(world.r1a), freshKey(), { customerId: customer.customerId, amount: '15.50' });
    const back = await reclaimFromReseller(actorOf(world.d1), freshKey(), {
      resellerId: world.r1a.id,
      amount: '20.00',
    });
    expect(back).toMatchObject({ ok: true });
    expect(await balanceOf(customer)).toBe(2450n);
    expect(await balanceOf(world.r1a)).toBe(before.r1a + 5000n - 4000n + 1550n - 2000n);
    expect(await balanceOf(world.d1)).toBe(before.d1 - 3000n);
  });

  it("lets a distributor spend its reseller's money on that reseller's customer only", async () => {
    const own = four('R1a').one;
    const act = (customerId: string, resellerId: string) =>
      allocateFunds(actorOf(world.d1), freshKey(), { customerId, resellerId, amount: '1.00' });
    const before = await balanceOf(world.r1a);
    expect(await act(own.customerId, world.r1a.id)).toMatchObject({ ok: true });
    expect(await balanceOf(world.r1a)).toBe(before - 100n);
    expect(await act(four('R1b').one.customerId, world.r1a.id)).toMatchObject({
      ok: false,
      code: 'customer_not_found',
    });
    expect(await act(own.customerId, world.r2a.id)).toMatchObject({ ok: false, code: 'reseller_not_found' });
    expect(await act(own.customerId, world.s1.id)).toMatchObject({ ok: false, code: 'reseller_not_found' });
  });

  it('takes money back from a frozen customer', async () => {
    const customer = await makeCustomer(world.s1, 'thaw', 'resale');
    await allocateFunds(actorOf(world.s1), freshKey(), { customerId: customer.customerId, amount: '5.00' });
    await freeze(customer.id, 'frozen');
    const outcome = await reclaimFunds(actorOf(world.s1), freshKey(), {
      customerId: customer.customerId,
      amount: '5.00',
    });
    expect(outcome).toMatchObject({ ok: true });
    expect(await balanceOf(customer)).toBe(0n);
  });
});

describe('what is declined leaves nothing', () => {
  const customerOf = (code: string, which: 'one' | 'referral' | 'frozen') => () => four(code)[which].customerId;
  const randomCustomer = () => asKind('customer', world.operator.id);
  type Case = [name: string, who: () => Actor, input: () => Record<string, unknown>, code: string];
  const as =
    (code: 'd1' | 's1' | 'r1a' | 'g1', role: Role = 'finance') =>
    () =>
      actorOf(world[code], role);
  const to =
    (customer: () => string, amount = '1.00') =>
    () => ({ customerId: customer(), amount });
  const toReseller =
    (code: 'r1a' | 'r1b' | 'r2a' | 's2', amount = '1.00') =>
    () => ({ resellerId: world[code].id, amount });

  const cases: [command: typeof allocateFunds | typeof allocateToReseller, cases: Case[]][] = [
    [
      allocateFunds,
      [
        ['another tree', as('s1'), to(customerOf('S2', 'one')), 'customer_not_found'],
        ['an id nobody has', as('s1'), to(randomCustomer), 'customer_not_found'],
        ['a customer of its reseller as its own', as('d1'), to(customerOf('R1a', 'one')), 'customer_not_found'],
        ['a referral customer', as('s1'), to(customerOf('S1', 'referral')), 'referral_customer'],
        ['a frozen customer', as('s1'), to(customerOf('S1', 'frozen')), 'customer_frozen'],
        ['more than there is', as('s1'), to(customerOf('S1', 'one'), '1000000.00'), 'insufficient_balance'],
        ['a viewer', as('s1', 'viewer'), to(customerOf('S1', 'one')), 'not_permitted'],
        ['somebody in sales', as('s1', 'sales'), to(customerOf('S1', 'one')), 'not_permitted'],
        ['a subsidised partner', as('g1', 'admin'), to(customerOf('G1', 'one')), 'not_permitted'],
        ['an amount of zero', as('s1'), to(customerOf('S1', 'one'), '0'), 'invalid_input'],
        ['a tenth of a fen', as('s1'), to(customerOf('S1', 'one'), '0.001'), 'invalid_input'],
      ],
    ],
    [
      reclaimFunds,
      [
        ['another tree', as('s1'), to(customerOf('S2', 'one')), 'customer_not_found'],
        ['a referral customer', as('s1'), to(customerOf('S1', 'referral')), 'referral_customer'],
        ['more than is left', as('s1'), to(customerOf('S1', 'one'), '1000000.00'), 'insufficient_balance'],
        ['a viewer', as('s1', 'viewer'), to(customerOf('S1', 'one')), 'not_permitted'],
      ],
    ],
    [
      allocateToReseller,
      [
        ['a reseller of another tree', as('d1'), toReseller('r2a'), 'reseller_not_found'],
        ['somebody who is no reseller', as('d1'), toReseller('s2'), 'reseller_not_found'],
        ['more than there is', as('d1'), toReseller('r1a', '1000000.00'), 'insufficient_balance'],
        ['a viewer', as('d1', 'viewer'), toReseller('r1a'), 'not_permitted'],
        ['a solution provider', as('s1', 'admin'), toReseller('r1a'), 'not_permitted'],
      ],
    ],
    [
      reclaimFromReseller,
      [
        ['a reseller of another tree', as('d1'), toReseller('r2a'), 'reseller_not_found'],
        ['more than is left', as('d1'), toReseller('r1a', '1000000.00'), 'insufficient_balance'],
        ['a reseller itself', as('r1a', 'admin'), toReseller('r1a'), 'not_permitted'],
      ],
    ],
  ];

  for (const [command, refused] of cases) {
    it.each(refused)(`${command.commandName}: %s`, async (_name, who, input, code) => {
      const before = await rowCounts();
      expect(await command(who(), freshKey(), input())).toMatchObject({ ok: false, code });
      const isDenial = code === 'not_permitted' || code.endsWith('_not_found');
      expect(grownBy(before, await rowCounts())).toEqual(isDenial ? { audit_entries: 1 } : {});
    });
  }

  it.each([
    [
      'allocate',
      () => allocateFunds(actorOf(world.s2), freshKey(), { customerId: four('S2').one.customerId, amount: '1' }),
    ],
    [
      'reclaim',
      () => reclaimFunds(actorOf(world.s2), freshKey(), { customerId: four('S2').one.customerId, amount: '1' }),
    ],
  ])('a frozen organization may not %s', async (_name, act) => {
    await freeze(world.s2.id, 'frozen');
    const before = await rowCounts();
    expect(await act()).toMatchObject({ ok: false, code: 'organization_frozen' });
    expect(grownBy(before, await rowCounts())).toEqual({});
    await freeze(world.s2.id, 'active');
  });

  it('a frozen reseller receives nothing, but can be reclaimed from', async () => {
    await freeze(world.r1b.id, 'active');
    await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1b.id, amount: '2.00' });
    await freeze(world.r1b.id, 'frozen');
    const input = { resellerId: world.r1b.id, amount: '1.00' };
    expect(await allocateToReseller(actorOf(world.d1), freshKey(), input)).toMatchObject({ code: 'reseller_frozen' });
    expect(await reclaimFromReseller(actorOf(world.d1), freshKey(), input)).toMatchObject({ ok: true });
    await freeze(world.r1b.id, 'active');
  });
});

describe('a request key', () => {
  const commands = [
    ['allocateFunds', allocateFunds, () => ({ customerId: four('S1').two.customerId }), () => world.s1],
    ['reclaimFunds', reclaimFunds, () => ({ customerId: four('S1').two.customerId }), () => world.s1],
    ['allocateToReseller', allocateToReseller, () => ({ resellerId: world.r1a.id }), () => world.d1],
    ['reclaimFromReseller', reclaimFromReseller, () => ({ resellerId: world.r1a.id }), () => world.d1],
  ] as const;

  it.each(commands)('[M4] makes %s act once for fifty at once', async (_name, command, whom, who) => {
    await allocateFunds(actorOf(world.s1), freshKey(), { customerId: four('S1').two.customerId, amount: '9.00' });
    const key = freshKey();
    const before = await rowCounts();
    const call = () => command(actorOf(who()), key, { ...whom(), amount: '0.50' });
    const outcomes = await Promise.all(Array.from({ length: 50 }, call));
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(grownBy(before, await rowCounts())).toMatchObject({ ledger_transfers: 1, fund_adjustments: 1 });
  });

  it('[M5] is refused for another amount, and then nothing moves', async () => {
    const key = freshKey();
    const ask = (amount: string) =>
      allocateFunds(actorOf(world.s1), key, { customerId: four('S1').one.customerId, amount });
    expect(await ask('1.00')).toMatchObject({ ok: true });
    const before = await rowCounts();
    expect(await ask('1.01')).toMatchObject({ ok: false, code: 'request_reused' });
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await ask('1')).toMatchObject({ ok: true, replayed: true });
  });

  it('[M7] stays free when the request was refused', async () => {
    const payer = await makeOrganization({ code: 'M7', kind: 'solution_provider' });
    const customer = await makeCustomer(payer, 'M7-c', 'resale');
    const key = freshKey();
    const ask = () => allocateFunds(actorOf(payer), key, { customerId: customer.customerId, amount: '10.00' });
    expect(await ask()).toMatchObject({ ok: false, code: 'insufficient_balance' });
    await fund(world, payer, '10.00');
    expect(await ask()).toMatchObject({ ok: true, replayed: false });
    expect(await ask()).toMatchObject({ ok: true, replayed: true });
    expect(await balanceOf(customer)).toBe(1000n);
  });

  it('of one organization does not concern another', async () => {
    const key = freshKey();
    await fund(world, world.s2, '5.00');
    const ask = (code: 's1' | 's2', four_: string) =>
      allocateFunds(actorOf(world[code]), key, { customerId: four(four_).one.customerId, amount: '1.00' });
    expect(await ask('s1', 'S1')).toMatchObject({ ok: true, replayed: false });
    expect(await ask('s2', 'S2')).toMatchObject({ ok: true, replayed: false });
  });
});
