import { getTranslations } from 'next-intl/server';
import { requirePerson, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { CustomerHome } from './_home/customer-home';
import { JoinedNotice } from './_home/joined-notice';
import { OperatorHome } from './_home/operator-home';
import { PartnerHome } from './_home/partner-home';

export async function generateMetadata() {
  const t = await getTranslations('home');
  return { title: t('title') };
}

export default async function HomePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [query, scope, { organization }, t] = await Promise.all([
    searchParams,
    requireScope('home.read'),
    requirePerson(),
    getTranslations('home'),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description', { organization: organization.name })} />
      <div className="flex flex-col gap-4">
        {scope.kind === 'operator' && <OperatorHome />}
        {scope.kind === 'customer' && paramOf(query, 'done') === 'joined' && <JoinedNotice />}
        {scope.kind === 'customer' && <CustomerHome />}
        {scope.kind !== 'operator' && scope.kind !== 'customer' && <PartnerHome />}
      </div>
    </>
  );
}
