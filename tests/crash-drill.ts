import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, vi } from 'vitest';
import { connectDatabase, database, schema, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { idFromUuid, uuidOf } from '@/lib/id';
import { removePg, startPg } from '@/scripts/pg.mjs';
import { booksAreRight } from './oracles';
import { actorOf, fund, makeCustomer, makeOrganization } from './world';

/** What the acknowledgement log holds of one request: what was asked, and the answer if one came. */
export interface Asked {
  readonly input: unknown;
  id?: string;
}

/** A partner with much money and five customers. */
async function seedPayer() {
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const payer = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  const customers = [];
  for (let n = 1; n <= 5; n += 1) customers.push((await makeCustomer(payer, `S-${n}`, 'resale')).customerId);
  await fund({ operator }, payer, '1000000.00');
  return { actor: actorOf(payer), customers };
}
type Payer = Awaited<ReturnType<typeof seedPayer>>;

/**
 * Kills the application (-9) under eight writers, again and again, and asks everything that was not answered once more.
 *
 * @source quality/acceptance.md M10
 */
export async function killTheApplication(cycles: number, appUrl: string): Promise<void> {
  const payer = await seedPayer();
  const args = [JSON.stringify(payer.actor), JSON.stringify(payer.customers)];
  await settle(
    payer,
    await askedUnderKills(cycles, appUrl, { program: 'tests/programs/allocate.ts', args, enough: 150 }),
  );
}

/**
 * Runs a program that writes what it asks, and the answers, into a log, and kills it (-9) each time it has had `enough` answers and some.
 *
 * @returns what was asked and what was answered, by request key
 */
export async function askedUnderKills(
  cycles: number,
  appUrl: string,
  { program, args, enough }: { readonly program: string; readonly args: readonly string[]; readonly enough: number },
): Promise<Map<string, Asked>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pc-crash-'));
  const log = path.join(folder, 'log');
  writeFileSync(log, '');
  try {
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      const until = answeredIn(log) + enough + Math.floor(Math.random() * enough * 0.7);
      const app = spawn(process.execPath, ['--import', 'tsx', program, log, ...args], {
        env: { ...process.env, DATABASE_URL: appUrl },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      const ended = new Promise((resolve) => app.on('exit', resolve));
      await vi.waitFor(() => expect(answeredIn(log)).toBeGreaterThan(until), { timeout: 30_000, interval: 10 });
      app.kill('SIGKILL');
      await ended;
    }
    return readLog(log);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readLog(file: string): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (!line.endsWith('}')) continue; // the last line of a killed writer may be half
    const { key, input, id } = JSON.parse(line) as { key: string; input?: unknown; id?: string };
    if (input) asked.set(key, { input });
    const request = asked.get(key);
    if (id && request) request.id = id;
  }
  return asked;
}
const answeredIn = (file: string): number => [...readLog(file).values()].filter(({ id }) => id).length;

/**
 * Kills PostgreSQL, postmaster and children (-9), under eight writers in this process, and starts it again over the same data with
 * fsync on. The writers stay; what broke is asked again with the same key.
 *
 * @source quality/acceptance.md M11
 */
export async function killTheDatabase(cycles: number): Promise<void> {
  const dataDir = path.join(os.tmpdir(), `pc-test-crash-${process.pid}`);
  let server = await startPg({ dataDir });
  await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
  const handle = connectDatabase(server.appUrl);
  useDatabase(handle);
  const asked = new Map<string, Asked>();
  let writing = true;
  try {
    const payer = await seedPayer();
    const writer = async (name: number) => {
      for (let count = 0; writing; count += 1) {
        const key = `crash-${name}-${count}-key`;
        const request: Asked = { input: { customerId: payer.customers[count % 5], amount: `0.${10 + (count % 80)}` } };
        asked.set(key, request);
        const outcome = await allocateFunds(payer.actor, key, request.input).catch(() => undefined);
        if (outcome?.ok) request.id = outcome.id;
      }
    };
    const writers = Array.from({ length: 8 }, (_, name) => writer(name));
    const answered = () => [...asked.values()].filter(({ id }) => id).length;
    const answeredSince = (count: number, timeout: number) =>
      vi.waitFor(() => expect(answered()).toBeGreaterThan(count), { timeout, interval: 10 });
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await answeredSince(answered() + 150 + Math.floor(Math.random() * 100), 30_000);
      killAll(server.pid);
      server = await startPg({ dataDir });
      // The application was not restarted, and serves again within five seconds.
      await answeredSince(answered(), 5000);
    }
    writing = false;
    await Promise.all(writers);
    await settle(payer, asked);
  } finally {
    writing = false;
    await handle.close();
    await server.stop();
    removePg(dataDir);
  }
}

function killAll(postmaster: number): void {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ');
  for (const pid of [postmaster, ...children.filter(Boolean).map(Number)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ESRCH') throw error;
    }
  }
}

/** Acknowledged is stored; nothing twice; and asked again, everything is there once. */
async function settle(payer: Payer, asked: ReadonlyMap<string, Asked>): Promise<void> {
  const before = await storedOf(payer);
  for (const [key, { id }] of asked) {
    if (id) expect([key, before.get(key)]).toEqual([key, [id]]);
    expect(before.get(key)?.length ?? 0).toBeLessThanOrEqual(1);
  }
  const requests = [...asked].map(([requestKey, { input }]) => ({ requestKey, input }));
  const outcomes = await allocateFunds.many(payer.actor, requests);
  for (const [index, [key, { id }]] of [...asked].entries())
    expect([key, outcomes[index]]).toMatchObject([key, { ok: true, ...(id ? { id, replayed: true } : {}) }]);
  const after = await storedOf(payer);
  expect([...after.values()].filter((ids) => ids.length !== 1)).toEqual([]);
  expect(new Set(after.keys())).toEqual(new Set(asked.keys()));
  expect(await database().$count(schema.fundAdjustments)).toBe(asked.size);
  await booksAreRight();
}

/** Per request key, the adjustments whose transfer is in the ledger. */
async function storedOf({ actor }: Payer): Promise<Map<string, string[]>> {
  const { rows } = await database().execute<{ request_key: string; ids: string[] }>(
    sql`select r.request_key, array_agg(a.id::text) as ids from fund_adjustments a join ledger_transfers t on t.id = a.transfer_id
      join command_receipts r on r.result_id = a.id where a.organization_id = ${uuidOf(actor.organizationId)} group by 1`,
  );
  return new Map(rows.map((row) => [row.request_key, row.ids.map((id) => idFromUuid('adjustment', id))]));
}
