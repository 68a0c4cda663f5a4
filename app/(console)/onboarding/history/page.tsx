import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { type AttemptFilter, type AttemptRow, listAttempts } from '@/domain/onboarding/history-queries';
import { joiningCauseOf } from '@/domain/onboarding/report-model';
import { pageRequest } from '@/lib/cursor';
import { OnboardingFrame } from '../onboarding-frame';

const path = '/onboarding/history';
const outcomes = ['associated', 'failed'] as const;

export async function generateMetadata() {
  const t = await getTranslations('onboarding.tabs');
  return { title: t('history') };
}

/** How attempts to join ended, why they failed and what to do about it. @source spec/01 §1.5 */
export default async function HistoryPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.read'),
    getTranslations('onboarding.history'),
  ]);
  const filter: AttemptFilter = {
    q: paramOf(params, 'q') || undefined,
    outcome: outcomes.find((outcome) => outcome === paramOf(params, 'outcome')),
  };
  const [{ rows, before, after }, columns] = await Promise.all([
    listAttempts(scope, filter, pageRequest(params, { key: 'instant', id: 'associationAttempt' })),
    columnsFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    {
      kind: 'select',
      name: 'outcome',
      label: t('outcome'),
      options: outcomes.map((value) => ({ value, label: t(`outcomes.${value}`) })),
    },
  ];
  return (
    <OnboardingFrame current="history" description={t(scope.accountManagerId ? 'descriptionOwn' : 'description')}>
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('caption')}
        columns={columns}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </OnboardingFrame>
  );
}

async function columnsFor(): Promise<Column<AttemptRow>[]> {
  const [t, causes, actions, refusals, common] = await Promise.all([
    getTranslations('onboarding.history'),
    getTranslations('onboarding.causes'),
    getTranslations('onboarding.actions'),
    getTranslations('refusals'),
    getTranslations('common.associations'),
  ]);
  /** A cause without words of its own has those of the refusal. */
  const causeText = ({ cause }: AttemptRow) => {
    const known = joiningCauseOf(cause);
    if (known) return causes(known);
    return cause !== null && refusals.has(cause) ? refusals(cause) : '—';
  };
  const actionText = ({ cause }: AttemptRow) => {
    const known = joiningCauseOf(cause);
    return known ? actions(known) : '—';
  };
  return [
    {
      id: 'customer',
      header: t('customer'),
      isKey: true,
      cell: (row) => <Who row={row} />,
    },
    {
      id: 'outcome',
      header: t('outcome'),
      noWrap: true,
      cell: (row) => (
        <Badge tone={row.outcome === 'associated' ? 'success' : 'danger'}>{t(`outcomes.${row.outcome}`)}</Badge>
      ),
    },
    { id: 'cause', header: t('cause'), cell: causeText },
    { id: 'action', header: t('action'), cell: actionText },
    { id: 'via', header: t('via'), noWrap: true, cell: (row) => t(`vias.${row.via}`) },
    { id: 'type', header: t('type'), noWrap: true, cell: (row) => common(row.type) },
    { id: 'manager', header: t('manager'), noWrap: true, cell: (row) => row.manager ?? '—' },
    {
      id: 'at',
      header: t('at'),
      headerContent: (
        <>
          {t('at')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.at} precision="minute" label={false} />,
    },
  ];
}

async function Who({ row }: { row: AttemptRow }) {
  const t = await getTranslations('onboarding.history');
  const name = row.customerName ?? t('unknown');
  return row.customerId === null ? (
    <span className="wrap-anywhere">{name}</span>
  ) : (
    <TextLink href={`/customers/${row.customerId}`}>{name}</TextLink>
  );
}
