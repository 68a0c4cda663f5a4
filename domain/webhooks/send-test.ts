import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { newId, wireIdOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { testEventType } from './event-types';
import { holdEndpoint, hostOf } from './hold-endpoint';
import { endpointInput } from './input';
import { testsAMinute } from './model';

const { publishedEvents, webhookDeliveries } = schema;

/**
 * Sends an endpoint an event that only tests it, five times a minute at most for the organization, which is held while they are counted.
 *
 * @source quality/acceptance.md W5
 */
export const sendTest = command({
  name: 'webhooks.send_test',
  permission: 'webhooks.manage',
  returns: 'webhookDelivery',
  input: endpointInput,
  refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_disabled', 'too_many_tests'],
  async run({ tx, actor, newId: id, refuse }, { webhookEndpointId: endpointId }) {
    const { organizationId, rootId } = actor;
    await holdOrganization(tx, organizationId);
    if ((await testsLately(tx, actor)) >= testsAMinute) return refuse('too_many_tests');
    const eventId = newId('publishedEvent');
    const at = await now(tx);
    const body = {
      type: testEventType,
      timestamp: at.toISOString(),
      data: { endpoint_id: wireIdOf(endpointId) },
    };
    const event = { organizationId, rootId, type: testEventType };
    // Before the endpoint is held: who publishes events takes the turn that this waits for first, and then endpoints.
    await tx
      .insert(publishedEvents)
      .values({ id: eventId, ...event, body: JSON.stringify(body), createdAt: at, publishedAt: at });
    const endpoint = await holdEndpoint(tx, actor, endpointId);
    if (!endpoint) return refuse('webhook_endpoint_not_found');
    if (endpoint.state === 'disabled') return refuse('webhook_endpoint_disabled');
    await tx.insert(webhookDeliveries).values({ id, endpointId, eventId, ...event });
    return { id, audit: { detail: { host: hostOf(endpoint) } } };
  },
});

const testsLately = (tx: Transaction, { organizationId }: Actor): Promise<number> =>
  tx.$count(
    publishedEvents,
    and(
      eq(publishedEvents.organizationId, organizationId),
      eq(publishedEvents.type, testEventType),
      sql`${publishedEvents.createdAt} > clock_timestamp() - interval '1 minute'`,
    ),
  );

async function now(tx: Transaction): Promise<Date> {
  const { rows } = await tx.execute<{ now: string }>(sql`select clock_timestamp() as now`);
  const [row] = rows;
  invariant(row, 'a select without a table has a row');
  return new Date(row.now);
}
