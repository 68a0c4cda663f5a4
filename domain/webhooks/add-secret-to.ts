import { schema, type Transaction } from '@/db/client';
import { keyRing } from '@/domain/identity/key-ring';
import { type Id, newId } from '@/lib/id';
import { sealSecret } from '@/lib/secret-box';
import { newWebhookSecret, secretPlace } from './webhook-secret';

interface Endpoint {
  readonly id: Id<'webhookEndpoint'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
}

/** Gives an endpoint a new secret, which signs from now on. @returns the secret in clear, to be shown once and kept nowhere */
export async function addSecretTo(
  tx: Transaction,
  { id: endpointId, organizationId, rootId }: Endpoint,
): Promise<string> {
  const id = newId('webhookSecret');
  const secret = newWebhookSecret();
  const sealedSecret = sealSecret(secret, secretPlace(id), keyRing());
  await tx.insert(schema.webhookSecrets).values({ id, endpointId, organizationId, rootId, sealedSecret });
  return secret;
}
