import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { insertEvents } from '@/domain/trail';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type Received, type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { endpointOf } from '@/tests/webhooks';
import { seedWorld, type World } from '@/tests/world';

const { webhookDeliveries } = schema;
let test: TestDatabase;
let world: World;
let receiver: Receiver;
const workers: ChildProcess[] = [];
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  receiver = await startReceiver();
});
afterEach(() => {
  for (const worker of workers.splice(0)) worker.kill('SIGKILL');
});
afterAll(async () => {
  await receiver.close();
  await test.close();
});

/** A process as `npm run worker` starts it, over this test's database. */
function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ['--import', 'tsx', 'jobs/worker.ts'], {
    env: { ...process.env, DATABASE_URL: test.appUrl, LOG_LEVEL: 'error' },
    stdio: 'inherit',
  });
  workers.push(worker);
  return worker;
}
const happen = (count: number) => {
  const { id: organizationId, rootId } = world.s1;
  const events = Array.from({ length: count }, () => ({
    ...{ kind: 'customer.left', organizationId, rootId, subjectId: newId('customer'), payload: {} },
  }));
  return inTransaction((tx) => tx.execute(insertEvents(events)));
};
const until = (isSo: () => Promise<boolean> | boolean) => vi.waitUntil(isSo, { timeout: 50_000, interval: 50 });
const inState = (state: string) => database().$count(webhookDeliveries, sql`state = ${state}`);
/** What came, as `endpoint event`, and how often. */
const cameHowOften = () => {
  const counts = new Map<string, number>();
  for (const each of receiver.received) counts.set(nameOf(each), (counts.get(nameOf(each)) ?? 0) + 1);
  return counts;
};
const nameOf = ({ path, headers }: Received) => `${path} ${headers['webhook-id']}`;

it('[W6] [W8] a worker killed in the midst of deliveries loses none: the others send each once, and what it had in hand once more', {
  timeout: 120_000,
}, async () => {
  for (const path of ['/a', '/b', '/c', '/d']) await endpointOf(world.s1, { url: receiver.url(path) });
  // It answers nothing: whatever is sent stays under way.
  receiver.answer({ write: () => undefined });
  await happen(10);
  const first = startWorker();
  await until(() => receiver.received.length === 8);
  first.kill('SIGKILL');
  await once(first, 'exit');
  const inHand = new Set(receiver.received.map(nameOf));
  // Its endpoints have two under way as long as its leases last: a minute, gone by.
  await database()
    .update(webhookDeliveries)
    .set({ leasedUntil: sql`clock_timestamp()` })
    .where(sql`leased_until is not null`);
  receiver.answer({ status: 204 });
  const others = [startWorker(), startWorker(), startWorker()];
  await until(async () => (await inState('delivered')) === 40);
  const counts = cameHowOften();
  expect(counts.size).toBe(40);
  for (const [name, count] of counts) expect([name, count]).toEqual([name, inHand.has(name) ? 2 : 1]);
  for (const worker of others) worker.kill('SIGTERM');
  expect(await Promise.all(others.map(async (worker) => (await once(worker, 'exit'))[0]))).toEqual([0, 0, 0]);
});

it('a worker that is told to stop finishes what it has in hand, begins nothing more, and ends well', {
  timeout: 120_000,
}, async () => {
  receiver.received.length = 0;
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  receiver.answer({ write: (response) => void held.then(() => response.writeHead(204).end()) });
  const before = await inState('delivered');
  await happen(10);
  const worker = startWorker();
  await until(() => receiver.received.length === 8);
  worker.kill('SIGTERM');
  const ended = once(worker, 'exit');
  answer();
  expect((await ended)[0]).toBe(0);
  expect(receiver.received).toHaveLength(8);
  expect([(await inState('delivered')) - before, await inState('waiting')]).toEqual([8, 32]);
  expect(await database().$count(webhookDeliveries, sql`leased_until is not null`)).toBe(0);
});
