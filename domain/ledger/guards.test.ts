import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asKind, uuidOf } from '@/lib/id';
import { type Attackers, attackersOf } from '@/tests/attackers';
import { termsFor } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, fund, makeCustomer, makeOrganization } from '@/tests/world';
import { allocateFunds } from '../funds/allocate-funds';

/** What an attack may use: two accounts with money and history, and where each stands. */
interface Target {
  debit: string;
  credit: string;
  debitSeq: string;
  creditSeq: string;
  debitTotals: [string, string];
  creditTotals: [string, string];
}

let test: TestDatabase;
let target: Target;
let attackers: Attackers;
let clients: Attackers['clients'];
beforeAll(async () => {
  test = await freshDatabase();
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  const customer = await makeCustomer(payer, 'S-1', 'resale');
  await fund({ operator }, payer, '100.00');
  await termsFor(operator, await makeOrganization({ code: 'T', kind: 'solution_provider' }), { creditLimit: '1' });
  await allocateFunds(actorOf(payer), freshKey(), { customerId: customer.customerId, amount: '10.00' });
  attackers = await attackersOf(test);
  clients = attackers.clients;
  const read = async (owner: string) => {
    const { rows } = await clients.app.query(
      'select b.* from ledger_balances b join ledger_accounts a on a.id = b.account_id where a.owner_id = $1',
      [owner],
    );
    return rows[0];
  };
  const [from, to] = [await read(uuidOf(payer.id)), await read(uuidOf(asKind('organization', customer.customerId)))];
  target = {
    debit: from.account_id,
    credit: to.account_id,
    debitSeq: from.seq,
    creditSeq: to.seq,
    debitTotals: [from.debits_minor, from.credits_minor],
    creditTotals: [to.debits_minor, to.credits_minor],
  };
});
afterEach(booksAreRight);
afterAll(async () => {
  await attackers.end();
  await test.close();
});

const attack: Attackers['attack'] = (who, statements) => attackers.attack(who, statements);

const kept = [
  'ledger_entries',
  'ledger_transfers',
  'audit_entries',
  'fund_adjustments',
  'bank_transfers',
  'credit_terms',
];
const ledger = ['ledger_units', 'ledger_accounts', 'ledger_balances', 'ledger_transfers', 'ledger_entries'];
const columnOf = (table: string) => (table === 'audit_entries' ? 'at' : 'created_at');

describe('[M18] history', () => {
  it.each(kept)('cannot be changed in %s: the application has no right, the owner meets a trigger', async (table) => {
    const statements = [
      `update ${table} set ${columnOf(table)} = ${columnOf(table)}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
    ];
    for (const statement of statements) {
      expect([statement, await attack('app', [statement])]).toEqual([statement, '42501']);
      expect([statement, await attack('owner', [statement])]).toEqual([statement, 'LG001']);
      expect([statement, await attack('super', [statement])]).toEqual([statement, 'LG001']);
    }
  });

  it.each(ledger)('cannot be written past the posting function: %s', async (table) => {
    const column = { ledger_units: 'scale', ledger_balances: 'seq' }[table] ?? 'created_at';
    for (const statement of [
      `insert into ${table} select * from ${table}`,
      `update ${table} set ${column} = ${column}`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `create trigger mine before insert on ${table} for each row execute function refuse_change()`,
      `alter table ${table} disable trigger all`,
    ])
      expect([statement, await attack('app', [statement])]).toEqual([statement, '42501']);
  });

  it('is written by nobody else: dated postings, the numbers, the drawers of other roles', async () => {
    const dated = `select ledger_post_dated('${randomUUID()}', 'x', ${target.debit}, ${target.credit}, 'CNY', 1, now())`;
    expect(await attack('app', [dated])).toBe('42501');
    expect(await attack('app', [`select setval('ledger_account_numbers', 1)`])).toBe('42501');
    expect(await attack('app', ['set role partner_center_ledger'])).toBe('42501');
    expect(await attack('app', ['create table mine (a int)'])).toBe('42501');
  });

  it.each<[string, string, string]>([
    ['raised', 'credits_minor = credits_minor + 100', 'LG008'],
    ['raised with a number', 'credits_minor = credits_minor + 100, seq = seq + 1', 'LG008'],
    ['lowered', 'credits_minor = credits_minor - 100', 'LG005'],
    ['emptied', 'debits_minor = credits_minor', 'LG008'],
    ['renumbered', 'seq = seq + 1', 'LG008'],
    ['given another unit', `unit_code = 'USD'`, 'LG005'],
    ['given a lower floor', 'floor_minor = -1000000', 'LG005'],
    ['moved to another account', 'account_id = account_id + 1', 'LG005'],
  ])('a balance cannot be %s', async (_name, change, code) => {
    const statement = `update ledger_balances set ${change} where account_id = ${target.debit}`;
    expect(await attack('app', [statement])).toBe('42501');
    expect(await attack('owner', [statement])).toBe(code);
    expect(await attack('super', [statement])).toBe(code);
  });

  it('a balance cannot be removed, emptied or opened with money in it', async () => {
    for (const who of ['owner', 'super'] as const) {
      expect(await attack(who, ['delete from ledger_balances'])).toBe('LG001');
      expect(await attack(who, ['truncate ledger_balances'])).toBe('LG001');
      const opened = `insert into ledger_balances (account_id, unit_code, credits_minor) values (1, 'CNY', 500)`;
      expect(await attack(who, [opened])).toBe('LG008');
    }
  });
});

/** A posting written by hand, right in every respect unless `wrong` says otherwise. */
function posting(wrong: {
  unit?: string;
  amount?: number;
  legs?: readonly [account: 'debit' | 'credit', amount: number][];
  transferOf?: readonly [debit: 'debit' | 'credit', credit: 'debit' | 'credit'];
  withoutTransfer?: true;
  withoutBalances?: true;
  /** Added to what the entry should say. */
  seq?: number;
  total?: number;
  at?: string;
}): string {
  const id = randomUUID();
  const amount = wrong.amount ?? 100;
  const legs = wrong.legs ?? [
    ['debit', -amount],
    ['credit', amount],
  ];
  const [from, to] = wrong.transferOf ?? ['debit', 'credit'];
  const count = { debit: 0, credit: 0 };
  const sums = { debit: [0, 0], credit: [0, 0] } as Record<'debit' | 'credit', [number, number]>;
  const entries = legs.map(([side, signed]) => {
    const totals = side === 'debit' ? target.debitTotals : target.creditTotals;
    count[side] += 1;
    sums[side] = [sums[side][0] + Math.max(-signed, 0), sums[side][1] + Math.max(signed, 0)];
    const seq = Number(side === 'debit' ? target.debitSeq : target.creditSeq) + count[side] + (wrong.seq ?? 0);
    const after = [0, 1].map((at) => Number(totals[at]) + (sums[side][at] ?? 0) + (wrong.total ?? 0));
    return `(${target[side]}, ${seq}, '${id}', ${signed}, ${after[0]}, ${after[1]}, ${wrong.at ?? 'statement_timestamp()'})`;
  });
  const balances = (['debit', 'credit'] as const).map(
    (side) =>
      `update ledger_balances set debits_minor = debits_minor + ${sums[side][0]}, credits_minor = credits_minor + ${sums[side][1]}, seq = seq + ${count[side]} where account_id = ${target[side]}`,
  );
  const parts = [
    wrong.withoutTransfer
      ? ''
      : `t as (insert into ledger_transfers (id, kind, debit_id, credit_id, unit_code, amount_minor, created_at)
           values ('${id}', 'x', ${target[from]}, ${target[to]}, '${wrong.unit ?? 'CNY'}', ${amount}, ${wrong.at ?? 'statement_timestamp()'}))`,
    ...(wrong.withoutBalances ? [] : [`d as (${balances[0]})`, `c as (${balances[1]})`]),
    entries.length > 0 ? `e as (insert into ledger_entries values ${entries.join(', ')})` : '',
  ];
  return `with ${parts.filter(Boolean).join(', ')} select 1`;
}

const attacks: readonly [name: string, wrong: Parameters<typeof posting>[0], codes: readonly string[]][] = [
  ['no leg', { legs: [], withoutBalances: true }, ['LG004']],
  ['one leg', { legs: [['debit', -100]] }, ['LG002']],
  [
    'three legs',
    {
      legs: [
        ['debit', -100],
        ['credit', 60],
        ['credit', 40],
      ],
    },
    ['LG002'],
  ],
  [
    'legs that do not cancel out',
    {
      legs: [
        ['debit', -100],
        ['credit', 101],
      ],
    },
    ['LG002'],
  ],
  [
    'two legs on one account',
    {
      legs: [
        ['debit', -100],
        ['debit', 100],
      ],
    },
    ['LG003'],
  ],
  ['one account twice', { transferOf: ['debit', 'debit'] }, ['23514']],
  ['no transfer', { withoutTransfer: true }, ['LG003']],
  [
    'legs of another amount',
    {
      legs: [
        ['debit', -200],
        ['credit', 200],
      ],
    },
    ['LG003'],
  ],
  [
    'legs the wrong way round',
    {
      legs: [
        ['debit', 100],
        ['credit', -100],
      ],
    },
    ['LG003'],
  ],
  ['another unit', { unit: 'USD' }, ['LG003']],
  ['balances that stay', { withoutBalances: true }, ['LG003']],
  ['a number left out', { seq: 1 }, ['LG003', 'LG008']],
  ['a number used before', { seq: -1 }, ['23505', 'LG003']],
  ['other running totals', { total: 1 }, ['LG003', 'LG008']],
  ['an earlier moment', { at: `timestamptz '2020-01-01'` }, ['LG003']],
  ['nothing', { amount: 0 }, ['23514']],
  ['less than nothing', { amount: -100 }, ['23514', 'LG003']],
  ['more than there is', { amount: 900_000 }, ['23514']],
];

describe('[M19] a posting written by hand', () => {
  it.each(attacks)('is refused with %s', async (_name, wrong, codes) => {
    const statement = posting(wrong);
    expect(await attack('app', [statement])).toBe('42501');
    for (const who of ['owner', 'super'] as const) expect(codes).toContain(await attack(who, [statement]));
  });

  it('is refused whatever the search path, and behind look-alike tables', async () => {
    const lookAlikes = ['ledger_balances', 'ledger_transfers', 'ledger_entries'].map(
      (table) => `create temp table ${table} (like public.${table}) on commit drop`,
    );
    const qualified = posting({ legs: [['debit', -100]] }).replaceAll(/(into|update) (ledger_)/g, '$1 public.$2');
    for (const path of ['', 'pg_temp', 'pg_catalog'])
      expect(await attack('super', [`set local search_path = '${path}'`, qualified])).toBe('LG002');
    expect(await attack('super', [...lookAlikes, qualified])).toBe('LG002');
  });

  it('does not let the application lead the posting function to tables of its own', async () => {
    const fake = [
      'create temp table ledger_balances (like public.ledger_balances) on commit drop',
      `insert into pg_temp.ledger_balances values (${target.debit}, 'CNY', 0, 0, 99999999, ${target.debitSeq}, false), (${target.credit}, 'CNY', 0, 0, 0, ${target.creditSeq}, false)`,
      'grant all on pg_temp.ledger_balances to public',
    ];
    const post = `do $$ begin
      if (select outcome from ledger_post_batch(array['${randomUUID()}']::uuid[], array['x'], array[${target.debit}]::bigint[], array[${target.credit}]::bigint[], array['CNY'], array[99999999]::bigint[])) <> 'short'
      then raise exception 'led astray' using errcode = 'XX999'; end if; end $$`;
    expect(await attack('app', [...fake, post])).toBe('done');
  });

  it('passes when it is right: the attacks above fail for what is wrong with them', async () => {
    const client = clients.super;
    await client.query('begin');
    await client.query(posting({}));
    await client.query('rollback');
  });
});
