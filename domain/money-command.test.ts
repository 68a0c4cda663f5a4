import { inArray, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectDatabase, database, schema, type Transaction, useDatabase } from '@/db/client';
import { newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { droppingProxy } from '@/tests/dropping-proxy';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { type CustomerRefusal, planCustomerAdjustments } from './funds/adjustment-plan';
import { allocateFunds } from './funds/allocate-funds';
import { customerAdjustmentInput } from './funds/input';
import { insertAdjustments } from './funds/record-adjustments';
import { moneyCommand } from './money-command';

let test: TestDatabase;
let operator: WorldOrganization;
let payer: WorldOrganization;
let customer: WorldCustomer;
beforeAll(async () => {
  test = await freshDatabase();
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
  payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  customer = await makeCustomer(payer, 'S-1', 'resale');
  await fund({ operator }, payer, '100000.00');
});
beforeEach(() => {
  meanwhile = async () => undefined;
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** What happens inside the transaction of `pay` before it plans. */
let meanwhile: (tx: Transaction, memos: readonly (string | null)[]) => Promise<unknown>;

/** Allocating, with a place to interfere. A memo of `poison` breaks the batch in the program, `long` in the database. */
const pay = moneyCommand({
  name: 'test.pay',
  permission: 'funds.allocate',
  returns: 'adjustment',
  input: (actor) => customerAdjustmentInput(actor.currency),
  refusals: [
    'reseller_not_found',
    'organization_frozen',
    'customer_not_found',
    'referral_customer',
    'customer_frozen',
  ] satisfies CustomerRefusal[],
  async plan(tx, items) {
    await meanwhile(
      tx,
      items.map((item) => item.input.memo),
    );
    if (items.some((item) => item.input.memo === 'poison')) throw new TypeError('poison');
    return planCustomerAdjustments(tx, 'allocate', items);
  },
  record: (rows) =>
    insertAdjustments(rows.map((row) => (row.memo === 'long' ? { ...row, memo: 'x'.repeat(257) } : row))),
});

const paying = (key: string, amount = '1.00', memo?: string) =>
  pay(actorOf(payer), key, { customerId: customer.customerId, amount, ...(memo ? { memo } : {}) });
const word = (outcome: Awaited<ReturnType<typeof paying>>) => (outcome.ok ? 'ok' : outcome.code);

describe('a request that comes again', () => {
  it('[M5] is refused when it asks for another amount, also at the very same moment', async () => {
    const key = freshKey();
    const at = await balanceOf(customer);
    const [first, second] = await Promise.all([paying(key, '2.00'), paying(key, '2.01')]);
    expect([first, second].map(word).toSorted()).toEqual(['ok', 'request_reused']);
    expect(word(await paying(key, '2.02'))).toBe('request_reused');
    const moved = (await balanceOf(customer)) - at;
    expect(moved).toBe(first.ok ? 200n : 201n);
  });

  it('[M7] may act after it was refused for want of money, once', async () => {
    const poor = await makeOrganization({ code: 'M7', kind: 'solution_provider' });
    const theirs = await makeCustomer(poor, 'M7-1', 'resale');
    const key = freshKey();
    const call = () => pay(actorOf(poor), key, { customerId: theirs.customerId, amount: '5.00' });
    const before = await rowCounts();
    expect(word(await call())).toBe('insufficient_balance');
    expect(grownBy(before, await rowCounts())).toEqual({});
    await fund({ operator }, poor, '20.00');
    expect(await call()).toMatchObject({ ok: true, replayed: false });
    expect(await call()).toMatchObject({ ok: true, replayed: true });
    expect(await balanceOf(theirs)).toBe(500n);
  });

  it('[M6] waits for the first when that ends soon, and gets its result', async () => {
    meanwhile = (tx) => tx.execute(sql`select pg_sleep(1)`);
    const key = freshKey();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => paying(key)));
    const [first] = outcomes;
    expect(first).toMatchObject({ ok: true, replayed: false });
    for (const other of outcomes.slice(1)) expect(other).toEqual({ ...first, replayed: true });
  });

  it('[M6] is told that the first still runs within two seconds, and replays it afterwards', async () => {
    meanwhile = (tx) => tx.execute(sql`select pg_sleep(3)`);
    const key = freshKey();
    const before = await balanceOf(customer);
    const first = paying(key);
    const startedAt = performance.now();
    const duplicates = await Promise.all(Array.from({ length: 5 }, () => paying(key)));
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(duplicates.map(word)).toEqual(Array(5).fill('request_running'));
    const done = await first;
    expect(done).toMatchObject({ ok: true, replayed: false });
    expect(await paying(key)).toEqual({ ...done, replayed: true });
    expect((await balanceOf(customer)) - before).toBe(100n);
  });

  it('[M6] is told so too when the first runs in another process', async () => {
    const [key, id] = [freshKey(), newId('adjustment')];
    const elsewhere = await test.handle.pool.connect();
    try {
      await elsewhere.query('begin');
      const values = [uuidOf(payer.id), key, Buffer.from('unknown'), uuidOf(id)];
      await elsewhere.query(
        'insert into command_receipts (organization_id, command, request_key, fingerprint, result_id) values ($1, $2, $3, $4, $5)',
        [values[0], 'test.pay', ...values.slice(1)],
      );
      const startedAt = performance.now();
      expect(word(await paying(key))).toBe('request_running');
      expect(performance.now() - startedAt).toBeLessThan(3000);
    } finally {
      await elsewhere.query('rollback');
      elsewhere.release();
    }
    expect(await paying(key)).toMatchObject({ ok: true, replayed: false });
  });
});

describe('an answer that is lost after COMMIT', () => {
  it('[M12] leads to the first id and one transfer, by the retry inside or by the one outside', async () => {
    const proxy = await droppingProxy(test.appUrl);
    const through = connectDatabase(proxy.url);
    useDatabase(through);
    try {
      // What broke late is not tried again inside: the caller has waited enough, and asks again with the same key.
      for (const [seconds, throws] of [
        [0, false],
        [1.1, true],
      ] as const) {
        meanwhile = (tx) => tx.execute(sql`select pg_sleep(${seconds})`);
        const key = freshKey();
        const before = await balanceOf(customer);
        const transfers = await database().$count(schema.ledgerTransfers);
        proxy.dropCommits(1);
        const first = await paying(key).catch((error: unknown) => error);
        expect(first instanceof Error).toBe(throws);
        if (!throws) expect(first).toMatchObject({ ok: true, replayed: false });
        const again = await paying(key);
        expect(again).toMatchObject({ ok: true, replayed: true });
        if (!throws) expect(again).toMatchObject({ id: (first as { id: string }).id });
        expect((await balanceOf(customer)) - before).toBe(100n);
        expect(await database().$count(schema.ledgerTransfers)).toBe(transfers + 1);
      }
      expect(proxy.dropped()).toBe(2);
    } finally {
      useDatabase(test.handle);
      await through.close();
      await proxy.close();
    }
  });
});

describe('requests that meet', () => {
  it('become one batch: fewer transactions than calls', async () => {
    const outcomes = await Promise.all(Array.from({ length: 60 }, () => paying(freshKey(), '0.01')));
    const ids = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : []));
    expect(ids).toHaveLength(60);
    const { fundAdjustments } = schema;
    const rows = await database().select().from(fundAdjustments).where(inArray(fundAdjustments.id, ids));
    const moments = new Set(rows.map((row) => row.createdAt.getTime()));
    expect(moments.size).toBeLessThan(6);
  });

  it.each(['poison', 'long'])('are not harmed by one among them that breaks: %s', async (memo) => {
    const before = await balanceOf(customer);
    const calls = Array.from({ length: 12 }, (_, index) => paying(freshKey(), '1.00', index === 7 ? memo : 'fine'));
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status).indexOf('rejected')).toBe(7);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect((await balanceOf(customer)) - before).toBe(1100n);
  });

  it('are decided in the order they came, so that an earlier one may pay for a later one', async () => {
    const d = await makeOrganization({ code: 'ORD', kind: 'solution_provider' });
    const theirs = await makeCustomer(d, 'ORD-1', 'resale');
    await fund({ operator }, d, '100.00');
    const item = (amount: string) => ({ requestKey: freshKey(), input: { customerId: theirs.customerId, amount } });
    const outcomes = await pay.many(actorOf(d), ['60.00', '50.00', '40.00', '0.01'].map(item));
    expect(outcomes.map(word)).toEqual(['ok', 'insufficient_balance', 'ok', 'insufficient_balance']);
  });

  it('[M14] keep their own outcomes in a batch of a hundred, and a second sending moves nothing', async () => {
    const d = await makeOrganization({ code: 'M14', kind: 'solution_provider' });
    const theirs = await makeCustomer(d, 'M14-1', 'resale');
    await fund({ operator }, d, '1000.00');
    const requests = Array.from({ length: 100 }, (_, index) => ({
      requestKey: `batch-m14-${index === 70 ? 69 : index}`,
      input: { customerId: theirs.customerId, amount: index === 50 ? '999.00' : '1.00' },
    }));
    const outcomes = await pay.many(actorOf(d), requests);
    expect(outcomes.map(word)).toEqual(requests.map((_, index) => (index === 50 ? 'insufficient_balance' : 'ok')));
    expect(outcomes[70]).toEqual({ ...outcomes[69], replayed: true });
    expect(await balanceOf(theirs)).toBe(9800n);
    const before = await rowCounts();
    const again = await pay.many(actorOf(d), requests);
    expect(again).toEqual(outcomes.map((outcome) => (outcome.ok ? { ...outcome, replayed: true } : outcome)));
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await balanceOf(theirs)).toBe(9800n);
  });
});

describe('a preview', () => {
  it('says what the command then does, and leaves nothing', async () => {
    const actor = actorOf(payer);
    const inputs = ['10.00', '0', '99999999.00'].map((amount) => ({ customerId: customer.customerId, amount }));
    const [funds, theirs] = [await balanceOf(payer), await balanceOf(customer)];
    const before = await rowCounts();
    const [fine, zero, tooMuch] = await allocateFunds.preview(actor, inputs);
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(fine).toMatchObject({
      ok: true,
      balances: {
        debit: { before: funds, after: funds - 1000n },
        credit: { before: theirs, after: theirs + 1000n },
      },
    });
    expect(zero).toMatchObject({ ok: false, code: 'invalid_input', fields: { amount: 'amount_not_positive' } });
    expect(tooMuch).toMatchObject({ ok: false, code: 'insufficient_balance' });
    expect(await allocateFunds(actor, freshKey(), inputs[0])).toMatchObject({ ok: true });
    expect(await balanceOf(payer)).toBe(funds - 1000n);
  });
});
