import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import type { ServerResponse } from 'node:http';
import { expect, test } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import { insertEvents } from '@/domain/trail';
import { newId } from '@/lib/id';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { endpointOf } from '@/tests/webhooks';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { openDatabase } from './canary-server';
import { eventually, type OwnServer, startOwnServer } from './own-server';

const { webhookDeliveries } = schema;

let ground: Awaited<ReturnType<typeof openDatabase>>;
let partner: WorldOrganization;
let receiver: Receiver;
let servers: OwnServer[] = [];
let worker: ChildProcess;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  ground = await openDatabase();
  partner = await makeOrganization({ code: 'W', kind: 'solution_provider' });
  receiver = await startReceiver('erp.qiming.example');
  const settings = { DATABASE_URL: ground.appUrl, APP_ENV: 'test' };
  servers = await Promise.all([startOwnServer(settings), startOwnServer(settings)]);
  worker = spawn(process.execPath, ['--import', 'tsx', 'jobs/worker.ts'], {
    env: { ...process.env, ...settings, LOG_LEVEL: 'error' },
    stdio: 'inherit',
  });
});
test.afterAll(async () => {
  worker.kill('SIGKILL');
  await Promise.all(servers.map((server) => server.stop()));
  await receiver.close();
  await ground.close();
});

/** An event, and an endpoint of its own to hear of it. */
async function happen(nth: number): Promise<void> {
  await endpointOf(partner, { url: receiver.url(`/${nth}`), types: [nth % 2 ? 'customer.left' : 'report.expired'] });
  const { id: organizationId, rootId } = partner;
  const kind = nth % 2 ? 'customer.left' : 'report.expired';
  const event = { kind, organizationId, rootId, subjectId: newId('customer'), payload: {} };
  await inTransaction((tx) => tx.execute(insertEvents([event])));
}

/** How many connections a process has to that port, by /proc. */
function connectionsOf(pid: number, port: number): number {
  const inodes = new Set(
    fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(fs.readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const there = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const lines = fs
    .readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  return lines.filter(([, , remote = '', , , , , , , inode = '']) => remote.endsWith(there) && inodes.has(inode))
    .length;
}

test('[W6] two app processes and a worker on one database send each delivery once; the worker killed in the midst of it loses none', async () => {
  test.setTimeout(180_000);
  const held: ServerResponse[] = [];
  const taken: string[] = [];
  let isHolding = true;
  receiver.answer(({ path, headers }) => ({
    write: (response) => {
      // Taken is what was answered to somebody who still listened.
      response.on('finish', () => taken.push(`${path} ${headers['webhook-id']}`));
      if (isHolding) held.push(response);
      else response.writeHead(204).end();
    },
  }));
  let made = 0;
  await eventually(async () => {
    made += 1;
    await happen(made);
    return connectionsOf(worker.pid ?? 0, receiver.port) > 0 && made >= 6;
  }, 60_000);
  worker.kill('SIGKILL');
  await once(worker, 'exit');
  isHolding = false;
  for (const response of held) if (!response.destroyed) response.writeHead(204).end();
  const open = () => database().$count(webhookDeliveries, sql`state <> 'delivered'`);
  const unpublished = () => database().$count(schema.outboxEvents, sql`published_at is null`);
  // What the worker had in hand comes when its lease of a minute is over.
  await eventually(async () => (await unpublished()) + (await open()) === 0, 110_000);
  const all = await database().$count(webhookDeliveries);
  expect(all).toBeGreaterThan(made);
  expect([taken.length, new Set(taken).size]).toEqual([all, all]);
});
