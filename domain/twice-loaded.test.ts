import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as client from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
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
import { Refusal } from './refusal';

// Next's bundler gives pages and routes a copy each of the same files, in one process and over one pool. Here the files above are one
// copy, and `twin` is the other.
//
// Checked: with statement names from a counter per copy (`pc_${statementNames.size}` in db/client.ts) the second and the last test fail with
// "Prepared statements must be unique"; with a plain `Symbol()` as the brand in domain/refusal.ts the third and the fourth fail.
//
// The lanes are shared. The one of `funds.allocate` was begun here and works for both; `funds.reclaim` is loaded by the twin alone, so its
// lane runs the twin's files.
async function loadTwin() {
  vi.resetModules();
  const twinClient: typeof client = await import('@/db/client');
  const { Refusal: TwinRefusal } = await import('./refusal');
  const { allocateFunds: twinAllocate } = await import('@/domain/funds/allocate-funds');
  const { reclaimFunds } = await import('@/domain/funds/reclaim-funds');
  return { client: twinClient, Refusal: TwinRefusal, allocateFunds: twinAllocate, reclaimFunds };
}

let test: TestDatabase;
let twin: Awaited<ReturnType<typeof loadTwin>>;
let payer: WorldOrganization;
let customer: WorldCustomer;
beforeAll(async () => {
  // Two connections, so that either copy finds on both what the other prepared.
  test = await freshDatabase({ max: 2 });
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  customer = await makeCustomer(payer, 'S-1', 'resale');
  await fund({ operator }, payer, '1000.00');
  twin = await loadTwin();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const inputOf = (amount: string) => ({ customerId: customer.customerId, amount });

/** Adjustments that differ from their transfer, audit row or event in what they say was done, or that lack one of them. */
async function mismatches(): Promise<unknown[]> {
  const { rows } = await test.handle.pool.query(`
    select a.id from fund_adjustments a
      left join ledger_transfers t on t.id = a.transfer_id and t.kind = a.kind and t.amount_minor = a.amount_minor
      left join audit_entries e on e.transfer_id = a.transfer_id and e.action = 'funds.' || a.kind and e.outcome = 'done'
      left join outbox_events o on o.transfer_id = a.transfer_id
        and o.kind = case a.kind when 'allocate' then 'funds.allocated' else 'funds.reclaimed' end
      where t.id is null or e.id is null or o.id is null or e.detail->>'amount' <> to_char(a.amount_minor / 100.0, 'FM999990.00')
        or o.payload->>'amount' <> e.detail->>'amount'
    union all select transfer_id from audit_entries where transfer_id is not null group by transfer_id having count(*) <> 1
    union all select transfer_id from outbox_events where transfer_id is not null group by transfer_id having count(*) <> 1`);
  return rows;
}

describe('the money kernel, loaded twice in a process', () => {
  it('is two copies over one pool', () => {
    expect(twin.allocateFunds).not.toBe(allocateFunds);
    expect(twin.Refusal).not.toBe(Refusal);
    expect(twin.client.inTransaction).not.toBe(client.inTransaction);
    expect(twin.client.databasePool()).toBe(client.databasePool());
  });

  it('moves, repeats and previews from both at once, and every record belongs to its transfer', async () => {
    const before = [await balanceOf(payer), await balanceOf(customer), await rowCounts()] as const;
    // Each of the two begins with another statement, so that counted names would meet on the first connection.
    const seen = await twin.reclaimFunds.preview(actorOf(payer), [inputOf('1.00')]);
    expect(seen).toMatchObject([{ ok: false, code: 'insufficient_balance' }]);
    for (let round = 0; round < 5; round += 1) {
      const key = freshKey();
      const [first, second, looked] = await Promise.all([
        allocateFunds(actorOf(payer), key, inputOf('7.01')),
        twin.allocateFunds(actorOf(payer), freshKey(), inputOf('2.03')),
        twin.allocateFunds.preview(actorOf(payer), [inputOf('1.00')]),
      ]);
      expect([first, second, looked[0]]).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
      const [again, taken, back, view] = await Promise.all([
        twin.allocateFunds(actorOf(payer), key, inputOf('7.01')),
        twin.reclaimFunds(actorOf(payer), freshKey(), inputOf('3.05')),
        twin.reclaimFunds(actorOf(payer), freshKey(), inputOf('0.50')),
        twin.reclaimFunds.preview(actorOf(payer), [inputOf('0.01')]),
      ]);
      expect(again).toEqual({ ...first, replayed: true });
      expect([taken, back, view[0]]).toMatchObject([{ ok: true }, { ok: true }, { ok: true }]);
    }
    const [payerBefore, customerBefore, countsBefore] = before;
    expect((await balanceOf(payer)) - payerBefore).toBe(-5n * 549n);
    expect((await balanceOf(customer)) - customerBefore).toBe(5n * 549n);
    expect(grownBy(countsBefore, await rowCounts())).toEqual({
      audit_entries: 20,
      command_receipts: 20,
      fund_adjustments: 20,
      ledger_entries: 40,
      ledger_transfers: 20,
      outbox_events: 20,
    });
    expect(await mismatches()).toEqual([]);
  });

  it('a refusal made in one is one in the other', () => {
    expect(new Refusal('busy')).toBeInstanceOf(twin.Refusal);
    expect(new twin.Refusal('busy')).toBeInstanceOf(Refusal);
    expect(new Error('busy')).not.toBeInstanceOf(twin.Refusal);
  });

  it('a request that runs elsewhere already is told so, also where the other copy has the lane', async () => {
    const elsewhere = await test.owner.connect();
    const key = freshKey();
    const claim = `insert into command_receipts (organization_id, command, request_key, fingerprint, result_id)
      select $1, name, $2, 'unknown', $3 from unnest(array['funds.allocate', 'funds.reclaim']) name`;
    try {
      await elsewhere.query('begin');
      await elsewhere.query(claim, [uuidOf(payer.id), key, uuidOf(newId('adjustment'))]);
      const outcomes = await Promise.all(
        [twin.allocateFunds, twin.reclaimFunds].map((move) => move(actorOf(payer), key, inputOf('0.01'))),
      );
      expect(outcomes.map((outcome) => outcome.ok || outcome.code)).toEqual(['request_running', 'request_running']);
    } finally {
      await elsewhere.query('rollback');
      elsewhere.release();
    }
  });

  it('so is one that somebody is in the way of', async () => {
    const elsewhere = await test.owner.connect();
    try {
      await elsewhere.query('begin');
      await elsewhere.query('select from organizations where id = $1 for update', [uuidOf(payer.id)]);
      const outcomes = await Promise.all(
        [twin.allocateFunds, twin.reclaimFunds].map((move) => move(actorOf(payer), freshKey(), inputOf('0.01'))),
      );
      expect(outcomes.map((outcome) => outcome.ok || outcome.code)).toEqual(['busy', 'busy']);
    } finally {
      await elsewhere.query('rollback');
      elsewhere.release();
    }
    expect(await twin.allocateFunds(actorOf(payer), freshKey(), inputOf('0.01'))).toMatchObject({ ok: true });
  });
});
