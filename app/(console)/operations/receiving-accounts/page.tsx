import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Column, DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listReceivingAccounts, type ReceivingAccountLine } from '@/domain/recharge/receiving-account-queries';
import { pageRequest } from '@/lib/cursor';
import { AccountState } from './account-state';

const path = '/operations/receiving-accounts';

export async function generateMetadata() {
  const t = await getTranslations('recharge.receiving');
  return { title: t('title') };
}

/** The platform's accounts at banks. @source spec/06 §6.2 */
export default async function ReceivingAccountsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('receiving_accounts.manage'),
    getTranslations('recharge.receiving'),
  ]);
  const { rows, before, after } = await listReceivingAccounts(
    scope,
    pageRequest(params, { key: 'instant', id: 'receivingAccount' }),
  );
  const add = (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('add')}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      {rows.length > 0 ? (
        <DataTable
          caption={t('title')}
          columns={await columnsFor()}
          rows={rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${path}/${row.id}`}
        />
      ) : (
        <EmptyState title={t('emptyTitle')} action={add}>
          {t('empty')}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<ReceivingAccountLine>[]> {
  const [t, common] = await Promise.all([getTranslations('recharge.receiving'), getTranslations('common')]);
  return [
    { id: 'number', header: t('accountNumber'), isKey: true, noWrap: true, cell: (row) => row.accountNumber },
    { id: 'state', header: common('status'), cell: (row) => <AccountState {...row} /> },
    { id: 'bank', header: t('bank'), isText: true, cell: (row) => row.bankName },
    { id: 'branch', header: t('branch'), isText: true, cell: (row) => row.branch },
    { id: 'accountName', header: t('accountName'), isText: true, cell: (row) => row.accountName },
    { id: 'prefix', header: t('prefix'), noWrap: true, cell: (row) => row.numberPrefix },
    {
      id: 'arrival',
      header: t('arrival'),
      noWrap: true,
      cell: (row) => `${row.arrivalDaysMin}–${row.arrivalDaysMax}`,
    },
    { id: 'numbers', header: t('numbers'), align: 'end', cell: (row) => row.numbers },
  ];
}
