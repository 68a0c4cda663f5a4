import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRolledBackTransaction, inTransaction } from '@/db/client';
import { newId } from '@/lib/id';
import { type Currency, money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type AccountId, postBatch, simulateBatch, type Transfer } from './post';

const max = 2n ** 62n;
const overflow = 2n ** 63n;

interface Balance {
  readonly unit: Currency;
  readonly floor: bigint;
  debits: bigint;
  credits: bigint;
  seq: bigint;
}
type Book = Map<AccountId, Balance>;
/** A wish, with accounts by their place in the list. */
interface Wish {
  readonly debit: number;
  readonly credit: number;
  readonly unit: Currency;
  readonly amount: bigint;
}

let test: TestDatabase;
let numbers = 1n;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

const kinds: readonly { unit: Currency; floor: bigint }[] = [
  { unit: 'CNY', floor: -max },
  { unit: 'CNY', floor: 0n },
  { unit: 'CNY', floor: 0n },
  { unit: 'CNY', floor: -500n },
  { unit: 'USD', floor: -max },
  { unit: 'USD', floor: 0n },
];
/** The last place is an account that does not exist. */
const places = kinds.length + 1;

/** Fresh accounts, one of each kind, in the database and in the model. */
async function openBook(): Promise<{ ids: AccountId[]; book: Book }> {
  const ids = kinds.map(() => numbers++);
  const values = kinds.map(({ unit, floor }, at) => ({ id: ids[at] ?? 0n, owner: randomUUID(), unit, floor }));
  for (const { id, owner, unit, floor } of values) {
    await test.owner.query(
      `with a as (insert into ledger_accounts (id, owner_id, root_id, purpose, unit_code) values ($1, $2, $2, 'funds', $3))
        insert into ledger_balances (account_id, unit_code, floor_minor) values ($1, $3, $4)`,
      [id, owner, unit, floor],
    );
  }
  const book: Book = new Map(
    values.map(({ id, unit, floor }) => [id, { unit, floor, debits: 0n, credits: 0n, seq: 0n }]),
  );
  return { ids: [...ids, 999_999_999n], book };
}

const transfersOf = (ids: readonly AccountId[], wishes: readonly Wish[]): Transfer[] =>
  wishes.map(({ debit, credit, unit, amount }) => ({
    id: newId('transfer'),
    kind: 'allocate',
    debit: ids[debit] ?? 0n,
    credit: ids[credit] ?? 0n,
    amount: money(amount, unit),
  }));

/** What the ledger promises, in twenty lines. Changes `book`; throws RangeError where no counter can hold the result. */
function decide(book: Book, transfers: readonly Transfer[]): string[] {
  return transfers.map(({ debit, credit, amount: { minor, currency } }) => {
    const [from, to] = [book.get(debit), book.get(credit)];
    if (!from || !to || from === to || from.unit !== currency || to.unit !== currency || minor <= 0n) return 'invalid';
    if (from.credits - from.debits - minor < from.floor) return 'short';
    from.debits += minor;
    to.credits += minor;
    from.seq += 1n;
    to.seq += 1n;
    if (from.debits >= overflow || to.credits >= overflow) throw new RangeError('counter');
    return 'posted';
  });
}

const copyOf = (book: Book): Book => new Map([...book].map(([id, balance]) => [id, { ...balance }]));

async function readBook(ids: readonly AccountId[]): Promise<Book> {
  const { rows } = await test.handle.pool.query(
    'select * from ledger_balances where account_id = any($1::bigint[]) order by account_id',
    [ids],
  );
  return new Map(
    rows.map((row) => [
      BigInt(row.account_id),
      {
        unit: row.unit_code,
        floor: BigInt(row.floor_minor),
        debits: BigInt(row.debits_minor),
        credits: BigInt(row.credits_minor),
        seq: BigInt(row.seq),
      },
    ]),
  );
}

/** The rows of the accounts' history as one text: a refused batch leaves it as it was, to the byte. */
async function historyOf(ids: readonly AccountId[]): Promise<string> {
  const { rows } = await test.handle.pool.query(
    `select md5(string_agg(e::text, ';' order by e.account_id, e.seq)) || (select count(*) from ledger_transfers) as text
      from ledger_entries e where e.account_id = any($1::bigint[])`,
    [ids],
  );
  return rows[0]?.text;
}

const post = (transfers: readonly Transfer[]) =>
  inTransaction((tx) => postBatch(tx, transfers)).then((postings) => postings.map(({ outcome }) => outcome));

const place = fc.nat({ max: places - 1 });
const near = (value: bigint) => fc.bigInt({ min: value - 2n, max: value + 2n });
const wish = (amount: fc.Arbitrary<bigint>): fc.Arbitrary<Wish> =>
  fc.record({ debit: place, credit: place, unit: fc.constantFrom('CNY', 'CNY', 'CNY', 'USD'), amount });
const small = fc.bigInt({ min: 1n, max: 300n });
const wild = fc.oneof(
  { weight: 6, arbitrary: small },
  near(2n ** 53n),
  near(max - 2n),
  fc.constantFrom(0n, -1n, -max, 2n ** 61n),
);
const batches = (amount: fc.Arbitrary<bigint>) =>
  fc.array(fc.array(wish(amount), { minLength: 1, maxLength: 8 }), { minLength: 3, maxLength: 10 });

describe('[M19] posting', () => {
  it('agrees with the model on every batch: outcomes, counters, units that sum to zero, floors', async () => {
    await fc.assert(
      fc.asyncProperty(batches(wild), async (wishes) => {
        const { ids, book } = await openBook();
        let model = book;
        for (const batch of wishes) {
          const transfers = transfersOf(ids, batch);
          const next = copyOf(model);
          const before = await historyOf(ids);
          let expected: string[];
          try {
            expected = decide(next, transfers);
          } catch {
            await expect(post(transfers)).rejects.toThrow();
            expect(await readBook(ids)).toEqual(model);
            expect(await historyOf(ids)).toBe(before);
            continue;
          }
          expect(await post(transfers)).toEqual(expected);
          model = next;
          const found = await readBook(ids);
          expect(found).toEqual(model);
          if (!expected.includes('posted')) expect(await historyOf(ids)).toBe(before);
          for (const unit of ['CNY', 'USD']) {
            const ofUnit = [...found.values()].filter((balance) => balance.unit === unit);
            expect(ofUnit.reduce((sum, { credits, debits }) => sum + credits - debits, 0n)).toBe(0n);
          }
          for (const { credits, debits, floor } of found.values())
            expect(credits - debits).toBeGreaterThanOrEqual(floor);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('decides a batch like its items one by one, and the simulation decides like both', async () => {
    await fc.assert(
      fc.asyncProperty(batches(small), async (wishes) => {
        const [together, apart] = [await openBook(), await openBook()];
        for (const batch of wishes) {
          const transfers = transfersOf(together.ids, batch);
          const simulated = await inRolledBackTransaction((tx) => simulateBatch(tx, transfers));
          const outcomes = await post(transfers);
          const single: string[] = [];
          for (const transfer of transfersOf(apart.ids, batch)) single.push(...(await post([transfer])));
          expect(outcomes).toEqual(single);
          expect(simulated.map(({ outcome }) => outcome)).toEqual(outcomes);
        }
        const [one, other] = [await readBook(together.ids), await readBook(apart.ids)];
        expect([...one.values()]).toEqual([...other.values()]);
      }),
      { numRuns: 40 },
    );
  });

  it('rebuilds every balance and every entry from the transfers alone', async () => {
    const { rows } = await test.handle.pool.query(`
      with legs as (
        select debit_id as account_id, id, created_at, -amount_minor as delta from ledger_transfers
        union all select credit_id, id, created_at, amount_minor from ledger_transfers),
      ledger as (select account_id, sum(-delta) filter (where delta < 0) as d, sum(delta) filter (where delta > 0) as c, count(*) as n from legs group by 1)
      select (select count(*)::int from ledger_balances b left join ledger l using (account_id)
                where b.debits_minor <> coalesce(l.d, 0) or b.credits_minor <> coalesce(l.c, 0) or b.seq <> coalesce(l.n, 0)) as balances,
             (select count(*)::int from legs full join ledger_entries e on e.account_id = legs.account_id and e.transfer_id = legs.id
                where e.amount_minor is distinct from legs.delta or e.created_at is distinct from legs.created_at) as entries,
             (select count(*)::int from ledger_transfers) as transfers`);
    expect(rows[0]).toMatchObject({ balances: 0, entries: 0 });
    expect(rows[0]?.transfers).toBeGreaterThan(100);
  });
});
