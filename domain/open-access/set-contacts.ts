import { command } from '@/domain/command';
import { keepAccessChange } from './access-changes';
import { setContactsInput } from './configuration-input';

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
  refusals: ['access_unchanged'],
  async run({ tx, actor, newId: id, refuse }, contacts) {
    const kept = await keepAccessChange(tx, actor, { id, part: 'contacts', set: { contacts } });
    if (!kept) return refuse('access_unchanged');
    return { id, audit: { detail: { count: contacts.length } } };
  },
});
