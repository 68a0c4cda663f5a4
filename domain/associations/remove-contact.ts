import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { removeContactInput } from './contact-input';
import { holdContact } from './hold-contact';

const { customerContacts } = schema;

/** Takes a contact of the actor's organization off its customers' page. @source spec/02 §2.3 */
export const removeContact = command({
  name: 'contacts.remove',
  permission: 'contacts.manage',
  returns: 'customerContact',
  input: removeContactInput,
  refusals: ['contact_not_found'],
  async run({ tx, actor, refuse }, { contactId }) {
    if (!(await holdContact(tx, actor, contactId))) return refuse('contact_not_found');
    await tx.delete(customerContacts).where(eq(customerContacts.id, contactId));
    return { id: contactId, audit: { detail: {} } };
  },
});
