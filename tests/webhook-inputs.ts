import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Recipe } from './command-inputs';
import { deliveryOf, endpointOf, publishedEventOf, secretOf } from './webhooks';
import type { World, WorldOrganization } from './world';

/** Nothing of the organization's is active, and none of its tests is of this minute: whatever it asks for has room. */
async function withRoom({ id }: WorldOrganization): Promise<void> {
  const own = sql`organization_id = ${sql.param(id, schema.webhookEndpoints.organizationId)}`;
  await database().execute(
    sql`update webhook_endpoints set state = 'disabled', disabled_reason = 'person', disabled_at = clock_timestamp() where ${own} and state = 'active'`,
  );
  await database().execute(sql`delete from published_events where ${own} and type = 'webhook.test'`);
}

const endpointIn = async (organization: WorldOrganization) => {
  await withRoom(organization);
  return endpointOf(organization);
};

/** A delivery of an event that an endpoint has not taken. */
async function failedDelivery(organization: WorldOrganization) {
  const endpoint = await endpointIn(organization);
  const event = await publishedEventOf(organization, { type: 'funds.allocated' });
  return { endpoint, delivery: await deliveryOf(endpoint, event, { state: 'failed' }) };
}

/** A secret that another one has replaced. */
const replacedSecret = async (organization: WorldOrganization) =>
  (await secretOf({ ...ownerOf(await endpointIn(organization)) }, { expiresAt: new Date('2098-12-31T00:00:00Z') })).id;

const ownerOf = ({ id, organizationId, rootId }: Awaited<ReturnType<typeof endpointOf>>) => ({
  id,
  organizationId,
  rootId,
});

const what = { url: 'https://hooks.qiming.example/events', everyType: 'yes' };

/** Right inputs for the commands about webhooks. */
export const webhookInputs: Readonly<Record<string, Recipe>> = {
  'webhooks.add_secret': async (_actor, { organization }) => ({
    webhookEndpointId: (await endpointIn(organization)).id,
  }),
  'webhooks.change_endpoint': async (_actor, { organization }) => ({
    webhookEndpointId: (await endpointIn(organization)).id,
    ...what,
  }),
  'webhooks.create_endpoint': async (_actor, { organization }) => {
    await withRoom(organization);
    return what;
  },
  'webhooks.disable_endpoint': async (_actor, { organization }) => ({
    webhookEndpointId: (await endpointIn(organization)).id,
  }),
  'webhooks.enable_endpoint': async (_actor, { organization }) => {
    await withRoom(organization);
    return { webhookEndpointId: (await endpointOf(organization, { state: 'disabled' })).id };
  },
  'webhooks.end_secret': async (_actor, { organization }) => ({ webhookSecretId: await replacedSecret(organization) }),
  'webhooks.replay_deliveries': async (_actor, { organization }) => ({
    webhookEndpointId: (await failedDelivery(organization)).endpoint.id,
    which: 'all',
    from: '2026-01-01T00:00',
  }),
  'webhooks.replay_delivery': async (_actor, { organization }) => ({
    webhookDeliveryId: (await failedDelivery(organization)).delivery.id,
  }),
  'webhooks.send_test': async (_actor, { organization }) => ({
    webhookEndpointId: (await endpointIn(organization)).id,
  }),
};

/** Things of webhooks that belong to other partners than the first. */
export const foreignWebhooks = async (world: World) => ({
  whe: [(await endpointOf(world.s2)).id, (await endpointOf(world.d1)).id],
  whs: [await replacedSecret(world.s2)],
  whd: [(await failedDelivery(world.s2)).delivery.id],
});
