import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { listInvitations } from '@/domain/onboarding/invitation-queries';
import { withdrawableStates } from '@/domain/onboarding/report-model';
import { findReport, type ReportRow } from '@/domain/onboarding/report-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { ReportState } from '../../report-state';
import { InvitationCard } from './invitation-card';
import { SubmitCard, WithdrawCard } from './report-forms';
import { Timeline } from './timeline';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** Somebody else's report does not exist here, exactly like an id that names nothing. */
const loadReport = cache(async (id: string): Promise<ReportRow> => {
  const scope = await requireScope('onboarding.read');
  const report = isId('report', id) ? await findReport(scope, id) : undefined;
  return report ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const report = await params.then(({ id }) => loadReport(id));
  return { title: report.customerName };
}

/** One report: who it is about, what happened, and what can be done with it now. @source spec/01 §1.2, §1.3 */
export default async function ReportPage({ params, searchParams }: Params) {
  const [report, query, actor, scope, t] = await Promise.all([
    params.then(({ id }) => loadReport(id)),
    searchParams,
    requireActor(),
    requireScope('onboarding.read'),
    getTranslations('onboarding'),
  ]);
  const { rows: invitations } = await listInvitations(scope, { reportId: report.id }, { limit: 50 });
  const reports = may(actor, 'onboarding.report');
  const invites = may(actor, 'onboarding.invite');
  return (
    <>
      <PageHeader
        title={report.customerName}
        status={<ReportState state={report.state} />}
        description={<CopyableId id={report.id} label={t('report.copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/onboarding' }, { label: report.customerName }]}
        actions={
          invites &&
          report.isInvitable && (
            <ButtonLink variant="primary" href={`/onboarding/invite?reports=${report.id}`}>
              {t('report.invite')}
            </ButtonLink>
          )
        }
      />
      <div className="flex flex-col gap-4">
        <DoneAlert done={paramOf(query, 'done')} report={report} />
        <FactsCard report={report} />
        <Card title={t('report.timeline')}>
          <Timeline report={report} invitations={invitations} />
        </Card>
        {reports && report.state === 'draft' && <SubmitCard reportId={report.id} />}
        {invitations.length > 0 && <InvitationCard report={report} invitations={invitations} invites={invites} />}
        {report.state === 'reported' && report.email === null && <Alert kind="info">{t('report.noEmail')}</Alert>}
        {reports && withdrawableStates.some((state) => state === report.state) && <WithdrawCard reportId={report.id} />}
      </div>
    </>
  );
}

/** What has just been done, as far as the report's own state agrees that it has. */
async function DoneAlert({ done, report }: { done: string; report: ReportRow }) {
  const t = await getTranslations('onboarding.report.done');
  const agrees = { saved: 'draft', reported: 'pending', submitted: 'pending', withdrawn: 'withdrawn' } as const;
  const key = (['saved', 'reported', 'submitted', 'withdrawn'] as const).find((each) => each === done);
  return key && agrees[key] === report.state ? <Alert kind="done" title={t(key)} /> : null;
}

async function FactsCard({ report }: { report: ReportRow }) {
  const [t, common] = await Promise.all([getTranslations('onboarding'), getTranslations('common')]);
  const isReserved = report.state === 'reported' && report.expiresAt !== null;
  return (
    <Card title={t('report.facts')}>
      <DescriptionList
        items={[
          { label: t('reports.contactName'), value: report.contactName },
          { label: common('mobile'), value: report.mobile === null ? undefined : <Masked text={report.mobile} /> },
          { label: common('email'), value: report.email === null ? undefined : <Masked text={report.email} /> },
          { label: t('reports.label'), value: report.label ?? undefined },
          { label: t('reports.remark'), value: report.remark ?? undefined },
          {
            label: t('reports.expiresAt'),
            value: isReserved && report.expiresAt ? <When at={report.expiresAt} precision="minute" /> : undefined,
          },
        ]}
      />
    </Card>
  );
}
