import type { Id } from '@/lib/id';
import type { SecretPlace } from '@/lib/secret-box';

/** Where the secret of an organization's bucket is sealed for. */
export const bucketSecretPlaceOf = (id: Id<'organization'>): SecretPlace => ({
  table: 'access_configurations',
  id,
  column: 'sealed_bucket_secret',
});
