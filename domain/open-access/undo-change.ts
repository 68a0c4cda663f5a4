import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { type AccessChange, holdConfiguration, isSame, keepAccessChange, valuesOf } from './access-changes';
import { accessValues } from './access-values';
import { undoChangeInput } from './configuration-input';
import { metadataHasEnded } from './metadata-has-ended';

const { accessChanges, idpMetadata } = schema;

/**
 * Takes a change back by another change, which can be taken back in turn.
 *
 * @refuses access_change_not_found; access_change_overtaken when the part is no longer as the change left it; access_change_secret when the
 * change gave up or replaced a secret, which nobody can bring back; access_change_ended when what it replaced were metadata that have ended since
 * @source issue E
 */
export const undoChange = command({
  name: 'open_access.undo_change',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: undoChangeInput,
  refusals: ['access_change_not_found', 'access_change_overtaken', 'access_change_secret', 'access_change_ended'],
  constraints: { access_changes_undoes_id_key: 'access_change_overtaken' },
  async run({ tx, actor, newId: id, refuse }, { accessChangeId }) {
    const [change] = await tx
      .select()
      .from(accessChanges)
      .where(and(eq(accessChanges.organizationId, actor.organizationId), eq(accessChanges.id, accessChangeId)));
    if (!change) return refuse('access_change_not_found');
    const held = await holdConfiguration(tx, actor);
    if (!isSame(valuesOf(held, change.part), change.after)) return refuse('access_change_overtaken');
    const set = columnsOf(change);
    if (!set) return refuse('access_change_secret');
    if (await hasEnded(tx, change)) return refuse('access_change_ended');
    const kept = await keepAccessChange(tx, actor, { id, part: change.part, set, undoesId: change.id });
    if (!kept) return refuse('access_change_overtaken');
    return { id, audit: { detail: { part: change.part, undoes: change.id } } };
  },
});

/** Whether it would bring back metadata that an upload would not take any more. */
async function hasEnded(tx: Transaction, { part, before }: typeof accessChanges.$inferSelect): Promise<boolean> {
  if (part !== 'idp_metadata') return false;
  const { idpMetadataId } = accessValues[part].parse(before);
  if (idpMetadataId === null) return false;
  return (await tx.$count(idpMetadata, and(eq(idpMetadata.id, idpMetadataId), metadataHasEnded))) > 0;
}

/** The columns as they were before a change; undefined where a secret belonged to them that is gone. */
function columnsOf({ part, before, after }: typeof accessChanges.$inferSelect): AccessChange['set'] | undefined {
  if (part !== 'attachments') return accessValues[part].parse(before);
  const { secretSetAt, ...was } = accessValues.attachments.parse(before);
  if (secretSetAt === accessValues.attachments.parse(after).secretSetAt) return was;
  return secretSetAt === null ? { ...was, sealedBucketSecret: null, bucketSecretSetAt: null } : undefined;
}
