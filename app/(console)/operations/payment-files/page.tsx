import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { When, ZoneName } from '@/components/when';
import { paymentFileStates } from '@/domain/withdrawals/model';
import { listPaymentFiles, type PaymentFileLine } from '@/domain/withdrawals/payment-file-queries';
import { pageRequest } from '@/lib/cursor';
import { PaymentFileBadge } from '../../_withdrawals/state-badges';

const path = '/operations/payment-files';

export async function generateMetadata() {
  const t = await getTranslations('withdrawals.files');
  return { title: t('title') };
}

/** What the bank has been asked to pay. @source spec/06 §6.5 */
export default async function PaymentFilesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, common] = await Promise.all([
    searchParams,
    requireScope('withdrawals.oversee'),
    getTranslations('withdrawals.files'),
    getTranslations('common'),
  ]);
  const q = paramOf(params, 'q');
  const state = paymentFileStates.find((each) => each === paramOf(params, 'state'));
  const [{ rows, before, after }, columns] = await Promise.all([
    listPaymentFiles(scope, { q, state }, pageRequest(params, { key: 'instant', id: 'paymentFile' })),
    columnsFor(),
  ]);
  const isFiltered = q !== '' || state !== undefined;
  const toPay = <ButtonLink href="/operations/withdrawals?state=approved">{t('toPay')}</ButtonLink>;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={toPay} />
      {(rows.length > 0 || isFiltered) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
            {
              kind: 'select',
              name: 'state',
              label: common('status'),
              options: paymentFileStates.map((value) => ({ value, label: t(`states.${value}`) })),
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
        empty={{ title: t('emptyTitle'), text: t('empty'), action: toPay }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<PaymentFileLine>[]> {
  const [t, common] = await Promise.all([getTranslations('withdrawals.files'), getTranslations('common')]);
  return [
    { id: 'number', header: t('number'), isKey: true, cell: (row) => row.number },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <PaymentFileBadge state={row.state} /> },
    { id: 'total', header: t('total'), align: 'end', cell: (row) => <Amount value={row.total} /> },
    { id: 'count', header: t('count'), align: 'end', cell: (row) => row.paymentCount },
    { id: 'executionOn', header: t('executionOn'), noWrap: true, cell: (row) => row.executionOn },
    { id: 'madeBy', header: t('madeBy'), isText: true, cell: (row) => row.madeBy ?? '—' },
    {
      id: 'madeAt',
      header: t('madeAt'),
      headerContent: (
        <>
          {t('madeAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
