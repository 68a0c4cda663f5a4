import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { payerStates } from '@/domain/recharge/payer-model';
import { countPayers, listPayers, type Payer } from '@/domain/recharge/payer-queries';
import { pageRequest } from '@/lib/cursor';
import { PayerState } from './payer-state';
import { shownName } from './shown-name';

const path = '/funds/payers';

export async function generateMetadata() {
  const t = await getTranslations('recharge.payers');
  return { title: t('title') };
}

/** Who may pay for the partner, and who might once. @source spec/06 §6.3 */
export default async function PayersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t, common] = await Promise.all([
    searchParams,
    requireScope('recharge.read'),
    requireActor(),
    getTranslations('recharge.payers'),
    getTranslations('common'),
  ]);
  const state = payerStates.find((each) => each === paramOf(params, 'state'));
  const mayManage = may(actor, 'payers.manage');
  const [{ rows, before, after }, { effective, max }, columns] = await Promise.all([
    listPayers(scope, { state }, pageRequest(params, { key: 'instant', id: 'entrustedPayer' })),
    countPayers(scope),
    columnsFor(mayManage),
  ]);
  const isFull = effective >= max;
  const add = mayManage && !isFull && (
    <ButtonLink variant="primary" href={`${path}/new`}>
      {t('add')}
    </ButtonLink>
  );
  const states = payerStates.map((each) => ({ value: each, label: t(`states.${each}`) }));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={add} />
      {mayManage && isFull && <Alert kind="info">{t('full')}</Alert>}
      {(rows.length > 0 || state) && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'select', name: 'state', label: common('status'), options: states, allLabel: t('all') }]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={state !== undefined}
        empty={{ title: t('emptyTitle'), text: t('empty'), action: add }}
        summary={rows.length > 0 && t('count', { effective, max })}
      />
    </>
  );
}

async function columnsFor(mayManage: boolean): Promise<Column<Payer>[]> {
  const [t, common] = await Promise.all([getTranslations('recharge.payers'), getTranslations('common')]);
  const inZone = (header: string) => (
    <>
      {header} <ZoneName at={new Date()} />
    </>
  );
  return [
    {
      id: 'name',
      header: t('name'),
      isKey: true,
      isText: true,
      cell: (row) => shownName(row.payerName, row.payerType === 'individual', mayManage),
    },
    { id: 'type', header: t('typeLabel'), noWrap: true, cell: (row) => t(`types.${row.payerType}`) },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <PayerState state={row.state} /> },
    { id: 'relationship', header: t('relationship'), cell: (row) => t(`relationships.${row.relationship}`) },
    { id: 'reason', header: t('reasonLabel'), cell: (row) => t(`reasons.${row.reason}`) },
    {
      id: 'effectiveAt',
      header: t('effectiveAt'),
      headerContent: inZone(t('effectiveAt')),
      cell: (row) => <When at={row.effectiveAt} precision="minute" label={false} />,
    },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      headerContent: inZone(t('expiresAt')),
      cell: (row) => (row.expiresAt ? <When at={row.expiresAt} precision="day" label={false} /> : t('forGood')),
    },
  ];
}
