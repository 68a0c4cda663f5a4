import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { type Id, newId } from '@/lib/id';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { uploadIdpMetadataInput } from './configuration-input';
import { metadataBytesMax, metadataPerDayMax } from './configuration-model';
import { readIdpMetadata } from './idp-metadata';

const { idpMetadata } = schema;

/**
 * Takes the metadata of a partner's identity provider in place of those in force. Earlier files stay, so that a change can be undone.
 *
 * @refuses metadata_not_valid with the reason at the file, access_unchanged when it is the very file in force, too_many_files
 * @source spec/08 §8.1
 */
export const uploadIdpMetadata = command({
  name: 'open_access.upload_idp_metadata',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: uploadIdpMetadataInput,
  refusals: ['metadata_not_valid', 'access_unchanged', 'too_many_files', 'changed_meanwhile'],
  identify: ({ name, content }) => ({ name, sha256: digestOf(content).toString('hex') }),
  async run({ tx, actor, newId: id, refuse }, { name: fileName, content, seen }) {
    if (content.length === 0) return refuse('metadata_not_valid', { file: 'required' });
    if (content.length > metadataBytesMax) return refuse('metadata_not_valid', { file: 'metadata_too_large' });
    const { organizationId, rootId, userId } = actor;
    const held = await holdConfiguration(tx, actor);
    refuseOvertaken(refuse, seen, { file: held.idpMetadataId });
    const sha256 = digestOf(content);
    const { now, today, current } = await readSituation(tx, organizationId, held.idpMetadataId);
    if (current?.equals(sha256)) return refuse('access_unchanged');
    if (today >= metadataPerDayMax) return refuse('too_many_files');
    const facts = readIdpMetadata(content, now);
    if (typeof facts === 'string') return refuse('metadata_not_valid', { file: facts });
    const idpMetadataId = newId('idpMetadata');
    const row = { id: idpMetadataId, organizationId, rootId, userId, fileName, sha256, file: Buffer.from(content) };
    await tx.insert(idpMetadata).values({ ...row, ...facts });
    await keepAccessChange(tx, actor, { id, part: 'idp_metadata', set: { idpMetadataId } });
    const { entityId, isSigned } = facts;
    return { id, audit: { detail: { entityId, isSigned, sha256: sha256.toString('hex'), bytes: content.length } } };
  },
});

const digestOf = (content: Uint8Array): Buffer => createHash('sha256').update(content).digest();

/** Read while the configuration is held, so that two at once see each other. */
async function readSituation(tx: Transaction, organizationId: Id<'organization'>, inForce: Id<'idpMetadata'> | null) {
  const [{ now, today } = { now: new Date(Number.NaN), today: metadataPerDayMax }] = await tx
    .select({
      now: sql`clock_timestamp()`.mapWith(idpMetadata.createdAt),
      today: sql<number>`count(*) filter (where ${idpMetadata.createdAt} > clock_timestamp() - interval '24 hours')::int`,
    })
    .from(idpMetadata)
    .where(eq(idpMetadata.organizationId, organizationId));
  const [current] = inForce
    ? await tx
        .select({ sha256: idpMetadata.sha256 })
        .from(idpMetadata)
        .where(and(eq(idpMetadata.organizationId, organizationId), eq(idpMetadata.id, inForce)))
    : [];
  return { now, today, current: current?.sha256 };
}
