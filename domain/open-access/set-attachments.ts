import { sql } from 'drizzle-orm';
import { command } from '@/domain/command';
import { keyRing } from '@/domain/identity/key-ring';
import { refuseOvertaken } from '@/domain/seen-values';
import { sealSecret } from '@/lib/secret-box';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { bucketSecretPlaceOf } from './bucket-secret';
import { setAttachmentsInput } from './configuration-input';
import { shownAttachments } from './shown-access';

/** As it is when attachments are off: nothing of a bucket is kept. */
const off = {
  attachmentsOn: false,
  bucketName: null,
  bucketRegion: null,
  bucketAccessKey: null,
  sealedBucketSecret: null,
  bucketSecretSetAt: null,
} as const;

/**
 * Lets attachments of real names be uploaded to the partner's bucket, or no longer. The bucket's secret is kept sealed and never shown. For
 * another bucket attachments are switched off first, as the bucket and everything about it is then forgotten.
 *
 * @refuses bucket_in_use when another bucket is named while one is in use; invalid_input when a new access key comes without its secret;
 * access_unchanged
 * @source spec/08 §8.1
 */
export const setAttachments = command({
  name: 'open_access.set_attachments',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: ({ currency }) => setAttachmentsInput(currency),
  refusals: ['bucket_in_use', 'invalid_input', 'access_unchanged', 'changed_meanwhile'],
  identify: ({ bucketSecret: _secret, ...rest }) => rest,
  async run({ tx, actor, newId: id, refuse }, { attachmentsOn, bucketSecret, seen, ...bucket }) {
    const held = await holdConfiguration(tx, actor);
    refuseOvertaken(refuse, seen, shownAttachments({ ...held, secretSetAt: held.bucketSecretSetAt }));
    if (attachmentsOn && held.attachmentsOn) {
      if (held.bucketName !== bucket.bucketName) return refuse('bucket_in_use', { bucketName: 'bucket_in_use' });
      if (held.bucketRegion !== bucket.bucketRegion) return refuse('bucket_in_use', { bucketRegion: 'bucket_in_use' });
    }
    const isSameKey = held.attachmentsOn && held.bucketAccessKey === bucket.bucketAccessKey;
    if (attachmentsOn && !isSameKey && !bucketSecret) return refuse('invalid_input', { bucketSecret: 'required' });
    const secret = bucketSecret && {
      sealedBucketSecret: sealSecret(bucketSecret, bucketSecretPlaceOf(actor.organizationId), keyRing()),
      bucketSecretSetAt: sql`clock_timestamp()`,
    };
    const set = attachmentsOn ? { attachmentsOn, ...bucket, ...secret } : off;
    const kept = await keepAccessChange(tx, actor, { id, part: 'attachments', set });
    if (!kept) return refuse('access_unchanged');
    const { bucketName, bucketRegion } = attachmentsOn ? bucket : held;
    return {
      id,
      audit: {
        detail: { isOn: attachmentsOn, bucketName, bucketRegion, secretReplaced: Boolean(secret) && attachmentsOn },
      },
    };
  },
});
