import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { log } from '@/lib/log';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { deliveryOf, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { seedWorld, type World } from '@/tests/world';
import { alarmOfLate, watchDeliveries } from './watch-deliveries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const minutes = (count: number) => sql`clock_timestamp() + make_interval(mins => ${count})`;

it('[W12] an alarm tells of deliveries that nobody takes in hand, and of no others', async () => {
  const [endpoint, slow] = [await endpointOf(world.s1), await endpointOf(world.s1, { slowUntil: minutes(10) })];
  const off = await endpointOf(world.s1, { state: 'disabled' });
  const due = async (of: typeof endpoint, more: Parameters<typeof deliveryOf>[2]) =>
    deliveryOf(of, await publishedEventOf(world.s1), more);
  await due(endpoint, { nextAt: minutes(-4) });
  await due(endpoint, { nextAt: minutes(-60), leasedUntil: minutes(1) });
  await due(endpoint, { nextAt: minutes(-60), state: 'delivered' });
  await due(slow, { nextAt: minutes(-60) });
  await due(off, { nextAt: minutes(-60) });
  const warn = vi.spyOn(log, 'warn').mockReturnValue(undefined);
  expect(await alarmOfLate()).toBe(0);
  expect(warn).not.toHaveBeenCalled();
  await due(endpoint, { nextAt: minutes(-7) });
  await due(endpoint, { nextAt: minutes(-6) });
  // A process looks once a minute, and there is never more for it to do.
  expect([await watchDeliveries(), await watchDeliveries()]).toEqual([0, 0]);
  expect(warn.mock.calls).toEqual([
    [{ job: 'watch-deliveries', late: 2, oldestSeconds: expect.any(Number) }, 'webhook deliveries are late'],
  ]);
  warn.mockRestore();
});
