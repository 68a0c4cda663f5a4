import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { DataTable } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { may } from '@/domain/permission';
import { claimStates } from '@/domain/reconciliation/claim-model';
import { listClaims } from '@/domain/reconciliation/claim-queries';
import { pageRequest } from '@/lib/cursor';
import { claimColumns } from './claim-columns';
import { SearchCard } from './search-card';

const path = '/funds/claims';

export async function generateMetadata() {
  const t = await getTranslations('claims');
  return { title: t('title') };
}

/** Finding one's own among the transfers nobody could be credited with, and the claims made so far. @source spec/06 §6.2 */
export default async function ClaimsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, common] = await Promise.all([
    searchParams,
    requireScope('recharge.read'),
    requireActor(),
    getTranslations('claims'),
    getTranslations('common'),
  ]);
  const state = claimStates.find((each) => each === paramOf(params, 'state'));
  const [{ rows, before, after }, columns] = await Promise.all([
    listClaims(scope, { state }, pageRequest(params, { key: 'instant', id: 'remittanceClaim' }, 20)),
    claimColumns(path),
  ]);
  const options = claimStates.map((value) => ({ value, label: t(`states.${value}`) }));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        {may(actor, 'claims.make') && <SearchCard scope={await requireScope('claims.make')} params={params} />}
        <section aria-label={t('list')}>
          <h2 className="mb-2 text-lg">{t('list')}</h2>
          {(rows.length > 0 || state !== undefined) && (
            <FilterBar
              path={path}
              params={{ state: params['state'] }}
              filters={[{ kind: 'select', name: 'state', label: common('status'), options }]}
            />
          )}
          {rows.length > 0 && <DataTable caption={t('list')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
          {rows.length === 0 && state !== undefined && <NoResults clearHref={path} />}
          {rows.length === 0 && state === undefined && <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>}
          <Pagination
            previousHref={before && hrefWith(path, { state }, { before })}
            nextHref={after && hrefWith(path, { state }, { after })}
          />
        </section>
      </div>
    </>
  );
}
