import { eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { keyRing } from '@/domain/identity/key-ring';
import { newWebhookSecret, secretPlace } from '@/domain/webhooks/webhook-secret';
import { type Id, newId } from '@/lib/id';
import { sealSecret } from '@/lib/secret-box';
import type { WorldOrganization } from './world';

const { publishedEvents, webhookAttempts, webhookDeliveries, webhookEndpoints, webhookSecrets } = schema;
/** Some columns of a row; moments may be left to the database to say. */
type Some<Row> = { readonly [Name in keyof Row]?: Row[Name] | (Date extends Row[Name] ? SQL : never) };
type Owner = Pick<WorldOrganization, 'id' | 'rootId'>;
const ownerOf = ({ id, rootId }: Owner) => ({ organizationId: id, rootId });

/** An endpoint with one secret, as rows; active and of every type unless it says otherwise. */
export async function endpointOf(owner: Owner, more: Some<typeof webhookEndpoints.$inferInsert> = {}) {
  const row = {
    id: newId('webhookEndpoint'),
    ...ownerOf(owner),
    url: 'https://hooks.qiming.example/hooks',
    ...(more.state === 'disabled' ? { disabledReason: 'person' as const, disabledAt: sql`clock_timestamp()` } : {}),
    ...more,
  };
  await database().insert(webhookEndpoints).values(row);
  return { ...row, secret: (await secretOf(row)).secret };
}
export type EndpointRow = Awaited<ReturnType<typeof endpointOf>>;

/** One more secret of an endpoint, as a row. */
export async function secretOf(
  endpoint: { readonly id: Id<'webhookEndpoint'> } & ReturnType<typeof ownerOf>,
  more: Some<typeof webhookSecrets.$inferInsert> = {},
) {
  const { id: endpointId, organizationId, rootId } = endpoint;
  const id = newId('webhookSecret');
  const secret = newWebhookSecret();
  const sealedSecret = sealSecret(secret, secretPlace(id), keyRing());
  await database()
    .insert(webhookSecrets)
    .values({ id, endpointId, organizationId, rootId, sealedSecret, ...more });
  return { id, secret };
}

/** An event that was published to an organization, as a row; of no event of the outbox unless it names one, so a test. */
export async function publishedEventOf(
  owner: Owner,
  more: Some<typeof publishedEvents.$inferInsert> & { readonly data?: Readonly<Record<string, unknown>> } = {},
) {
  const { data = {}, ...columns } = more;
  const type = columns.type ?? (columns.eventId ? 'funds.allocated' : 'webhook.test');
  const row = {
    id: newId('publishedEvent'),
    ...ownerOf(owner),
    type,
    body: JSON.stringify({ type, timestamp: '2026-11-26T08:00:00.000000Z', data }),
    createdAt: sql`clock_timestamp()`,
    ...columns,
  };
  // A type that is not a test's needs an event of the outbox behind it.
  const eventId = row.type === 'webhook.test' ? null : (columns.eventId ?? (await outboxEventOf(owner, row.type)));
  await database()
    .insert(publishedEvents)
    .values({ ...row, eventId });
  return { ...row, eventId };
}
export type PublishedEventRow = Awaited<ReturnType<typeof publishedEventOf>>;

/** An event of the outbox that everybody has been told of, as a row. */
async function outboxEventOf(owner: Owner, kind: string): Promise<Id<'event'>> {
  const id = newId('event');
  const now = sql`clock_timestamp()`;
  await database()
    .insert(schema.outboxEvents)
    .values({ id, ...ownerOf(owner), kind, subjectId: owner.id, payload: {}, deliveredAt: now, publishedAt: now });
  return id;
}

/** A delivery of that event to that endpoint, as a row: waiting and due unless it says otherwise. */
export async function deliveryOf(
  endpoint: { readonly id: Id<'webhookEndpoint'> } & ReturnType<typeof ownerOf>,
  event: { readonly id: Id<'publishedEvent'>; readonly type: string },
  more: Some<typeof webhookDeliveries.$inferInsert> = {},
) {
  const { id: endpointId, organizationId, rootId } = endpoint;
  const row = {
    ...{ id: newId('webhookDelivery'), endpointId, organizationId, rootId, eventId: event.id, type: event.type },
    ...(more.state && more.state !== 'waiting' ? { finishedAt: sql`clock_timestamp()` } : {}),
    ...more,
  };
  await database().insert(webhookDeliveries).values(row);
  return row;
}
export type DeliveryRow = Awaited<ReturnType<typeof deliveryOf>>;

/** An attempt at a delivery, as a row: answered with 204 unless it says otherwise. */
export async function attemptOf(
  { id: deliveryId, organizationId, rootId }: DeliveryRow,
  more: Some<typeof webhookAttempts.$inferInsert> = {},
) {
  const row = {
    ...{ id: newId('webhookAttempt'), deliveryId, organizationId, rootId, isReplay: false },
    ...{ outcome: 'delivered' as const, status: 204, durationMs: 12, requestHeaders: {}, responseHeaders: {} },
    ...more,
  };
  await database().insert(webhookAttempts).values(row);
  return row;
}

/** How far a delivery has come. */
export async function deliveryNow(id: Id<'webhookDelivery'>) {
  const [row] = await database().select().from(webhookDeliveries).where(eq(webhookDeliveries.id, id));
  if (!row) throw new Error(id);
  return row;
}

/** How an endpoint is. */
export async function endpointNow(id: Id<'webhookEndpoint'>) {
  const [row] = await database().select().from(webhookEndpoints).where(eq(webhookEndpoints.id, id));
  if (!row) throw new Error(id);
  return row;
}
