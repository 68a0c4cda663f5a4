import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { setContactsInput } from './configuration-input';
import { shownContacts } from './shown-access';

/**
 * Names the people whom the operator's engineers may ask about the connection. Who they are stands in the change, not in the audit.
 *
 * @refuses access_unchanged when they are those already named
 * @source spec/08 §8.1
 */
export const setContacts = command({
  name: 'open_access.set_contacts',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: setContactsInput,
  refusals: ['access_unchanged', 'changed_meanwhile'],
  async run({ tx, actor, newId: id, refuse }, { contacts, seen }) {
    refuseOvertaken(refuse, seen, shownContacts((await holdConfiguration(tx, actor)).contacts));
    const kept = await keepAccessChange(tx, actor, { id, part: 'contacts', set: { contacts } });
    if (!kept) return refuse('access_unchanged');
    return { id, audit: { detail: { count: contacts.length } } };
  },
});
