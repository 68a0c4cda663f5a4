import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listOnlineRecharges, type OnlineRecharge } from '@/domain/recharge/online-queries';
import { pageRequest } from '@/lib/cursor';
import { OnlineRechargeCard } from '../online-card';
import { providerName } from './provider-name';
import { OnlineRechargeState } from './recharge-state';

const path = '/funds/recharge/online';

export async function generateMetadata() {
  const t = await getTranslations('onlinepay');
  return { title: t('title') };
}

/** Paying online, and what was paid so before. @source spec/06 §6.2 */
export default async function OnlineRechargesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('recharge.read'),
    getTranslations('onlinepay'),
  ]);
  const [{ rows, before, after }, columns] = await Promise.all([
    listOnlineRecharges(scope, pageRequest(params, { key: 'instant', id: 'onlineRecharge' }, 20)),
    columnsFor(),
  ]);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: t('recharge'), href: '/funds/recharge' }, { label: t('title') }]}
      />
      <div className="flex flex-col gap-4">
        <OnlineRechargeCard />
        <section aria-label={t('list')}>
          <h2 className="mb-2 text-lg">{t('list')}</h2>
          {rows.length === 0 ? (
            <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
          ) : (
            <DataTable caption={t('list')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          )}
          <Pagination
            previousHref={before && hrefWith(path, params, { before, after: undefined })}
            nextHref={after && hrefWith(path, params, { after, before: undefined })}
          />
        </section>
      </div>
    </>
  );
}

async function columnsFor(): Promise<Column<OnlineRecharge>[]> {
  const [t, common] = await Promise.all([getTranslations('onlinepay'), getTranslations('common')]);
  return [
    {
      id: 'startedAt',
      header: t('startedAt'),
      headerContent: (
        <>
          {t('startedAt')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      cell: (row) => (
        <TextLink href={`${path}/${row.id}`}>
          <When at={row.startedAt} precision="minute" label={false} />
        </TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <OnlineRechargeState recharge={row} /> },
    { id: 'provider', header: t('card.provider'), cell: (row) => providerName(t, row.provider) },
    { id: 'startedBy', header: t('startedBy'), noWrap: true, cell: (row) => row.startedBy },
  ];
}
