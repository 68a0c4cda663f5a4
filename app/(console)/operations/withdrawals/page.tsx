import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { type Column, DataTable } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { SelectionForm } from '@/components/table/selection';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SubmitButton } from '@/components/ui/submit-button';
import { Tabs } from '@/components/ui/tabs';
import { may } from '@/domain/permission';
import { listWithdrawals, type WithdrawalLine } from '@/domain/withdrawals/queries';
import { pageRequest } from '@/lib/cursor';
import type { Currency } from '@/lib/money';
import { withdrawalColumns } from './withdrawal-columns';

const path = '/operations/withdrawals';
/** What waits for whom; the first is what the page opens with. */
const tabs = ['requested', 'approved', 'sent', 'all'] as const;

export async function generateMetadata() {
  const t = await getTranslations('withdrawals.operations');
  return { title: t('title') };
}

/** What partners ask to be paid: the operator's work list. @source spec/06 §6.5 */
export default async function WithdrawalReviewsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('withdrawals.oversee'),
    requireActor(),
    getTranslations('withdrawals.operations'),
  ]);
  const tab = tabs.find((each) => each === paramOf(params, 'state')) ?? 'requested';
  const q = paramOf(params, 'q');
  const [{ rows, before, after }, columns] = await Promise.all([
    listWithdrawals(
      scope,
      { q, state: tab === 'all' ? undefined : tab, route: tab === 'approved' ? 'bank' : undefined },
      pageRequest(params, { key: 'instant', id: 'withdrawal' }),
    ),
    withdrawalColumns(),
  ]);
  const isPayable = tab === 'approved' && may(actor, 'withdrawals.pay');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('tabs')}
        tabs={tabs.map((each) => ({
          label: t(`tab.${each}`),
          href: hrefWith(path, {}, { state: each === 'requested' ? undefined : each, q: q || undefined }),
          isCurrent: each === tab,
        }))}
      />
      {(rows.length > 0 || q !== '') && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') }]}
        />
      )}
      {rows.length > 0 && <Rows rows={rows} columns={columns} currency={scope.currency} isPayable={isPayable} />}
      {rows.length === 0 && q !== '' && <NoResults clearHref={hrefWith(path, params, { q: undefined })} />}
      {rows.length === 0 && q === '' && <EmptyState title={t('emptyTitle')}>{t(`empty.${tab}`)}</EmptyState>}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function Rows({
  rows,
  columns,
  currency,
  isPayable,
}: {
  rows: readonly WithdrawalLine[];
  columns: readonly Column<WithdrawalLine>[];
  currency: Currency;
  isPayable: boolean;
}) {
  const t = await getTranslations('withdrawals.operations');
  const table = {
    ...{ caption: t('title'), columns, rows, rowKey: (row: WithdrawalLine) => row.id },
    rowHref: (row: WithdrawalLine) => `${path}/${row.id}`,
  };
  if (!isPayable) return <DataTable {...table} />;
  return (
    <SelectionForm
      action="/operations/payment-files/new"
      currency={currency}
      buttons={<SubmitButton size="small">{t('makeFile')}</SubmitButton>}
    >
      <DataTable
        {...table}
        selection={{
          name: 'withdrawals',
          value: (row) => row.id,
          label: (row) => t('select', { number: row.number }),
          allLabel: t('selectAll'),
          amount: (row) => row.amount,
        }}
      />
    </SelectionForm>
  );
}
