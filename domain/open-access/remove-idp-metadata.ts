import { command } from '@/domain/command';
import { overtakenFields } from '@/domain/seen-values';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { removeIdpMetadataInput } from './configuration-input';

/**
 * Takes the metadata of the identity provider out of force. The file stays, so that this can be undone.
 *
 * @refuses access_unchanged when there are none
 * @source spec/08 §8.1
 */
export const removeIdpMetadata = command({
  name: 'open_access.remove_idp_metadata',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: removeIdpMetadataInput,
  refusals: ['access_unchanged', 'changed_meanwhile'],
  async run({ tx, actor, newId: id, refuse }, { seen }) {
    const { idpMetadataId } = await holdConfiguration(tx, actor);
    if (overtakenFields(seen, { file: idpMetadataId }).length > 0) return refuse('changed_meanwhile');
    const kept = await keepAccessChange(tx, actor, { id, part: 'idp_metadata', set: { idpMetadataId: null } });
    if (!kept) return refuse('access_unchanged');
    return { id, audit: { detail: {} } };
  },
});
