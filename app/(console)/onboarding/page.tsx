import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import { listReports } from '@/domain/onboarding/report-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { OnboardingFrame } from './onboarding-frame';
import { reportFilter, reportFilters } from './report-filter';
import { ReportTable } from './report-table';

const path = '/onboarding';

export async function generateMetadata() {
  const t = await getTranslations('onboarding');
  return { title: t('title') };
}

/** The prospects a partner has entered. @source spec/01 §1.2 */
export default async function ReportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.read'),
    requireActor(),
    getTranslations('onboarding.reports'),
  ]);
  const filter = { ...reportFilter(params), partnerId: undefined };
  const [{ rows, before, after }, filters] = await Promise.all([
    listReports(scope, filter, pageRequest(params, { key: 'instant', id: 'report' })),
    reportFilters({ hasDrafts: true }),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <OnboardingFrame current="reports" description={t(scope.accountManagerId ? 'descriptionOwn' : 'description')}>
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <ReportTable rows={rows} invites={may(actor, 'onboarding.invite')} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState
          title={t('emptyTitle')}
          action={may(actor, 'onboarding.report') && <ButtonLink href={`${path}/reports/new`}>{t('new')}</ButtonLink>}
        >
          {t('empty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </OnboardingFrame>
  );
}
