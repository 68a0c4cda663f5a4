import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { changeContactInput, contactFields } from './contact-input';
import { holdContact } from './hold-contact';

const { customerContacts } = schema;

/** Changes what customers see of a contact of the actor's organization. @source spec/02 §2.3 */
export const changeContact = command({
  name: 'contacts.change',
  permission: 'contacts.manage',
  returns: 'customerContact',
  input: changeContactInput,
  refusals: ['contact_not_found', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { contactId, seen, ...contact }) {
    const held = await holdContact(tx, actor, contactId);
    if (!held) return refuse('contact_not_found');
    refuseOvertaken(refuse, seen, shownOf(held, contactFields));
    await tx.update(customerContacts).set(contact).where(eq(customerContacts.id, contactId));
    return { id: contactId, audit: { detail: {} } };
  },
});
