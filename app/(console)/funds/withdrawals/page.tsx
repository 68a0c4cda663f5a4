import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { withdrawalKinds, withdrawalStates } from '@/domain/withdrawals/model';
import { listWithdrawals, type WithdrawalFilter, type WithdrawalLine } from '@/domain/withdrawals/queries';
import { pageRequest } from '@/lib/cursor';
import { WithdrawalBadge } from '../../_withdrawals/state-badges';
import { WithdrawableFigures } from './withdrawable-figures';

const path = '/funds/withdrawals';

export async function generateMetadata() {
  const t = await getTranslations('withdrawals');
  return { title: t('title') };
}

/** What the organization has taken out, and how much it still can. @source spec/06 §6.5 */
export default async function WithdrawalsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('withdrawals.read'),
    requireActor(),
    getTranslations('withdrawals'),
  ]);
  const filter = filterOf(params);
  const isFiltered = Object.values(filter).some(Boolean);
  const [{ rows, before, after }, columns] = await Promise.all([
    listWithdrawals(scope, filter, pageRequest(params, { key: 'instant', id: 'withdrawal' })),
    columnsFor(),
  ]);
  const request = may(actor, 'withdrawals.request') && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('request')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={request} />
      <WithdrawableFigures scope={scope} />
      {(rows.length > 0 || isFiltered) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
            {
              kind: 'select',
              name: 'state',
              label: t('state'),
              options: withdrawalStates.map((value) => ({ value, label: t(`states.${value}`) })),
            },
            {
              kind: 'select',
              name: 'kind',
              label: t('kind'),
              options: withdrawalKinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
            },
          ]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: request }}
      />
    </>
  );
}

const filterOf = (params: SearchParams): WithdrawalFilter => ({
  q: paramOf(params, 'q') || undefined,
  state: withdrawalStates.find((state) => state === paramOf(params, 'state')),
  kind: withdrawalKinds.find((kind) => kind === paramOf(params, 'kind')),
});

async function columnsFor(): Promise<Column<WithdrawalLine>[]> {
  const [t, common] = await Promise.all([getTranslations('withdrawals'), getTranslations('common')]);
  return [
    { id: 'number', header: t('number'), isKey: true, cell: (row) => row.number },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    {
      id: 'kind',
      header: t('kind'),
      noWrap: true,
      cell: (row) => t(row.route === 'provider' ? 'throughProvider' : `kinds.${row.kind}`),
    },
    { id: 'state', header: t('state'), noWrap: true, cell: (row) => <WithdrawalBadge state={row.state} /> },
    {
      id: 'requestedAt',
      header: t('requestedAt'),
      headerContent: (
        <>
          {t('requestedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    { id: 'requestedBy', header: t('requestedBy'), isText: true, cell: (row) => row.requestedBy ?? '—' },
  ];
}
