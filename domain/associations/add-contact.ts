import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { readSettings } from '@/domain/settings/read-settings';
import { addContactInput } from './contact-input';

const { customerContacts } = schema;

/**
 * Adds somebody whom the partner's customers see on their page "My partner", up to the number the platform allows.
 *
 * The organization is held, so that two who add the last one at once do not both.
 *
 * @source spec/02 §2.3
 */
export const addContact = command({
  name: 'contacts.add',
  permission: 'contacts.manage',
  returns: 'customerContact',
  input: addContactInput,
  refusals: ['too_many_contacts'],
  async run({ tx, actor, newId: id, refuse }, contact) {
    await holdOrganization(tx, actor.organizationId);
    const [{ contacts_max: max }, count] = [
      await readSettings(tx),
      await tx.$count(customerContacts, eq(customerContacts.organizationId, actor.organizationId)),
    ];
    if (count >= max) return refuse('too_many_contacts');
    const { organizationId, rootId } = actor;
    await tx.insert(customerContacts).values({ id, organizationId, rootId, ...contact });
    return { id, audit: { detail: {} } };
  },
});
