import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { type CreditPartner, listCreditPartners } from '@/domain/credit/operator-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';

const path = '/operations/credit';

export async function generateMetadata() {
  const t = await getTranslations('credit.operator');
  return { title: t('title') };
}

/** What the operator has lent to partners at the top of a tree, what of it is in use, and what is earmarked. */
export default async function CreditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, common] = await Promise.all([
    searchParams,
    requireScope('credit.oversee'),
    getTranslations('credit.operator'),
    getTranslations('operations'),
  ]);
  const q = paramOf(params, 'q');
  const [{ rows, before, after }, columns] = await Promise.all([
    listCreditPartners(scope, { q }, pageRequest(params, { key: 'instant', id: 'organization' })),
    columnsFor(),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {(rows.length > 0 || q !== '') && (
        <FilterBar
          path={path}
          params={params}
          filters={[{ kind: 'search', name: 'q', label: common('search'), placeholder: t('searchHint') }]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={q !== ''}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

async function columnsFor(): Promise<Column<CreditPartner>[]> {
  const [t, common, locale] = await Promise.all([getTranslations('credit'), getTranslations('common'), getLocale()]);
  const amount = (id: string, header: string, of: (row: CreditPartner) => CreditPartner['recharge']) =>
    ({
      id,
      header,
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={of(row)} />,
    }) satisfies Column<CreditPartner>;
  return [
    {
      id: 'name',
      header: common('name'),
      isKey: true,
      cell: (row) => (
        <span className="flex min-w-0 flex-col">
          <TextLink href={`${path}/${row.id}`}>{localName(row, locale)}</TextLink>
          <span className="font-normal text-muted text-xs">{row.accountName}</span>
        </span>
      ),
    },
    { id: 'kind', header: common('type'), noWrap: true, cell: (row) => common(`kinds.${row.kind}`) },
    amount('recharge', t('figures.recharge'), (row) => row.recharge),
    amount('limit', t('terms.limit'), (row) => row.terms.creditLimit),
    amount('used', t('terms.used'), (row) => row.creditUsed),
    amount('designated', t('terms.designated'), (row) => row.terms.designated),
    amount('owed', t('terms.owedInvoices'), (row) => row.terms.owedInvoices),
    amount('available', t('figures.available'), (row) => row.available),
  ];
}
