import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { Fieldset } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { contactRows } from '@/domain/open-access/configuration-model';
import type { ConfigurationView } from '@/domain/open-access/configuration-queries';
import { shownContacts } from '@/domain/open-access/shown-access';
import { seenOf } from '@/domain/seen-values';
import { setContactsAction } from '../../../actions';

/** A row for each contact there can be; a row that is left empty is none. */
export async function ContactsForm({ contacts, label }: { contacts: ConfigurationView['contacts']; label: string }) {
  const t = await getTranslations('openaccess.edit');
  return (
    <ActionForm
      action={setContactsAction}
      requestKey={newRequestKey()}
      seen={seenOf(shownContacts(contacts))}
      label={label}
      className="flex flex-col gap-4"
    >
      <p className="max-w-prose text-muted">{t('contactsHint')}</p>
      {contactRows.map((number) => {
        const contact = contacts[number - 1];
        return (
          <Fieldset key={number} name={`contact${number}`} legend={t('contact', { number })}>
            <div className="grid grid-cols-[repeat(auto-fit,minmax(min(12rem,100%),1fr))] gap-3">
              <TextField
                name={`name${number}`}
                label={t('name')}
                defaultValue={contact?.name}
                maxLength={64}
                autoComplete="off"
              />
              <TextField
                name={`mobile${number}`}
                type="tel"
                label={t('mobile')}
                defaultValue={contact?.mobile ?? undefined}
                maxLength={32}
                autoComplete="off"
              />
              <TextField
                name={`email${number}`}
                type="email"
                label={t('email')}
                defaultValue={contact?.email ?? undefined}
                maxLength={254}
                autoComplete="off"
              />
            </div>
          </Fieldset>
        );
      })}
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
