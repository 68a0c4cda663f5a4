import { database, schema } from '@/db/client';
import type { AccessPart, AccessValues } from '@/db/schema/open-access';
import { keyRing } from '@/domain/identity/key-ring';
import { type Id, newId, uuidOf, wireIdOf } from '@/lib/id';
import { sealSecret } from '@/lib/secret-box';
import { canary, type World, type WorldOrganization } from '@/tests/world';
import type { Thing } from './canary-server';

/**
 * Of all there is about open access something for several partners, as rows: a configuration and what became of it, an endpoint with a secret, an
 * event that was delivered to it and one that was not, and the result of an association. Nobody shows any of it to anybody but its partner's own.
 */
export async function fillAccess(world: World): Promise<void> {
  for (const partner of [world.s1, world.s2, world.d1, world.r1a, world.r2a]) {
    await fillConfiguration(partner);
    await fillWebhooks(partner);
    await fillAssociationResult(partner, world.customers[partner.code]?.one.customerId);
  }
}

const ofOwner = ({ id, rootId }: WorldOrganization) => ({ organizationId: id, rootId });
const addressOf = ({ code }: WorldOrganization, field: string): string =>
  `https://partner.example/${canary(code, field)}`;
const now = new Date();

async function fillConfiguration(partner: WorldOrganization): Promise<void> {
  const { code } = partner;
  const idpMetadataId = newId('idpMetadata');
  const contacts = [{ name: canary(code, 'contact'), mobile: '13911112222', email: null }];
  await database()
    .insert(schema.idpMetadata)
    .values({
      ...{ ...ofOwner(partner), id: idpMetadataId, entityId: addressOf(partner, 'idp'), isSigned: false },
      ...{ signOnUrl: addressOf(partner, 'sign-on'), fileName: `${canary(code, 'metadata')}.xml` },
      certificates: [{ fingerprint: '0'.repeat(64), notAfter: new Date(now.getTime() + 1e11).toISOString() }],
      ...{ sha256: Buffer.alloc(32), file: Buffer.from(canary(code, 'file')), userId: partner.users.admin },
    });
  const bucket = { bucketName: canary(code, 'bucket'), bucketRegion: 'cn-north-4' };
  const place = { table: 'access_configurations', id: uuidOf(partner.id), column: 'sealed_bucket_secret' };
  await database()
    .insert(schema.accessConfigurations)
    .values({
      ...{ ...ofOwner(partner), platformIdentifier: `CNRY_${code.toUpperCase()}`, contacts, idpMetadataId },
      ...{ notificationUrl: addressOf(partner, 'notification'), rechargeUrl: addressOf(partner, 'recharge') },
      ...{ attachmentsOn: true, ...bucket, bucketAccessKey: canary(code, 'bucket-key') },
      ...{ sealedBucketSecret: sealSecret('secret of the bucket', place, keyRing()), bucketSecretSetAt: now },
    });
  const changes: readonly (readonly [AccessPart, AccessValues, AccessValues])[] = [
    ['contacts', { contacts: [] }, { contacts }],
    ['notification_url', { notificationUrl: null }, { notificationUrl: addressOf(partner, 'notification') }],
    [
      'callbacks',
      { orderPaymentUrl: null, rechargeUrl: addressOf(partner, 'recharge-before') },
      { orderPaymentUrl: null, rechargeUrl: addressOf(partner, 'recharge') },
    ],
  ];
  await database()
    .insert(schema.accessChanges)
    .values(
      changes.map(([part, before, after]) => ({
        ...{ ...ofOwner(partner), id: newId('accessChange'), part, before, after, userId: partner.users.admin },
      })),
    );
}

/** An event as it is told, with a word of its partner's. */
async function publish(partner: WorldOrganization, type: string): Promise<Id<'publishedEvent'>> {
  const id = newId('publishedEvent');
  const eventId = newId('event');
  const data = { id: wireIdOf(eventId), note: canary(partner.code, 'event') };
  await database()
    .insert(schema.outboxEvents)
    .values({
      ...{ ...ofOwner(partner), id: eventId, kind: type, subjectId: partner.id, payload: {} },
      ...{ deliveredAt: now, publishedAt: now },
    });
  await database()
    .insert(schema.publishedEvents)
    .values({
      ...{ ...ofOwner(partner), id, eventId, type, createdAt: now },
      body: JSON.stringify({ type, timestamp: now.toISOString(), data }),
    });
  return id;
}

async function fillWebhooks(partner: WorldOrganization): Promise<void> {
  const { code } = partner;
  const endpointId = newId('webhookEndpoint');
  const secretId = newId('webhookSecret');
  const place = { table: 'webhook_secrets', id: secretId, column: 'sealed_secret' };
  const secret = `whsec_${Buffer.alloc(24, code).toString('base64')}`;
  await database()
    .insert(schema.webhookEndpoints)
    .values({
      ...{ ...ofOwner(partner), id: endpointId, url: addressOf(partner, 'hook'), createdBy: partner.users.admin },
      ...{ description: canary(code, 'hook-description'), failingSince: now },
    });
  await database()
    .insert(schema.webhookSecrets)
    .values({
      ...{ ...ofOwner(partner), id: secretId, endpointId, sealedSecret: sealSecret(secret, place, keyRing()) },
    });
  for (const state of ['delivered', 'failed'] as const) {
    const [id, type] = [newId('webhookDelivery'), 'funds.allocated'];
    const eventId = await publish(partner, type);
    await database()
      .insert(schema.webhookDeliveries)
      .values({ ...ofOwner(partner), id, endpointId, eventId, type, state, attempts: 1, finishedAt: now });
    await database()
      .insert(schema.webhookAttempts)
      .values({
        ...{ ...ofOwner(partner), id: newId('webhookAttempt'), deliveryId: id, isReplay: false, durationMs: 12 },
        ...(state === 'delivered'
          ? { outcome: 'delivered' as const, status: 204 }
          : ({ outcome: 'refused', status: 500 } as const)),
        requestHeaders: { 'content-type': 'application/json', 'x-canary': canary(code, 'request') },
        responseHeaders: { server: canary(code, 'server') },
        responseBody: canary(code, 'answer'),
      });
  }
}

async function fillAssociationResult(
  partner: WorldOrganization,
  customerId: Id<'customer'> | undefined,
): Promise<void> {
  if (!customerId) throw new Error(`${partner.code} has customers`);
  const eventId = await publish(partner, 'customer.associated');
  await database()
    .insert(schema.associationResults)
    .values({
      ...{ ...ofOwner(partner), id: newId('associationResult'), eventId, customerId, bindAction: 0 },
      ...{ state: 'failed', attempts: 1, lastOutcome: 'refused', lastStatus: 500, finishedAt: now },
    });
}

/** What the pages of open access are asked for by, with whose it is. */
export async function accessThings(codes: ReadonlyMap<Id<'organization'>, string>): Promise<Thing[]> {
  const tables = [
    schema.accessChanges,
    schema.idpMetadata,
    schema.associationResults,
    schema.publishedEvents,
    schema.webhookEndpoints,
    schema.webhookDeliveries,
  ];
  const rows = await Promise.all(
    tables.map((table) => database().select({ id: table.id, owner: table.organizationId }).from(table)),
  );
  return rows.flat().flatMap(({ id, owner }) => {
    const of = codes.get(owner);
    return of === undefined ? [] : [{ of, id }];
  });
}
