import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { DataTable } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { type Contact, listOwnContacts } from '@/domain/associations/partner-queries';
import { addContactAction } from './actions';
import { ContactFields } from './contact-fields';

const path = '/organization/contacts';

export async function generateMetadata() {
  const t = await getTranslations('contacts');
  return { title: t('title') };
}

/** Whom the partner's customers may turn to. @source spec/02 §2.3 */
export default async function ContactsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [query, scope, t] = await Promise.all([
    searchParams,
    requireScope('contacts.manage'),
    getTranslations('contacts'),
  ]);
  const { contacts, max } = await listOwnContacts(scope);
  const done = (['added', 'removed'] as const).find((act) => act === paramOf(query, 'done'));
  return (
    <>
      <PageHeader title={t('title')} description={t('description', { max })} />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(done)} />}
        {contacts.length === 0 ? (
          <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
        ) : (
          <ContactTable contacts={contacts} />
        )}
        {contacts.length < max ? (
          <Card title={t('add')}>
            <ActionForm
              action={addContactAction}
              requestKey={newRequestKey()}
              label={t('add')}
              className="flex max-w-md flex-col gap-4"
            >
              <ContactFields />
              <div>
                <SubmitButton>{t('add')}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        ) : (
          <Alert kind="info">{t('full')}</Alert>
        )}
      </div>
    </>
  );
}

async function ContactTable({ contacts }: { contacts: readonly Contact[] }) {
  const [t, common] = await Promise.all([getTranslations('contacts'), getTranslations('common')]);
  return (
    <DataTable
      caption={t('title')}
      rows={contacts}
      rowKey={(row) => row.id}
      rowHref={(row) => `${path}/${row.id}`}
      columns={[
        { id: 'name', header: t('name'), isKey: true, cell: (row) => row.name },
        { id: 'position', header: t('position'), cell: (row) => row.position ?? '—' },
        { id: 'mobile', header: common('mobile'), noWrap: true, cell: (row) => row.mobile ?? '—' },
        {
          id: 'email',
          header: common('email'),
          cell: (row) => (row.email ? <span className="break-all">{row.email}</span> : '—'),
        },
      ]}
    />
  );
}
