// `node --expose-gc --import tsx bench/statement-export.ts [--entries 1000000] [--formats csv]`: what a statement takes with so many entries: seconds and
// memory of the process for its file, while money goes on moving, whether the file's totals are the ledger's, and milliseconds for its pages. A
// PostgreSQL of its own in the temporary folder.
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import pg from 'pg';
import { connectDatabase, database, inTransaction, schema, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import type { Actor } from '@/domain/actor';
import { exportFormats } from '@/domain/exports/input';
import { runExports } from '@/domain/exports/run-exports';
import { startStatementExport } from '@/domain/exports/start-statement-export';
import { postBatch, type Transfer } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import type { StatementFilter } from '@/domain/statements/filter-text';
import { getMonthFigures } from '@/domain/statements/period-queries';
import { listStatement } from '@/domain/statements/queries';
import { type Id, newId, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { removePg, startPg, sweepPg } from '@/scripts/pg.mjs';
import { type BenchPartner, fundPartners, makePartner } from './world';

const { values } = parseArgs({
  options: { entries: { type: 'string', default: '1000000' }, formats: { type: 'string', default: 'csv' } },
});
const entries = Math.min(Math.max(Number(values.entries) || 1_000_000, 1_000), 5_000_000);
const formats = exportFormats.filter((format) => values.formats.split(',').includes(format));
const prefix = 'pc-bench-statement-';

await sweepPg(prefix);
const dataDir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
const server = await startPg({ dataDir });
const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
const handle = connectDatabase(server.appUrl);
try {
  await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
  useDatabase(handle);
  const partner = await makePartner(owner, 'statement', 1_000);
  await fundPartners(owner, [partner]);
  const [from, to] = await fill(partner);
  const actor = await personOf(partner.actor);
  await pages(actor);
  for (const format of formats) console.table([{ format, ...(await measure(actor, format, from, to)) }]);
} finally {
  await handle.close();
  await owner.end();
  await server.stop();
  removePg(dataDir);
}

/** Allocations of one cent to a yuan each, by the function that posts everything, with their records. @returns two accounts to go on with */
async function fill({ actor, customers }: BenchPartner): Promise<[bigint, bigint]> {
  const { rows } = await owner.query<{ id: string }>(
    `select id from ledger_accounts where owner_id = any($1::uuid[]) order by owner_id <> $2, id`,
    [[actor.organizationId, ...customers].map(uuidOf), uuidOf(actor.organizationId)],
  );
  const [own = 0n, ...others] = rows.map(({ id }) => BigInt(id));
  for (let done = 0; done < entries; done += 250) {
    const transfers = Array.from({ length: Math.min(250, entries - done) }, (_, index): Transfer => {
      const amount = money(BigInt(1 + ((done + index) % 100)), 'CNY');
      const credit = others[(done + index) % others.length] ?? own;
      return { id: newId('transfer'), kind: 'allocate', debit: own, credit, amount };
    });
    await inTransaction((tx) => postBatch(tx, transfers));
  }
  await owner.query(
    `insert into fund_adjustments (id, organization_id, root_id, kind, counterparty_kind, counterparty_id, amount_minor, currency, transfer_id, acting_organization_id, created_at)
      select gen_random_uuid(), $1, $1, 'allocate', 'customer', a.owner_id, t.amount_minor, 'CNY', t.id, $1, t.created_at
        from ledger_transfers t join ledger_accounts a on a.id = t.credit_id where t.debit_id = $2`,
    [uuidOf(actor.organizationId), own],
  );
  await owner.query('vacuum analyze');
  return [own, others[0] ?? 0n];
}

async function personOf(actor: Actor): Promise<Actor> {
  const userId = newId('user');
  await owner.query(
    `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, 'bench@statement.example', 'Bench', array['admin'])`,
    [uuidOf(userId), uuidOf(actor.organizationId)],
  );
  return { ...actor, roles: ['admin'], userId };
}

/** The pages of the list, the slowest of five after one that does not count. */
async function pages(actor: Actor): Promise<void> {
  const scope = readScope(actor, 'statements.read');
  const list = (more: Partial<StatementFilter>) => () =>
    listStatement(scope, { account: 'recharge', ...more }, { limit: 50 });
  const [middle] = (await listStatement(scope, { account: 'recharge' }, { limit: 1 })).rows;
  const days = { from: '2026-01-01', to: '2099-01-01' };
  const wanted = {
    'first page': list({}),
    credit: list({ account: 'credit' }),
    'rare type': list({ types: ['recharge'] }),
    'type without lines': list({ types: ['reclaim'] }),
    'common type': list({ types: ['allocate'] }),
    income: list({ direction: 'in' }),
    days: list(days),
    'as of': list({ asOf: new Date() }),
    number: list({ number: middle?.number }),
    month: () => getMonthFigures(scope, new Date().toISOString().slice(0, 7)),
  };
  const results = [];
  for (const [page, read] of Object.entries(wanted)) {
    await read();
    let worst = 0;
    for (let round = 0; round < 5; round += 1) {
      const startedAt = performance.now();
      await read();
      worst = Math.max(worst, performance.now() - startedAt);
    }
    results.push({ page, 'worst ms': Math.round(worst) });
  }
  console.table(results);
}

async function measure(actor: Actor, format: (typeof exportFormats)[number], from: bigint, to: bigint) {
  const asked = await startStatementExport(actor, `bench-${newId('event')}`, { format, query: '', language: 'en' });
  if (!asked.ok) throw new Error(asked.code);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 50);
  const startedAt = performance.now();
  const moving = new AbortController();
  const meanwhile = moveOn(from, to, moving.signal);
  await runExports();
  const seconds = (performance.now() - startedAt) / 1000;
  moving.abort();
  const moved = await meanwhile;
  clearInterval(watch);
  globalThis.gc?.();
  const [task] = await database().select().from(schema.exportTasks).where(eq(schema.exportTasks.id, asked.id));
  if (task?.state !== 'done') throw new Error(`the export is ${task?.state}`);
  const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);
  return {
    ...{ rows: task.rowsDone, seconds: Math.round(seconds), 'file MB': megabytes(task.bytes ?? 0) },
    'rss before MB': megabytes(before),
    'rss peak MB': megabytes(peak),
    'rss after MB': megabytes(process.memoryUsage.rss()),
    'moved meanwhile': moved,
    ...(format === 'csv' ? { totals: await totalsOf(asked.id, from, task.rowsDone) } : {}),
  };
}

/** Money goes on moving on the same account until it is told to stop. @returns how often it moved */
async function moveOn(debit: bigint, credit: bigint, signal: AbortSignal): Promise<number> {
  let moved = 0;
  while (!signal.aborted) {
    await inTransaction((tx) =>
      postBatch(tx, [{ id: newId('transfer'), kind: 'allocate', debit, credit, amount: money(1n, 'CNY') }]),
    );
    moved += 1;
    await pause(100);
  }
  return moved;
}

/** Whether the totals at the foot of the file are those of as many entries of the ledger. */
async function totalsOf(id: Id<'exportTask'>, account: bigint, count: number): Promise<string> {
  const { rows } = await owner.query<{ bytes: Buffer }>(
    'select bytes from export_chunks where task_id = $1 order by number desc limit 1',
    [uuidOf(id)],
  );
  const foot = (rows[0]?.bytes.toString() ?? '')
    .trimEnd()
    .split('\r\n')
    .slice(-4)
    .map((line) => line.split(',').filter(Boolean));
  const { rows: sums } = await database().execute<{ income: string; expense: string; closing: string }>(
    sql`select (sum(amount_minor) filter (where amount_minor > 0) / 100.0)::numeric(20, 2)::text as income,
        (sum(amount_minor) filter (where amount_minor < 0) / 100.0)::numeric(20, 2)::text as expense, (sum(amount_minor) / 100.0)::numeric(20, 2)::text as closing
      from ledger_entries where account_id = ${account} and seq <= ${count}`,
  );
  const [, income, expense, closing] = foot.map((line) => line.at(-1));
  const is = income === sums[0]?.income && expense === sums[0]?.expense && closing === sums[0]?.closing;
  return is ? `as the ledger: ${income} ${expense} ${closing}` : `WRONG: ${JSON.stringify([foot, sums])}`;
}
