import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { insertEvents } from '@/domain/trail';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '../database';
import { type Received, type Receiver, startReceiver } from '../webhook-receiver';
import { endpointOf } from '../webhooks';
import { seedWorld, type World } from '../world';

const { webhookAttempts, webhookDeliveries } = schema;
const [rounds, objectCount, endpointCount, kills] = [20, 50, 2, 10];
const all = rounds * objectCount * endpointCount;
const refusedShare = 0.3;
/** What a worker can have in hand when it dies: two of each endpoint. */
const inHandMax = 2 * endpointCount;

let test: TestDatabase;
let world: World;
let receiver: Receiver;
let workers: ChildProcess[] = [];
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  receiver = await startReceiver();
});
afterAll(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await receiver.close();
  await test.close();
});

/** A process as `npm run worker` starts it, over this test's database. */
const startWorker = (): ChildProcess =>
  spawn(process.execPath, ['--import', 'tsx', 'jobs/worker.ts'], {
    env: { ...process.env, DATABASE_URL: test.appUrl, LOG_LEVEL: 'error' },
    stdio: 'inherit',
  });
const nameOf = ({ path, headers }: Received) => `${path} ${headers['webhook-id']}`;
const inState = (state: string) => database().$count(webhookDeliveries, sql`state = ${state}`);

/** Each object is frozen and unfrozen in turn, one change a transaction. */
async function happen(): Promise<void> {
  const { id: organizationId, rootId } = world.s1;
  const objects = Array.from({ length: objectCount }, () => newId('customer'));
  for (let round = 0; round < rounds; round += 1) {
    const kind = round % 2 ? 'customer.unfrozen' : 'customer.frozen';
    const events = objects.map((subjectId) => ({ kind, organizationId, rootId, subjectId, payload: {} }));
    await inTransaction((tx) => tx.execute(insertEvents(events)));
  }
}

/**
 * Moves the clock of what waits. Leases of the dead run out after a minute: a receiver here answers within milliseconds, so whoever is at it for
 * ten seconds is dead. What was refused waits longer each time by the schedule, from seconds to hours.
 */
async function letTimePass(): Promise<void> {
  const now = sql`clock_timestamp()`;
  await database()
    .update(webhookDeliveries)
    .set({ leasedUntil: now })
    .where(sql`state = 'waiting' and leased_until between ${now} and ${now} + interval '50 seconds'`);
  await database()
    .update(webhookDeliveries)
    .set({ nextAt: now })
    .where(sql`state = 'waiting' and leased_until is null and next_at > ${now}`);
}

const until = (isSo: () => boolean | Promise<boolean>) =>
  vi.waitUntil(
    async () => {
      await letTimePass();
      return isSo();
    },
    { timeout: 600_000, interval: 250 },
  );

it('[W6] of a thousand events on fifty objects none is lost, though a third is refused and ten workers are killed; what comes again is the same', {
  timeout: 1_200_000,
}, async () => {
  for (let n = 0; n < endpointCount; n += 1) await endpointOf(world.s1, { url: receiver.url(`/${n}`) });
  const accepted: Received[] = [];
  receiver.answer((request) => {
    const status = Math.random() < refusedShare ? 500 : 204;
    if (status === 204) accepted.push(request);
    return { write: (response) => void pause(20).then(() => response.writeHead(status).end()) };
  });
  await happen();

  workers = [startWorker(), startWorker()];
  for (let kill = 1; kill <= kills; kill += 1) {
    await until(() => accepted.length >= (all * kill) / (kills + 2));
    const [victim, ...others] = workers;
    if (!victim) throw new Error('there is a worker');
    const ended = once(victim, 'exit');
    victim.kill('SIGKILL');
    expect((await ended)[1]).toBe('SIGKILL');
    workers = [...others, startWorker()];
  }
  await until(async () => (await inState('delivered')) === all);

  // By id each once, whatever was refused in between, and whatever comes again is the same byte for byte.
  expect(new Set(accepted.map(nameOf)).size).toBe(all);
  expect(new Set(receiver.received.map((each) => `${nameOf(each)} ${each.body}`)).size).toBe(all);
  // Which of two about one object is the later one, the body says: no two have the same moment.
  const said = accepted.map(({ body }) => JSON.parse(body) as { timestamp: string; data: { customer_id: string } });
  const moments = new Set(said.map(({ timestamp, data }) => `${data.customer_id} ${timestamp}`));
  expect(moments.size).toBe(rounds * objectCount);
  expect(await database().$count(webhookAttempts, sql`outcome = 'delivered'`)).toBeGreaterThanOrEqual(all);
  const again = accepted.length - all;
  expect(again).toBeLessThanOrEqual(kills * inHandMax);
  const ended = workers.map(async (worker) => (await once(worker, 'exit'))[0]);
  for (const worker of workers) worker.kill('SIGTERM');
  expect(await Promise.all(ended)).toEqual([0, 0]);
  const refused = receiver.received.length - accepted.length;
  console.info(`${all} deliveries, ${kills} kills, ${refused} refused, ${again} accepted a second time`);
});
