'use server';

import { formAction } from '@/app/_entry/form-action';
import { addContact } from '@/domain/associations/add-contact';
import { changeContact } from '@/domain/associations/change-contact';
import { removeContact } from '@/domain/associations/remove-contact';

export const addContactAction = formAction(addContact, { then: '/organization/contacts?done=added' });
export const changeContactAction = formAction(changeContact, { then: '/organization/contacts/:id?done=changed' });
export const removeContactAction = formAction(removeContact, { then: '/organization/contacts?done=removed' });
