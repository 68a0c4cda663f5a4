import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { makeApiKey } from '@/tests/command-subjects';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { statesOf } from './flow-model';
import { readFlow } from './flow-queries';
import { setContacts } from './set-contacts';
import { setNotificationUrl } from './set-notification-url';
import { startAccess } from './start-access';

const { apiKeys } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const flowOf = (who: WorldOrganization) => readFlow(readScope(actorOf(who, 'viewer'), 'open_access.read'));
const statesNow = async () => Object.values(statesOf(await flowOf(world.s1))).join(' ');

/** A delivery of that type, made so many days ago, that has arrived. */
async function delivered(type: string, { id: organizationId, rootId }: WorldOrganization, daysAgo = 0): Promise<void> {
  const [endpointId, eventId] = [newId('webhookEndpoint'), newId('publishedEvent')];
  const own = { organizationId, rootId };
  const db = database();
  await db.insert(schema.webhookEndpoints).values({ id: endpointId, ...own, url: 'https://hooks.qiming.example/' });
  const outboxId = newId('event');
  if (type !== 'webhook.test')
    await db.insert(schema.outboxEvents).values({ id: outboxId, ...own, kind: type, subjectId: 'x', payload: {} });
  await db.insert(schema.publishedEvents).values({
    id: eventId,
    ...own,
    eventId: type === 'webhook.test' ? null : outboxId,
    type,
    body: '{}',
    createdAt: sql`clock_timestamp()`,
  });
  await db.insert(schema.webhookDeliveries).values({
    id: newId('webhookDelivery'),
    endpointId,
    ...own,
    eventId,
    type,
    state: 'delivered',
    createdAt: sql`clock_timestamp() - make_interval(days => ${daysAgo})`,
    finishedAt: sql`clock_timestamp()`,
  });
}

it('goes from step to step by what happens, and back where it no longer does', async () => {
  const [who, admin] = [world.s1, actorOf(world.s1)];
  expect(await statesNow()).toBe('next open optional open open open');
  await startAccess(admin, freshKey(), {});
  expect(await statesNow()).toBe('done next optional open open open');

  const key = await makeApiKey(who);
  expect(await statesNow()).toBe('done next optional done open open');
  await setContacts(admin, freshKey(), { name1: 'A', mobile1: '13800005678' });
  await setNotificationUrl(admin, freshKey(), { notificationUrl: 'https://hooks.qiming.example/' });
  expect(await statesNow()).toBe('done done optional done next open');

  const setKey = (changes: object) => database().update(apiKeys).set(changes).where(eq(apiKeys.id, key));
  await setKey({ expiresAt: sql`clock_timestamp() - interval '1 second'` });
  expect(await statesNow()).toBe('done done optional next open open');
  await setKey({ expiresAt: null });
  await delivered('webhook.test', world.s1);
  expect(await statesNow()).toBe('done done optional done done next');
  await setKey({ lastUsedAt: sql`clock_timestamp() - interval '8 days'` });
  expect(await statesNow()).toBe('done done optional done done next');
  await setKey({ lastUsedAt: sql`clock_timestamp()` });
  expect(await statesNow()).toBe('done done optional done done done');

  expect(await flowOf(world.s2)).toMatchObject({
    hasStarted: false,
    hasUsableKey: false,
    hasTested: false,
    isLive: false,
  });
});

it('is live by an event that arrived within a week, without any key used; a test is no event', async () => {
  await delivered('webhook.test', world.d1);
  expect(await flowOf(world.d1)).toMatchObject({ hasTested: true, isLive: false });
  await delivered('funds.allocated', world.d1, 8);
  expect(await flowOf(world.d1)).toMatchObject({ isLive: false });
  await delivered('funds.allocated', world.d1);
  expect(await flowOf(world.d1)).toMatchObject({ isLive: true });
});

it('shows a configuration that has begun as begun where another step is next', () => {
  const nothing = {
    hasStarted: false,
    hasContacts: false,
    hasNotificationUrl: false,
    hasIdpMetadata: true,
    hasCallbacks: true,
    hasUsableKey: true,
    hasTested: true,
    isLive: true,
  };
  expect(Object.values(statesOf(nothing)).join(' ')).toBe('next begun done done done done');
});
