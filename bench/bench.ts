// `npm run bench`: what the way of an allocation costs, as a ratio to the least a durable change can cost on this
// machine in the same minutes. A PostgreSQL of its own, with fsync, in the temporary folder. `--json` prints JSON,
// `--only lists` measures one of `allocations`, `lists`, `passwords`, `records`, `coupons`, `recharge`, `access`, `webhooks`.
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { connectDatabase, useDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { verifyLedger } from '@/domain/ledger/oracles';
import { removePg, startPg, sweepPg } from '@/scripts/pg.mjs';
import { measureAccessLists } from './access-lists';
import { measureAllocations } from './allocations';
import { measureCouponLists } from './coupon-lists';
import { measureLists } from './lists';
import { measurePasswords } from './passwords';
import { measureRechargeLists } from './recharge-lists';
import { measureRecordLists } from './record-lists';
import { printTable, type Result } from './report';
import { measureWebhooks } from './webhooks';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '1.5' },
  },
});
const rounds = Math.min(Math.max(Number(values.rounds) || 5, 1), 25);
const ms = Math.min(Math.max(Number(values.seconds) || 1.5, 0.2), 10) * 1000;
const tell = (message: string) => console.error(`[bench] ${message}`);

const prefix = 'pc-bench-';
await sweepPg(prefix);
const dataDir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
const server = await startPg({ dataDir });
const owner = new pg.Pool({ connectionString: server.ownerUrl, max: 2 });
const handle = connectDatabase(server.appUrl);
try {
  await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
  useDatabase(handle);
  const settings = { owner, appUrl: server.appUrl, rounds, ms, tell };
  const parts: Record<string, () => Promise<Result[]>> = {
    allocations: () => measureAllocations(settings),
    lists: () => measureLists(handle, settings),
    passwords: () => measurePasswords(settings),
    webhooks: () => measureWebhooks(settings),
  };
  const results: Result[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (values.only === undefined || values.only === name) results.push(...(await measure()));
  }
  const broken = Object.entries(await verifyLedger(handle.db)).filter(([, count]) => count !== 0);
  if (broken.length > 0) throw new Error(`the books do not balance: ${JSON.stringify(broken)}`);
  // Last: these adjustments have no money behind them, these coupons no value, these lines no file, and nothing has happened of these events.
  if (values.only === undefined || values.only === 'records')
    results.push(...(await measureRecordLists(handle, settings)));
  if (values.only === undefined || values.only === 'coupons')
    results.push(...(await measureCouponLists(handle, settings)));
  if (values.only === undefined || values.only === 'recharge')
    results.push(...(await measureRechargeLists(handle, settings)));
  if (values.only === undefined || values.only === 'access')
    results.push(...(await measureAccessLists(handle, settings)));
  if (values.json) console.log(JSON.stringify({ machine: machine(), results }, null, 2));
  else printTable(results, machine());
} finally {
  await handle.close();
  await owner.end();
  await server.stop();
  removePg(dataDir);
}

function machine() {
  const [cpu] = os.cpus();
  return {
    cpus: os.cpus().length,
    model: cpu?.model ?? '',
    loadAverage: Number(os.loadavg()[0]?.toFixed(1)),
    node: process.version,
  };
}
