import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { changeContactInput } from './contact-input';
import { holdContact } from './hold-contact';

const { customerContacts } = schema;

/** Changes what customers see of a contact of the actor's organization. @source spec/02 §2.3 */
export const changeContact = command({
  name: 'contacts.change',
  permission: 'contacts.manage',
  returns: 'customerContact',
  input: changeContactInput,
  refusals: ['contact_not_found'],
  async run({ tx, actor, refuse }, { contactId, ...contact }) {
    if (!(await holdContact(tx, actor, contactId))) return refuse('contact_not_found');
    await tx.update(customerContacts).set(contact).where(eq(customerContacts.id, contactId));
    return { id: contactId, audit: { detail: {} } };
  },
});
