import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { iconSize } from '@/components/ui/icon-size';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { Tabs } from '@/components/ui/tabs';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { type StatementAccount, statementAccounts } from '@/domain/statements/model';
import { listStatement } from '@/domain/statements/queries';
import { pageRequest } from '@/lib/cursor';
import { LineTable } from './line-table';
import { MonthCard } from './month-card';
import { monthOf } from './month-of';
import { statementFilter, statementFilters } from './statement-filters';

const path = '/funds/statement';

export async function generateMetadata() {
  const t = await getTranslations('statement');
  return { title: t('title') };
}

export default async function StatementPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, moment] = await Promise.all([
    searchParams,
    requireScope('statements.read'),
    getTranslations('statement'),
    getTranslations('credit.asOf'),
  ]);
  const { asOf, problem } = readAsOf(params, scope);
  const { account, ...restrictions } = { ...statementFilter(scope, params), asOf };
  const [{ rows, before, after }, filters] = await Promise.all([
    listStatement(scope, { account, ...restrictions }, pageRequest(params, { key: 'integer', id: 'transfer' })),
    statementFilters(params),
  ]);
  const isFiltered = Object.values(restrictions).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={<Actions params={params} />} />
      <AccountTabs params={params} account={account} />
      <div className="flex flex-col gap-4">
        <MonthCard scope={scope} month={monthOf(params, asOf)} asOf={asOf} params={params} />
        <section aria-label={t(`accounts.${account}`)}>
          {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
          {problem && <Alert kind="warning">{moment(problem)}</Alert>}
          {asOf && <p className="mb-2 text-muted">{t.rich('asOfNote', { at: () => <When at={asOf} /> })}</p>}
          {rows.length > 0 && <LineTable rows={rows} caption={t(`accounts.${account}`)} />}
          {rows.length === 0 && isFiltered && (
            <NoResults clearHref={hrefWith(path, {}, { account: paramFor(account) })} />
          )}
          {rows.length === 0 && !isFiltered && <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>}
          <Pagination
            previousHref={before && hrefWith(path, params, { before, after: undefined })}
            nextHref={after && hrefWith(path, params, { after, before: undefined })}
          />
        </section>
      </div>
    </>
  );
}

/** The recharge account is what the address means without a word. */
const paramFor = (account: StatementAccount): string | undefined => (account === 'recharge' ? undefined : account);

async function AccountTabs({ params, account }: { params: SearchParams; account: StatementAccount }) {
  const t = await getTranslations('statement');
  return (
    <Tabs
      label={t('tabs')}
      tabs={statementAccounts.map((each) => ({
        label: t(`accounts.${each}`),
        href: hrefWith(path, params, { account: paramFor(each) }),
        isCurrent: each === account,
      }))}
    />
  );
}

/** The closed months, and for those who may, the statement as a file. */
async function Actions({ params }: { params: SearchParams }) {
  const [t, actor] = await Promise.all([getTranslations('statement'), requireActor()]);
  return (
    <>
      <ButtonLink href={`${path}/months`}>{t('months')}</ButtonLink>
      {may(actor, 'statements.export') && (
        <ButtonLink href={hrefWith(`${path}/exports`, params, { month: undefined })}>
          <Download size={iconSize.text} aria-hidden />
          {t('exports.export')}
        </ButtonLink>
      )}
    </>
  );
}
