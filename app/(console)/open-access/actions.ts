'use server';

import { formAction } from '@/app/_entry/form-action';
import { removeIdpMetadata } from '@/domain/open-access/remove-idp-metadata';
import { setAttachments } from '@/domain/open-access/set-attachments';
import { setContacts } from '@/domain/open-access/set-contacts';
import { setNotificationUrl } from '@/domain/open-access/set-notification-url';
import { startAccess } from '@/domain/open-access/start-access';
import { undoChange } from '@/domain/open-access/undo-change';

export const removeIdpMetadataAction = formAction(removeIdpMetadata, {
  then: '/open-access/configuration?done=idp_removed',
});
export const setAttachmentsAction = formAction(setAttachments, { then: '/open-access/configuration?done=attachments' });
export const setContactsAction = formAction(setContacts, { then: '/open-access/configuration?done=contacts' });
export const setNotificationUrlAction = formAction(setNotificationUrl, {
  then: '/open-access/configuration?done=notification_url',
});
export const startAccessAction = formAction(startAccess, { then: '/open-access/configuration?done=started' });
export const undoChangeAction = formAction(undoChange, { then: '/open-access/changes/:id?done=undone' });
