import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { findConfiguration } from '@/domain/open-access/configuration-queries';
import { may } from '@/domain/permission';
import { BeginForm } from '../begin-form';
import { ConnectionCard } from './connection-card';
import { AttachmentsCard, ContactsCard, IdpCard, NotificationCard } from './part-cards';

const outcomes = ['started', 'contacts', 'notification_url', 'idp_metadata', 'idp_removed', 'attachments'] as const;

export async function generateMetadata() {
  const t = await getTranslations('openaccess.configuration');
  return { title: t('title') };
}

/** How the partner's platform is connected: every part, and the way to change it. @source spec/08 §8.1 */
export default async function ConfigurationPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('open_access.read'),
    requireActor(),
    getTranslations('openaccess'),
  ]);
  const configuration = await findConfiguration(scope, 'masked');
  const mayConfigure = may(actor, 'open_access.configure');
  const done = outcomes.find((each) => each === paramOf(params, 'done'));
  return (
    <>
      <PageHeader
        title={t('configuration.title')}
        description={t('configuration.description')}
        breadcrumbs={[{ label: t('title'), href: '/open-access' }, { label: t('configuration.title') }]}
        actions={configuration && <ButtonLink href="/open-access/changes">{t('configuration.changes')}</ButtonLink>}
      />
      <div className="flex flex-col gap-4">
        {done && configuration && <Alert kind="done" title={t(`done.${done}`)} />}
        {configuration ? (
          <>
            <ConnectionCard configuration={configuration} />
            <ContactsCard configuration={configuration} mayConfigure={mayConfigure} />
            <NotificationCard configuration={configuration} mayConfigure={mayConfigure} />
            <IdpCard configuration={configuration} mayConfigure={mayConfigure} />
            <AttachmentsCard configuration={configuration} mayConfigure={mayConfigure} />
          </>
        ) : (
          <EmptyState title={t('configuration.notBegunTitle')} action={mayConfigure && <BeginForm />}>
            {t('configuration.notBegun')}
          </EmptyState>
        )}
      </div>
    </>
  );
}
