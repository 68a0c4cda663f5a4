import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findReport, type ReportRow } from '@/domain/onboarding/report-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ReportState } from '../../../onboarding/report-state';
import { ReviewCard } from './review-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadReport = cache(async (id: string): Promise<ReportRow> => {
  const scope = await requireScope('onboarding.review');
  const report = isId('report', id) ? await findReport(scope, id) : undefined;
  return report ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [report, t] = await Promise.all([
    params.then(({ id }) => loadReport(id)),
    getTranslations('onboarding.review'),
  ]);
  return { title: t('heading', { name: report.customerName }) };
}

/** A report as the operator judges it. @source spec/01 §1.2 */
export default async function ReviewPage({ params, searchParams }: Params) {
  const [report, query, t] = await Promise.all([
    params.then(({ id }) => loadReport(id)),
    searchParams,
    getTranslations('onboarding'),
  ]);
  const { state } = report;
  const done = paramOf(query, 'done') === '1' && (state === 'reported' || state === 'rejected') ? state : undefined;
  return (
    <>
      <PageHeader
        title={t('review.heading', { name: report.customerName })}
        status={<ReportState state={state} />}
        description={<CopyableId id={report.id} label={t('report.copyId')} />}
        breadcrumbs={[{ label: t('review.title'), href: '/operations/reports' }, { label: report.customerName }]}
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`review.done.${done}`)} />}
        <FactsCard report={report} />
        {state === 'pending' && <ReviewCard report={report} />}
      </div>
    </>
  );
}

async function FactsCard({ report }: { report: ReportRow }) {
  const [t, common, locale] = await Promise.all([
    getTranslations('onboarding'),
    getTranslations('common'),
    getLocale(),
  ]);
  const when = (at: Date | null) => (at === null ? undefined : <When at={at} precision="minute" />);
  return (
    <Card title={t('report.facts')}>
      <DescriptionList
        items={[
          {
            label: t('review.partner'),
            value: (
              <TextLink href={`/operations/organizations/${report.partner.id}`}>
                {localName(report.partner, locale)}
              </TextLink>
            ),
          },
          { label: t('reports.reportedBy'), value: report.reportedBy ?? undefined },
          { label: t('reports.contactName'), value: report.contactName },
          { label: common('mobile'), value: report.mobile === null ? undefined : <Masked text={report.mobile} /> },
          { label: common('email'), value: report.email === null ? undefined : <Masked text={report.email} /> },
          { label: t('reports.label'), value: report.label ?? undefined },
          { label: t('reports.remark'), value: report.remark ?? undefined },
          { label: t('review.submittedAt'), value: when(report.submittedAt) },
          { label: t('review.reviewed'), value: when(report.reviewedAt) },
          { label: t('review.reviewedBy'), value: report.reviewedBy ?? undefined },
          { label: t('review.note'), value: report.reviewNote ?? undefined },
          { label: t('reports.expiresAt'), value: when(report.expiresAt) },
        ]}
      />
    </Card>
  );
}
