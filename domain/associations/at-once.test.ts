import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import {
  answerAs,
  changeOf,
  customerActor,
  makeChange,
  makeFundedCustomer,
  relationsOf,
  wishInput,
} from '@/tests/relations';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { answerChange } from './answer-change';
import { requestChange } from './request-change';
import { withdrawChange } from './withdraw-change';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 32 });
  world = await seedWorld();
  await fund(world, world.s1, '100000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

type Ended = { ok: boolean; code?: string };
/** How they ended. Whoever waited two seconds for a lock is told so and has done nothing: on a busy machine that is no surprise. */
const codesOf = (outcomes: readonly Ended[]) =>
  [...new Set(outcomes.map((outcome) => (outcome.ok ? 'ok' : (outcome.code ?? ''))))]
    .filter((code) => code !== 'busy' && code !== 'request_running')
    .toSorted();

/** Asks again as long as somebody else was in the way. */
async function untilDecided(call: () => Promise<Ended>): Promise<Ended> {
  const outcome = await call();
  return outcome.code === 'busy' ? untilDecided(call) : outcome;
}

/** What the partner and the customer have together: a parting moves it, and nothing else. */
const together = async (customer: WorldCustomer) => (await balanceOf(world.s1)) + (await balanceOf(customer));

const rounds = 24;

/**
 * Runs two at once, now the one first and now the other, with a growing head start: many places to meet. In the last two rounds the late
 * one waits for the other's end, so that both orders are seen. What breaks is an outcome like others.
 */
async function race(round: number, first: () => Promise<Ended>, second: () => Promise<Ended>): Promise<[Ended, Ended]> {
  const broken = (error: unknown): Ended => ({ ok: false, code: String(error) });
  const late = async (work: () => Promise<Ended>, early: Promise<Ended>): Promise<Ended> => {
    if (round >= rounds - 2) await early;
    for (let turn = 0; turn < round; turn += 1) await new Promise(setImmediate);
    return untilDecided(work).catch(broken);
  };
  if (round % 2 === 0) {
    const one = untilDecided(first).catch(broken);
    return Promise.all([one, late(second, one)]);
  }
  const other = untilDecided(second).catch(broken);
  return Promise.all([late(first, other), other]);
}

describe('answers at once', () => {
  it('of yes and no have one outcome', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customer = await makeFundedCustomer(world.s1, `yn${round}`, '10.00');
      const changeId = await makeChange(customer, 'customer');
      const before = await together(customer);
      const [yes, no] = await race(
        round,
        () => answerAs(customer, 'partner', changeId, true),
        () => answerAs(customer, 'partner', changeId, false),
      );
      expect([yes.ok, no.ok].toSorted()).toEqual([false, true]);
      expect(yes.ok ? no : yes).toMatchObject({ code: 'change_not_open' });
      const change = await changeOf(changeId);
      expect(change.state).toBe(yes.ok ? 'completed' : 'rejected');
      expect(await balanceOf(customer)).toBe(yes.ok ? 0n : 1_000n);
      expect(await together(customer)).toBe(before);
    }
  });

  it('of fifty people move the money once', async () => {
    const customer = await makeFundedCustomer(world.s1, 'fifty', '10.00');
    const changeId = await makeChange(customer, 'customer');
    const before = await together(customer);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => answerAs(customer, 'partner', changeId, true)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(codesOf(outcomes)).toEqual(['change_not_open', 'ok']);
    expect([await balanceOf(customer), await together(customer)]).toEqual([0n, before]);
  });

  it('[M4] of one request, fifty times, act once', async () => {
    const customer = await makeFundedCustomer(world.s1, 'fifty-key', '10.00');
    const changeId = await makeChange(customer, 'customer');
    const key = freshKey();
    const call = () => answerChange(actorOf(world.s1), key, { changeId, agree: true });
    const outcomes = await Promise.all(Array.from({ length: 50 }, call));
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : [])))).toEqual(new Set([changeId]));
    expect(codesOf(outcomes)).toEqual(['ok']);
    expect(await balanceOf(customer)).toBe(0n);
  });

  it('and a withdrawal have one outcome', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customer = await makeFundedCustomer(world.s1, `wd${round}`, '1.00');
      const changeId = await makeChange(customer, 'customer');
      const [agreed, withdrawn] = await race(
        round,
        () => answerAs(customer, 'partner', changeId, true),
        () => withdrawChange(customerActor(customer), freshKey(), { changeId }),
      );
      expect([agreed.ok, withdrawn.ok].toSorted()).toEqual([false, true]);
      expect((await changeOf(changeId)).state).toBe(agreed.ok ? 'completed' : 'withdrawn');
      expect(await relationsOf(customer)).toMatchObject([{ endedReason: agreed.ok ? 'disassociated' : null }]);
    }
  });
});

describe('requests at once', () => {
  it('by both sides are one request', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customer = await makeCustomer(world.s1, `both${round}`, 'resale');
      const wish = wishInput('disassociate');
      const outcomes = await race(
        round,
        () => requestChange(actorOf(world.s1), freshKey(), { ...wish, customerId: customer.customerId }),
        () => requestChange(customerActor(customer), freshKey(), wish),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(codesOf(outcomes)).toEqual(['change_open_already', 'ok']);
    }
  });

  it('of one side, twenty of them, are one request', async () => {
    const customer = await makeCustomer(world.s1, 'twenty', 'resale');
    const ask = () => requestChange(customerActor(customer), freshKey(), wishInput('disassociate'));
    const outcomes = await Promise.all(Array.from({ length: 20 }, ask));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});

describe('money on its way while a relation ends', () => {
  const wishes = ['disassociate', 'referral'] as const;

  it.each(wishes)('an allocation comes before or not at all (%s)', async (wish) => {
    const seen = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const customer = await makeFundedCustomer(world.s1, `al-${wish}-${round}`, '7.00');
      const changeId = await makeChange(customer, 'partner', wish);
      const before = await together(customer);
      const input = { customerId: customer.customerId, amount: '3.00' };
      const [agreed, allocated] = await race(
        round,
        () => answerAs(customer, 'customer', changeId, true),
        () => allocateFunds(actorOf(world.s1), freshKey(), input),
      );
      seen.add(allocated.ok ? 'before' : (allocated.code ?? ''));
      expect(agreed).toMatchObject({ ok: true });
      expect([await balanceOf(customer), await together(customer)]).toEqual([0n, before]);
      expect((await changeOf(changeId)).returnedMinor).toBe(allocated.ok ? 1_000n : 700n);
    }
    expect(seen).toContain('before');
    expect([...seen].filter((each) => !['before', 'customer_not_found', 'referral_customer'].includes(each))).toEqual(
      [],
    );
    expect(seen.size).toBeGreaterThan(1);
  });

  it('a reclaim comes before or not at all', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < rounds; round += 1) {
      const customer = await makeFundedCustomer(world.s1, `re-${round}`, '7.00');
      const changeId = await makeChange(customer, 'customer');
      const before = await together(customer);
      const input = { customerId: customer.customerId, amount: round % 3 === 0 ? '7.00' : '3.00' };
      const [agreed, reclaimed] = await race(
        round,
        () => answerAs(customer, 'partner', changeId, true),
        () => reclaimFunds(actorOf(world.s1), freshKey(), input),
      );
      seen.add(reclaimed.ok ? 'before' : (reclaimed.code ?? ''));
      expect(agreed).toMatchObject({ ok: true });
      expect([await balanceOf(customer), await together(customer)]).toEqual([0n, before]);
    }
    expect([...seen].toSorted()).toEqual(['before', 'customer_not_found']);
  });

  it('a storm of allocations and reclaims leaves nothing behind, and nobody in a deadlock', async () => {
    const customers: WorldCustomer[] = [];
    for (let n = 0; n < 8; n += 1) customers.push(await makeFundedCustomer(world.s1, `storm${n}`, '5.00'));
    const changes = await Promise.all(customers.map((customer) => makeChange(customer, 'customer')));
    const total = async () => {
      const balances = await Promise.all(customers.map((customer) => balanceOf(customer)));
      return balances.reduce((sum, balance) => sum + balance, await balanceOf(world.s1));
    };
    const before = await total();
    const moves = customers.flatMap(({ customerId }) =>
      Array.from({ length: 6 }, (_, n) => {
        const move = n % 2 === 0 ? allocateFunds : reclaimFunds;
        return () => move(actorOf(world.s1), freshKey(), { customerId, amount: '0.50' });
      }),
    );
    const answers = customers.map((customer, at) => () => answerAs(customer, 'partner', changes[at] ?? '', true));
    const mixed = [...moves.slice(0, 24), ...answers, ...moves.slice(24)];
    const outcomes: Ended[] = await Promise.all(mixed.map((call) => untilDecided(call)));
    expect(
      codesOf(outcomes).filter((code) => !['ok', 'customer_not_found', 'insufficient_balance'].includes(code)),
    ).toEqual([]);
    expect(await Promise.all(customers.map((customer) => balanceOf(customer)))).toEqual(customers.map(() => 0n));
    expect(await total()).toBe(before);
  });

  it('a freeze by the operator comes before, and stops it, or after', async () => {
    for (let round = 0; round < 12; round += 1) {
      const customer = await makeFundedCustomer(world.s1, `fr${round}`, '2.00');
      const changeId = await makeChange(customer, 'customer');
      const [agreed, frozen] = await race(
        round,
        () => answerAs(customer, 'partner', changeId, true),
        () => freezeCustomer(actorOf(world.operator), freshKey(), { customerId: customer.customerId, reason: 'Test' }),
      );
      expect(frozen).toMatchObject({ ok: true });
      if (!agreed.ok) expect(agreed).toMatchObject({ code: 'customer_frozen' });
      expect(await balanceOf(customer)).toBe(agreed.ok ? 0n : 200n);
    }
  });
});
