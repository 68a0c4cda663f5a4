import { randomBytes } from 'node:crypto';
import type { Id } from '@/lib/id';
import type { SecretPlace } from '@/lib/secret-box';

/** A new secret of an endpoint, as it is shown and as the published libraries take it: `whsec_` and 32 random bytes. @source Standard Webhooks 1.0 */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Where the secret of that row stands sealed. */
export const secretPlace = (id: Id<'webhookSecret'>): SecretPlace => ({
  table: 'webhook_secrets',
  id,
  column: 'sealed_secret',
});
