import type pg from 'pg';
import { planCustomerAdjustments } from '@/domain/funds/adjustment-plan';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { customerAdjustmentInput } from '@/domain/funds/input';
import { insertAdjustments } from '@/domain/funds/record-adjustments';
import { runMoneyBatch } from '@/domain/money-batch';
import { fingerprintOf } from '@/lib/fingerprint';
import { newId } from '@/lib/id';
import { type Run, run } from './load';
import type { BenchPartner } from './world';

/** Rows of the table that the floor updates, one at random each time. */
const floorRows = 10_000;

/** The table of the floor: as narrow as a balance, with as much room for updates in place. */
export async function makeFloor(owner: pg.Pool): Promise<void> {
  await owner.query(
    'create table if not exists bench_floor (id int primary key, n bigint not null) with (fillfactor = 40)',
  );
  await owner.query(
    `insert into bench_floor select g, 0 from generate_series(1, ${floorRows}) g on conflict do nothing`,
  );
  await owner.query('grant select, update on bench_floor to partner_center_app');
}

/** The least a durable change can cost: one row updated in one statement, through the same driver, committed by itself. */
export const floor = (pool: pg.Pool, inFlight: number, ms: number): Promise<Run> =>
  run({ inFlight, ms }, async () => {
    const id = 1 + Math.floor(Math.random() * floorRows);
    await pool.query({ name: 'floor', text: 'update bench_floor set n = n + 1 where id = $1', values: [id] });
  });

/** Allocations through the command: permission, parsing, act-once, checks, posting, record, audit, event. */
export const allocate = (partners: readonly BenchPartner[], inFlight: number, ms: number): Promise<Run> =>
  run({ inFlight, ms }, async () => {
    const { actor, customerId } = pick(partners);
    const outcome = await allocateFunds(actor, freshKey(), { customerId, amount: '0.01' });
    if (!outcome.ok) throw new Error(`not allocated: ${outcome.code}`);
  });

/** The same work without the lane in front of it, one at a time. */
export const allocateDirectly = (partners: readonly BenchPartner[], ms: number): Promise<Run> =>
  run({ inFlight: 1, ms }, async () => {
    const { actor, customerId } = pick(partners);
    const input = customerAdjustmentInput('CNY').parse({ customerId, amount: '0.01' });
    const entry = { actor, input, requestKey: freshKey(), fingerprint: fingerprintOf(input) };
    const [outcome] = await runMoneyBatch(
      {
        name: 'funds.allocate',
        returns: 'adjustment',
        plan: (tx, items) => planCustomerAdjustments(tx, 'allocate', items),
        record: insertAdjustments,
      },
      [{ ...entry, id: newId('adjustment'), transferId: newId('transfer') }],
    );
    if (!outcome || outcome instanceof Error || !outcome.ok) throw new Error('not allocated directly');
  });

/** A list of a hundred, as a CSV file or an API batch brings it; counted in rows. */
export const allocateMany = (partner: BenchPartner, ms: number): Promise<Run> =>
  run({ inFlight: 1, ms, each: 100 }, async () => {
    const requests = Array.from({ length: 100 }, () => {
      const { customerId } = pick([partner]);
      return { requestKey: freshKey(), input: { customerId, amount: '0.01' } };
    });
    const outcomes = await allocateFunds.many(partner.actor, requests);
    if (!outcomes.every((outcome) => outcome.ok)) throw new Error('not all of a batch allocated');
  });

function pick(partners: readonly BenchPartner[]) {
  const partner = partners[Math.floor(Math.random() * partners.length)];
  const customerId = partner?.customers[Math.floor(Math.random() * partner.customers.length)];
  if (!partner || !customerId) throw new Error('the bench has partners with customers');
  return { actor: partner.actor, customerId };
}

let keys = 0;
const freshKey = (): string => {
  keys += 1;
  return `bench-${process.pid}-${keys}`;
};
