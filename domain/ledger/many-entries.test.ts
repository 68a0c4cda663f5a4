import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '@/db/client';
import { newId } from '@/lib/id';
import { money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { seedWorld, type World } from '@/tests/world';
import { openAccount, postBatch } from './post';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const accountsOf = () =>
  inTransaction(async (tx) => ({
    debit: await openAccount(tx, world.operator.id, 'bank_clearing', 'CNY'),
    credit: await openAccount(tx, world.operator.id, 'recharge_suspense', 'CNY'),
  }));

/** Gives both accounts so many entries as years of bank files leave, five hundred at a moment. Past the guards, as only a superuser can. */
async function withEntries(accounts: Awaited<ReturnType<typeof accountsOf>>, count: number): Promise<void> {
  const superuser = new pg.Client({ connectionString: test.superUrl });
  await superuser.connect();
  try {
    await superuser.query('set session_replication_role = replica');
    for (const [account, sign] of [
      [accounts.debit, -1],
      [accounts.credit, 1],
    ]) {
      const before = 'select seq, debits_minor, credits_minor from ledger_balances where account_id = $1';
      await superuser.query(
        `insert into ledger_entries (account_id, seq, transfer_id, amount_minor, debits_after, credits_after, created_at)
          select $1, b.seq + n, gen_random_uuid(), $2::int, b.debits_minor + case when $2::int < 0 then n else 0 end,
            b.credits_minor + case when $2::int > 0 then n else 0 end, clock_timestamp() - interval '1 hour' + n / 500 * interval '1 millisecond'
            from generate_series(1, $3::int) n, (${before}) b`,
        [account, sign, count],
      );
      await superuser.query(
        `update ledger_balances set seq = seq + $3::int, debits_minor = debits_minor + case when $2::int < 0 then $3::int else 0 end,
            credits_minor = credits_minor + case when $2::int > 0 then $3::int else 0 end where account_id = $1`,
        [account, sign, count],
      );
    }
  } finally {
    await superuser.end();
  }
}

it('reads a few entries for each transfer, however many its accounts have', async () => {
  const accounts = await accountsOf();
  await withEntries(accounts, 20_000);
  const transfers = Array.from({ length: 100 }, () => ({
    ...({ id: newId('transfer'), kind: 'bank_receipt', ...accounts, amount: money(100n, 'CNY') } as const),
  }));
  await inTransaction(async (tx) => {
    const outcomes = await postBatch(tx, transfers);
    expect(outcomes.every(({ outcome }) => outcome === 'posted')).toBe(true);
    const { rows } = await tx.execute<{ read: string }>(
      "select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_all_tables where relname = 'ledger_entries'",
    );
    expect(Number(rows[0]?.read)).toBeGreaterThan(0);
    expect(Number(rows[0]?.read)).toBeLessThan(1_000);
  });
});
