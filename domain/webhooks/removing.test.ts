import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { changeSetting } from '@/domain/settings/change-setting';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { attemptOf, deliveryOf, endpointOf, publishedEventOf, secretOf } from '@/tests/webhooks';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { removeEndedSecrets } from './remove-ended-secrets';
import { removeOldEvents } from './remove-old-events';

const { outboxEvents, publishedEvents, webhookAttempts, webhookDeliveries, webhookSecrets } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

it('events go when they have been kept as long as the setting says, with deliveries and attempts; the outbox stays', async () => {
  const endpoint = await endpointOf(world.s1);
  const aged = async (days: number) => {
    const event = await publishedEventOf(world.s1, {
      type: 'customer.left',
      publishedAt: sql`clock_timestamp() - make_interval(days => ${days})`,
    });
    await attemptOf(await deliveryOf(endpoint, event));
    return event.id;
  };
  const [kept, old] = [await aged(29), await aged(31)];
  expect(await removeOldEvents()).toBe(0);
  const setting = { key: 'event_kept_days', value: '30' };
  expect(await changeSetting(actorOf(world.operator), freshKey(), setting)).toMatchObject({ ok: true });
  expect((await Promise.all([removeOldEvents(), removeOldEvents()])).toSorted()).toEqual([0, 1]);
  expect(await removeOldEvents()).toBe(0);
  expect(await database().select({ id: publishedEvents.id }).from(publishedEvents)).toEqual([{ id: kept }]);
  expect([await database().$count(webhookDeliveries), await database().$count(webhookAttempts)]).toEqual([1, 1]);
  expect(await database().$count(outboxEvents, sql`kind = 'customer.left'`)).toBe(2);
  expect(old).not.toBe(kept);
});

it('[W10] a secret is gone from the database when its overlap is over, and no other is', async () => {
  const endpoint = await endpointOf(world.s2);
  await secretOf(endpoint, { expiresAt: sql`clock_timestamp() + interval '1 hour'` });
  const ended = await secretOf(endpoint, { expiresAt: sql`clock_timestamp()` });
  const before = await database().$count(webhookSecrets);
  expect(await removeEndedSecrets()).toBe(1);
  expect(await removeEndedSecrets()).toBe(0);
  expect(await database().$count(webhookSecrets)).toBe(before - 1);
  expect(await database().$count(webhookSecrets, sql`id = ${sql.param(ended.id, webhookSecrets.id)}`)).toBe(0);
});
