import { spawn } from 'node:child_process';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, sqlState } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { type AccountId, postBatch } from '@/domain/ledger/post';
import { newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from './database';
import { brokenOracles } from './oracles';
import { actorOf, balanceOf, freshKey, fund, makeCustomer, makeOrganization, type WorldOrganization } from './world';

const clients = 32;
let test: TestDatabase;
let operator: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase({ max: clients });
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
});
afterAll(() => test.close());

const accountOf = async (owner: { id: WorldOrganization['id'] }): Promise<AccountId> => {
  const { rows } = await test.handle.pool.query('select id from ledger_accounts where owner_id = $1', [
    uuidOf(owner.id),
  ]);
  return BigInt(rows[0].id);
};

/** Partners with money, as the ledger numbers them. */
async function accountsWith(amount: string, count: number): Promise<AccountId[]> {
  const accounts: AccountId[] = [];
  for (let n = 0; n < count; n += 1) {
    const partner = await makeOrganization({ code: `P${newId('user').slice(-6)}`, kind: 'solution_provider' });
    await fund({ operator }, partner, amount);
    accounts.push(await accountOf(partner));
  }
  return accounts;
}

const move = (debit: AccountId, credit: AccountId, minor: bigint) => ({
  id: newId('transfer'),
  kind: 'allocate' as const,
  debit,
  credit,
  amount: money(minor, 'CNY'),
});

describe('the ledger under 32 clients', () => {
  it('[M1] lets exactly three of 64 spend 30 from 100', async () => {
    const [payer = 0n, payee = 0n] = await accountsWith('100.00', 2);
    const outcomes = await spendAtOnce(() =>
      inTransaction(async (tx) => {
        const [posting] = await postBatch(tx, [move(payer, payee, 3000n)]);
        return posting?.outcome === 'posted';
      }),
    );
    expect(outcomes.filter(Boolean)).toHaveLength(3);
  });

  it('[M2] carries a storm between six accounts without a single deadlock', async () => {
    const accounts = await accountsWith('1000.00', 6);
    const seed = Date.now() % 1_000_000;
    const pair = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 }), fc.bigInt({ min: 1n, max: 5000n }));
    const work = fc.sample(fc.array(pair, { minLength: 1, maxLength: 4 }), { seed, numRuns: clients * 12 });
    const errors: string[] = [];
    const client = async (at: number) => {
      for (const batch of work.filter((_batch, index) => index % clients === at)) {
        const transfers = batch.map(([from, to, minor]) => move(accounts[from] ?? 0n, accounts[to] ?? 0n, minor));
        await inTransaction((tx) => postBatch(tx, transfers)).catch((error: unknown) => {
          errors.push(sqlState(error) ?? String(error));
        });
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, at) => client(at)));
    expect(errors, `seed ${seed}`).toEqual([]);
    const { money_without_audit, money_without_event, money_without_doc, ...broken } = await brokenOracles();
    expect(broken, `seed ${seed}`).toEqual({});
  });
});

/** 64 calls at the same moment. */
const spendAtOnce = (spend: (index: number) => Promise<boolean>) =>
  Promise.all(Array.from({ length: 64 }, (_, index) => spend(index)));

/** What everybody would write without a ledger: a table of balances, changed by the program. */
describe('negative control', () => {
  beforeAll(async () => {
    await test.owner.query('create table naive_balances (id int primary key, minor bigint not null)');
    await test.owner.query('grant all on naive_balances to pc_app');
  });
  const naive = async (ids: readonly [number, bigint][]) => {
    await test.owner.query('truncate naive_balances');
    for (const row of ids) await test.owner.query('insert into naive_balances values ($1, $2)', [...row]);
  };
  const inOwnTransaction = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await test.handle.pool.connect();
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback');
      throw error;
    } finally {
      client.release();
    }
  };

  it('[M1] reading, computing and writing back spends more than there is', async () => {
    await naive([[1, 10_000n]]);
    const met = meetingOf(clients);
    const outcomes = await spendAtOnce(async (index) => {
      if (index >= clients) return false;
      return inOwnTransaction(async (client) => {
        const { rows } = await client.query<{ minor: string }>('select minor from naive_balances where id = 1');
        await met();
        const left = BigInt(rows[0]?.minor ?? 0) - 3000n;
        if (left < 0n) return false;
        await client.query('update naive_balances set minor = $1 where id = 1', [left]);
        return true;
      });
    });
    expect(outcomes.filter(Boolean).length).toBeGreaterThan(3);
  });

  it('[M2] locking payer first, then payee, deadlocks', async () => {
    await naive([
      [1, 10_000n],
      [2, 10_000n],
    ]);
    const met = meetingOf(2);
    const transfer = (from: number, to: number) =>
      inOwnTransaction(async (client) => {
        await client.query('update naive_balances set minor = minor - 1 where id = $1', [from]);
        await met();
        await client.query('update naive_balances set minor = minor + 1 where id = $1', [to]);
        return 'moved';
      }).catch((error: unknown) => sqlState(error));
    expect(await Promise.all([transfer(1, 2), transfer(2, 1)])).toContain('40P01');
  });
});

/** Everybody waits until `count` have come. */
function meetingOf(count: number): () => Promise<void> {
  let missing = count;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    missing -= 1;
    if (missing === 0) open();
    return all;
  };
}

describe('a client that is killed while it holds a balance', () => {
  it('[M13] keeps the next writer waiting for no more than a second, and leaves no half transfer', async () => {
    const payer = await makeOrganization({ code: 'M13', kind: 'solution_provider' });
    const customer = await makeCustomer(payer, 'M13-1', 'resale');
    await fund({ operator }, payer, '50.00');
    const account = String(await accountOf(payer));
    const holder = spawn(process.execPath, ['tests/programs/hold-balance.mjs', test.superUrl, account], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => holder.on('exit', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const waiting = allocateFunds(actorOf(payer), freshKey(), { customerId: customer.customerId, amount: '1.00' });
    holder.kill('SIGKILL');
    await ended;
    const killedAt = performance.now();
    expect(await waiting).toMatchObject({ ok: true });
    expect(performance.now() - killedAt).toBeLessThan(1500);
    expect(await balanceOf(payer)).toBe(4900n);
    const { rows } = await test.handle.pool.query(`select 1 from ledger_transfers where kind = 'x'`);
    expect(rows).toEqual([]);
  });
});

it('the oracles name money that moved past the commands', async () => {
  const broken = Object.keys(await brokenOracles());
  expect(broken.toSorted()).toEqual(['money_without_audit', 'money_without_doc', 'money_without_event']);
});
