import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { ChooseQuota } from '../_issue/choose-quota';
import { EditQuotaIssue } from '../_issue/edit-quota-issue';
import { readQuotaRequest } from '../_issue/quota-request';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('issueQuotaTitle') };
}

export default async function IssueQuotaPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const [t, request] = await Promise.all([getTranslations('issuing'), readQuotaRequest(params)]);
  if (!request) return <ChooseQuota path="/coupons/issue-quota" title={t('issueQuotaTitle')} params={params} />;
  return (
    <>
      <PageHeader
        title={t('issueQuotaTitle')}
        description={t('issueQuotaDescription')}
        breadcrumbs={[{ label: t('coupons'), href: '/coupons' }, { label: t('issueQuotaTitle') }]}
      />
      <EditQuotaIssue request={request} />
    </>
  );
}
