import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { BindAction } from '@/domain/open-access/association-message';
import type { ResultState } from '@/domain/open-access/association-result-input';
import { type Id, newId } from '@/lib/id';
import type { WorldOrganization } from './world';

type Owner = Pick<WorldOrganization, 'id' | 'rootId'>;

/** Names the address that a partner's results go to; null takes it away. */
export async function notifyAt({ id, rootId }: Owner, notificationUrl: string | null): Promise<void> {
  const { accessConfigurations } = schema;
  const platformIdentifier = `P${id.slice(-8).toUpperCase()}`;
  await database()
    .insert(accessConfigurations)
    .values({ organizationId: id, rootId, platformIdentifier, notificationUrl })
    .onConflictDoUpdate({ target: accessConfigurations.organizationId, set: { notificationUrl } });
}

/** An event as its publisher leaves it: of a customer that was associated with the partner, or left it. */
export async function publishedChange(
  { id: organizationId, rootId }: Owner,
  customerId: Id<'customer'>,
  kind: 'customer.associated' | 'customer.left' | 'customer.frozen',
): Promise<Id<'publishedEvent'>> {
  const [eventId, id] = [newId('event'), newId('publishedEvent')];
  const now = sql`clock_timestamp()`;
  const of = { organizationId, rootId, createdAt: now };
  await database()
    .insert(schema.outboxEvents)
    .values({ ...of, id: eventId, kind, subjectId: customerId, payload: {}, publishedAt: now, deliveredAt: now });
  await database()
    .insert(schema.publishedEvents)
    .values({ ...of, id, eventId, type: kind, body: '{}' });
  return id;
}

/** A result of its own event, as a row: one that has ended unless it says otherwise. */
export async function resultOf(
  partner: Owner,
  customerId: Id<'customer'>,
  { state = 'failed', bindAction = 0 }: { state?: ResultState; bindAction?: BindAction } = {},
): Promise<Id<'associationResult'>> {
  const eventId = await publishedChange(
    partner,
    customerId,
    bindAction === 0 ? 'customer.associated' : 'customer.left',
  );
  const id = newId('associationResult');
  const now = sql`clock_timestamp()`;
  await database()
    .update(schema.publishedEvents)
    .set({ announcedAt: now })
    .where(sql`id = ${sql.param(eventId, schema.publishedEvents.id)}`);
  await database()
    .insert(schema.associationResults)
    .values({
      ...{ id, organizationId: partner.id, rootId: partner.rootId, eventId, customerId, bindAction, state },
      ...(state === 'waiting' ? {} : { attempts: 1, finishedAt: now }),
      ...(state === 'delivered' ? { lastOutcome: 'delivered', lastStatus: 200 } : {}),
      ...(state === 'failed' ? { lastOutcome: 'refused', lastStatus: 500 } : {}),
    });
  return id;
}
