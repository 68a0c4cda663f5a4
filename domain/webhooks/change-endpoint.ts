import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { holdEndpoint } from './hold-endpoint';
import { changeEndpointInput } from './input';
import { shownEndpoint } from './model';

const { webhookEndpoints } = schema;

/**
 * Changes where an endpoint's events go, or which. What waits goes to the new address, signed with the same secrets; a new address has not
 * failed yet and is not asked to be slow.
 *
 * @source quality/acceptance.md A24
 */
export const changeEndpoint = command({
  name: 'webhooks.change_endpoint',
  permission: 'webhooks.manage',
  returns: 'webhookEndpoint',
  sensitive: 'if_asked',
  input: changeEndpointInput,
  refusals: ['webhook_endpoint_not_found', 'webhook_endpoint_unchanged', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { webhookEndpointId: id, seen, ...changes }) {
    const before = await holdEndpoint(tx, actor, id);
    if (!before) return refuse('webhook_endpoint_not_found');
    refuseOvertaken(refuse, seen, shownEndpoint(before));
    const { url, description } = changes;
    const [types, typesWere] = [typesText(changes.types), typesText(before.types)];
    const isMoved = url !== before.url;
    if (!isMoved && description === before.description && types === typesWere)
      return refuse('webhook_endpoint_unchanged');
    await tx
      .update(webhookEndpoints)
      .set({
        ...changes,
        ...(isMoved ? { failingSince: null, slowUntil: null } : {}),
        updatedAt: sql`clock_timestamp()`,
      })
      .where(eq(webhookEndpoints.id, id));
    const moved = isMoved ? { urlWas: before.url } : {};
    const chosen = types === typesWere ? {} : { types, typesWere };
    return { id, audit: { detail: { url, ...moved, ...chosen } } };
  },
});

const typesText = (types: readonly string[] | null): string => types?.toSorted().join(' ') ?? 'all';
