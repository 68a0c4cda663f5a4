import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { CodeNotice } from '@/components/form/code-notice';
import type { SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { needsCode } from '@/domain/actor';
import { type EditablePart, editableParts } from '@/domain/open-access/configuration-model';
import { findConfiguration } from '@/domain/open-access/configuration-queries';
import { AttachmentsForm } from './attachments-form';
import { ContactsForm } from './contacts-form';
import { IdpForm } from './idp-form';
import { NotificationForm } from './notification-form';

interface Params {
  params: Promise<{ part: string }>;
  searchParams: Promise<SearchParams>;
}

const partOf = (text: string): EditablePart => {
  const part = (Object.keys(editableParts) as EditablePart[]).find((each) => each === text);
  return part ?? notFound();
};

export async function generateMetadata({ params }: Params) {
  const [part, t] = await Promise.all([params.then((given) => partOf(given.part)), getTranslations('openaccess')]);
  return { title: t('edit.title', { part: t(`parts.${editableParts[part]}`) }) };
}

/** Changes one part of the configuration. What was in force before can be brought back by undoing the change. */
export default async function EditConfigurationPage({ params, searchParams }: Params) {
  const [part, query, scope, actor, t] = await Promise.all([
    params.then((given) => partOf(given.part)),
    searchParams,
    requireScope('open_access.configure'),
    requireActor(),
    getTranslations('openaccess'),
  ]);
  const configuration = await findConfiguration(scope, 'plain');
  const title = t('edit.title', { part: t(`parts.${editableParts[part]}`) });
  const forms = {
    contacts: () => <ContactsForm contacts={configuration?.contacts ?? []} label={title} />,
    'notification-address': () => <NotificationForm url={configuration?.notificationUrl ?? null} label={title} />,
    'idp-metadata': () => <IdpForm facts={configuration?.idpMetadata ?? null} params={query} label={title} />,
    attachments: () => <AttachmentsForm configuration={configuration} currency={scope.currency} label={title} />,
  } satisfies Record<EditablePart, () => unknown>;
  return (
    <>
      <PageHeader
        title={title}
        breadcrumbs={[
          { label: t('title'), href: '/open-access' },
          { label: t('configuration.title'), href: '/open-access/configuration' },
          { label: title },
        ]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`/open-access/configuration/edit/${part}`} />
      ) : (
        <Card className="max-w-3xl">{forms[part]()}</Card>
      )}
    </>
  );
}
