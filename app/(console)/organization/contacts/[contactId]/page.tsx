import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { contactFields } from '@/domain/associations/contact-input';
import { findOwnContact } from '@/domain/associations/partner-queries';
import { seenOf, shownOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { changeContactAction, removeContactAction } from '../actions';
import { ContactFields } from '../contact-fields';

interface Props {
  params: Promise<{ contactId: string }>;
  searchParams: Promise<SearchParams>;
}

/** A contact of the reader's organization; any other is a page that does not exist. */
async function loadContact(params: Props['params']) {
  const [{ contactId }, scope] = await Promise.all([params, requireScope('contacts.manage')]);
  return (isId('customerContact', contactId) && (await findOwnContact(scope, contactId))) || notFound();
}

export async function generateMetadata({ params }: Props) {
  return { title: (await loadContact(params)).name };
}

export default async function ContactPage({ params, searchParams }: Props) {
  const [contact, query, t, common] = await Promise.all([
    loadContact(params),
    searchParams,
    getTranslations('contacts'),
    getTranslations('common'),
  ]);
  return (
    <>
      <PageHeader
        title={contact.name}
        breadcrumbs={[{ label: t('title'), href: '/organization/contacts' }, { label: contact.name }]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'changed' && <Alert kind="done" title={t('changed')} />}
        <Card title={t('change')}>
          <ActionForm
            action={changeContactAction}
            requestKey={newRequestKey()}
            seen={seenOf(shownOf(contact, contactFields))}
            label={t('change')}
            className="flex max-w-md flex-col gap-4"
          >
            <input type="hidden" name="contactId" value={contact.id} />
            <ContactFields contact={contact} />
            <div>
              <SubmitButton>{common('save')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
        <Card title={t('removeTitle')}>
          <ActionForm action={removeContactAction} requestKey={newRequestKey()} label={t('removeTitle')}>
            <p className="text-muted">{t('removeText')}</p>
            <input type="hidden" name="contactId" value={contact.id} />
            <div>
              <SubmitButton variant="danger">{t('remove', { name: contact.name })}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      </div>
    </>
  );
}
