import { spawn } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from './database';
import { brokenOracles } from './oracles';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  type WorldCustomer,
  type WorldOrganization,
} from './world';

// A guard is taken away, and what its test looks at has to go wrong: a test that stays green without the guard proves nothing.

let test: TestDatabase;
let payer: WorldOrganization;
let customer: WorldCustomer;
beforeEach(async () => {
  test = await freshDatabase();
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  customer = await makeCustomer(payer, 'S-1', 'resale');
  await fund({ operator }, payer, '100.00');
});
afterEach(() => test.close());

const allocate = (key: string, amount: string) =>
  allocateFunds(actorOf(payer), key, { customerId: customer.customerId, amount });

describe('negative control', () => {
  it('[M4] [M5] without the unique key of the receipts, one key pays twice', async () => {
    await test.owner.query('alter table command_receipts drop constraint command_receipts_pkey');
    const key = freshKey();
    await allocate(key, '1.00');
    await allocate(key, '2.00');
    expect(await balanceOf(customer)).toBe(300n);
  });

  it('[P1] without its audit row, money is named by the oracles', async () => {
    await test.owner.query('create function forget() returns trigger language plpgsql as $$ begin return null; end $$');
    await test.owner.query(
      'create trigger forget before insert on audit_entries for each row execute function forget()',
    );
    expect(await allocate(freshKey(), '1.00')).toMatchObject({ ok: true });
    expect(Object.keys(await brokenOracles())).toEqual(['money_without_audit']);
  });

  it('[M13] without a look at the connection, a killed client keeps the balance', async () => {
    await test.owner.query(`alter database ${test.name} set client_connection_check_interval = 0`);
    const { rows } = await test.owner.query('select id from ledger_accounts where owner_id = $1', [uuidOf(payer.id)]);
    const holder = spawn(process.execPath, ['tests/programs/hold-balance.mjs', test.superUrl, String(rows[0].id)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => holder.on('exit', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const waiting = allocate(freshKey(), '1.00');
    holder.kill('SIGKILL');
    await ended;
    expect(await waiting).toMatchObject({ ok: false, code: 'busy' });
  });

  it('[M18] without its trigger, history can be rewritten', async () => {
    await allocate(freshKey(), '1.00');
    await test.owner.query('alter table ledger_entries disable trigger ledger_entries_keep_rows');
    await test.owner.query('update ledger_entries set amount_minor = amount_minor * 2');
    expect(Object.keys(await brokenOracles())).toContain('drift');
  });

  it('[M1] without the rule of the posting function, the constraint still keeps the floor', async () => {
    await test.owner.query(`do $$ begin
      execute replace(pg_get_functiondef('ledger_post_batch'::regproc), 'if short then', 'if false then'); end $$`);
    await expect(allocate(freshKey(), '100.01')).rejects.toThrow();
    expect(await balanceOf(payer)).toBe(10_000n);
  });
});
