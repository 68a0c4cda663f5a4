import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { ChooseQuota } from '../_issue/choose-quota';
import { EditIssue } from '../_issue/edit-issue';
import { readIssueRequest } from '../_issue/issue-request';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('issueTitle') };
}

export default async function IssueCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const [t, lists, request] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('batches.coupons'),
    readIssueRequest(params),
  ]);
  if (!request) return <ChooseQuota path="/coupons/issue" title={t('issueTitle')} params={params} />;
  return (
    <>
      <PageHeader
        title={t('issueTitle')}
        description={t('issueDescription')}
        actions={<ButtonLink href={`/coupons/batches/new?quota=${request.quota.id}`}>{lists('newTitle')}</ButtonLink>}
        breadcrumbs={[{ label: t('coupons'), href: '/coupons' }, { label: t('issueTitle') }]}
      />
      <EditIssue request={request} />
    </>
  );
}
