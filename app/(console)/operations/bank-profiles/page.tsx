import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Column, DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type BankProfile, listBankProfiles } from '@/domain/reconciliation/profile-queries';
import { pageRequest } from '@/lib/cursor';
import { builtInNames } from '../bank-files/built-in-names';

const path = '/operations/bank-profiles';

export async function generateMetadata() {
  const t = await getTranslations('bankfiles.profile');
  return { title: t('title') };
}

/** How banks write their CSV: what is built in, and what was saved. */
export default async function BankProfilesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, files, builtIn] = await Promise.all([
    searchParams,
    requireScope('reconciliation.import'),
    getTranslations('bankfiles.profile'),
    getTranslations('bankfiles'),
    builtInNames(),
  ]);
  const [{ rows, before, after }, columns] = await Promise.all([
    listBankProfiles(scope, pageRequest(params, { key: 'instant', id: 'bankProfile' })),
    columnsFor(),
  ]);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: files('title'), href: '/operations/bank-files' }, { label: t('title') }]}
        actions={
          <ButtonLink variant="primary" href={`${path}/new`}>
            {t('new')}
          </ButtonLink>
        }
      />
      <div className="flex flex-col gap-4">
        <Card title={t('builtInTitle')}>
          <ul className="flex flex-col gap-2">
            {[...builtIn].map(([key, name]) => (
              <li key={key} className="flex flex-wrap justify-between gap-x-4">
                <span>{name}</span>
                <TextLink href={`${path}/new?from=${key}`}>{t('copyBuiltIn', { name: key })}</TextLink>
              </li>
            ))}
          </ul>
        </Card>
        {rows.length === 0 ? (
          <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
        ) : (
          <DataTable caption={t('savedTitle')} columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
        <Pagination
          previousHref={before && hrefWith(path, params, { before, after: undefined })}
          nextHref={after && hrefWith(path, params, { after, before: undefined })}
        />
      </div>
    </>
  );
}

async function columnsFor(): Promise<Column<BankProfile>[]> {
  const t = await getTranslations('bankfiles.profile');
  return [
    {
      id: 'name',
      header: t('name'),
      isKey: true,
      cell: (row) => (
        <span className="flex flex-wrap items-center gap-2">
          <TextLink href={`${path}/${row.id}`}>{row.name}</TextLink>
          {row.archivedAt !== null && <Badge>{t('archived')}</Badge>}
        </span>
      ),
    },
    { id: 'encoding', header: t('encoding'), noWrap: true, cell: (row) => row.definition.encoding },
    { id: 'amounts', header: t('amountFormat'), noWrap: true, cell: (row) => row.definition.amountFormat },
    { id: 'by', header: t('by'), noWrap: true, cell: (row) => row.userName },
    { id: 'changed', header: t('changedAt'), cell: (row) => <When at={row.updatedAt} precision="minute" /> },
  ];
}
