// `node --expose-gc --import tsx bench/exports.ts [--customers 100000]`: what an export of the customer list takes: seconds, bytes, and memory of
// the process before, at its peak and after. A PostgreSQL of its own in the temporary folder.
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { eq } from 'drizzle-orm';
import pg from 'pg';
import { connectDatabase, database, schema, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import type { Actor } from '@/domain/actor';
import { customerFormats, type ExportFormat } from '@/domain/exports/input';
import { runExports } from '@/domain/exports/run-exports';
import { startExport } from '@/domain/exports/start-export';
import { newId, uuidOf } from '@/lib/id';
import { removePg, startPg, sweepPg } from '@/scripts/pg.mjs';
import { makePartner } from './world';

const { values } = parseArgs({ options: { customers: { type: 'string', default: '100000' } } });
const customers = Math.min(Math.max(Number(values.customers) || 100_000, 1), 1_000_000);
const prefix = 'pc-bench-exports-';

await sweepPg(prefix);
const dataDir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
const server = await startPg({ dataDir });
const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
const handle = connectDatabase(server.appUrl);
try {
  await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
  useDatabase(handle);
  const small = await makeAdministrator(1_000);
  const large = await makeAdministrator(customers);
  await owner.query('vacuum analyze');
  // Code is loaded and compiled by what is measured not.
  for (const format of customerFormats) await measure(small, format);
  const results = [];
  for (const format of customerFormats) results.push({ format, rows: customers, ...(await measure(large, format)) });
  console.table(results);
} finally {
  await handle.close();
  await owner.end();
  await server.stop();
  removePg(dataDir);
}

async function makeAdministrator(count: number): Promise<Actor> {
  const { actor } = await makePartner(owner, `exports-${count}`, count);
  const userId = newId('user');
  await owner.query(
    `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, 'Bench', array['admin'])`,
    [uuidOf(userId), uuidOf(actor.organizationId), `bench-${count}@exports.example`],
  );
  return { ...actor, roles: ['admin'], userId };
}

async function measure(actor: Actor, format: ExportFormat) {
  const wanted = { list: 'customers', format, query: '', language: 'en' };
  const asked = await startExport(actor, `bench-export-${newId('event')}`, wanted);
  if (!asked.ok) throw new Error(asked.code);
  globalThis.gc?.();
  const memory = () => process.memoryUsage();
  const before = memory();
  const peak = { rss: before.rss, heap: before.heapUsed };
  const watch = setInterval(() => {
    const now = memory();
    peak.rss = Math.max(peak.rss, now.rss);
    peak.heap = Math.max(peak.heap, now.heapUsed);
  }, 20);
  const startedAt = performance.now();
  await runExports();
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(watch);
  globalThis.gc?.();
  const after = memory();
  const [task] = await database().select().from(schema.exportTasks).where(eq(schema.exportTasks.id, asked.id));
  if (task?.state !== 'done') throw new Error(`the export is ${task?.state}`);
  const megabytes = (bytes: number) => Math.round(bytes / 100_000) / 10;
  return {
    seconds: Math.round(seconds * 10) / 10,
    'file MB': megabytes(task.bytes ?? 0),
    'rss before MB': megabytes(before.rss),
    'rss peak MB': megabytes(peak.rss),
    'rss after MB': megabytes(after.rss),
    'heap peak MB': megabytes(peak.heap),
  };
}
