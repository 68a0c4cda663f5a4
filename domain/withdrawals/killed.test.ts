import { spawn } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight, brokenOracles } from '@/tests/oracles';
import { approved, fileOf, heldOf, toCard } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { settlePaymentFile } from './settle-payment-file';
import { settlePaymentFiles } from './settle-payment-files';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

/** A file of that many withdrawals of 1.00 which the bank has paid. */
async function paidFile(partner: WorldOrganization, count: number): Promise<Id<'paymentFile'>> {
  const ids: Id<'withdrawal'>[] = [];
  for (let n = 0; n < count; n += 1) ids.push(await approved(world, partner, toCard('1.00')));
  const paymentFileId = await fileOf(world, ids);
  await settlePaymentFile(actorOf(world.operator), freshKey(), { paymentFileId });
  return paymentFileId;
}
const settledOf = (file: Id<'paymentFile'>) =>
  database().$count(schema.withdrawals, sql`payment_file_id = ${uuidOf(file)}::uuid and state = 'settled'`);
const payments = () => database().$count(schema.ledgerTransfers, sql`kind = 'withdraw_pay'`);

it('[F6] a worker killed in the middle of a batch that it has posted, five times: each amount leaves once', async () => {
  const partner = await makeOrganization({ code: 'W', kind: 'solution_provider' });
  await fund(world, partner, '500.00');
  const files = [await paidFile(partner, 90), await paidFile(partner, 90)];
  const settled = async () => (await Promise.all(files.map(settledOf))).reduce((sum, count) => sum + count, 0);
  for (let cycle = 1; cycle <= 5; cycle += 1) {
    expect(await settlePaymentFiles()).toBeGreaterThan(0);
    const before = await settled();
    await killWhilePosting();
    expect([cycle, await settled(), await payments()]).toEqual([cycle, before, before]);
    expect(await brokenOracles()).toEqual({});
  }
  expect(await settled()).toBeLessThan(180);
  while ((await settlePaymentFiles()) > 0);
  expect([await settled(), await payments()]).toEqual([180, 180]);
  expect([await balanceOf(partner), await heldOf(partner)]).toEqual([32_000n, 0n]);
  await booksAreRight();
}, 180_000);

/** Starts a worker, lets it come to where it has posted a batch and is about to write that down, and kills it (-9) there. */
async function killWhilePosting(): Promise<void> {
  const client = await test.owner.connect();
  try {
    // Whoever wants to write an audit row waits behind this.
    await client.query('begin');
    await client.query('lock table audit_entries in share mode');
    const worker = spawn(process.execPath, ['--import', 'tsx', 'tests/programs/settle.ts'], {
      env: { ...process.env, DATABASE_URL: test.appUrl },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = new Promise((resolve) => worker.on('exit', resolve));
    const waiting = `select pid from pg_locks where relation = 'audit_entries'::regclass and not granted`;
    const pidOf = async () => (await test.owner.query<{ pid: number }>(waiting)).rows[0]?.pid;
    await vi.waitFor(async () => expect(await pidOf()).toBeDefined(), { timeout: 30_000, interval: 10 });
    const pid = await pidOf();
    worker.kill('SIGKILL');
    await ended;
    await client.query('rollback');
    const gone = async () => (await test.owner.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount;
    await vi.waitFor(async () => expect(await gone()).toBe(0), { timeout: 30_000, interval: 10 });
  } finally {
    client.release(true);
  }
}

it('[F6] cut off at any of its statements, before or after it was heard, a step has happened once or not at all', async () => {
  const partner = await makeOrganization({ code: 'WB', kind: 'solution_provider' });
  await fund(world, partner, '100.00');
  for (const when of ['before', 'after'] as const) {
    for (let nth = 1, isReached = true; isReached; nth += 1) {
      const before = await payments();
      const file = await paidFile(partner, 1);
      isReached = await brokenAt(test, nth, when, settlePaymentFiles);
      while ((await settlePaymentFiles()) > 0);
      expect([when, nth, await settledOf(file), (await payments()) - before]).toEqual([when, nth, 1, 1]);
      await booksAreRight();
    }
  }
}, 120_000);
