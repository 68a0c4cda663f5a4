import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { BarsChart } from '@/components/chart/bars-chart';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import {
  type ClosedMonth,
  listClosedMonths,
  listClosedYears,
  type MonthsAccount,
} from '@/domain/statements/month-queries';
import { MonthTable } from './month-table';

const path = '/funds/statement/months';

export async function generateMetadata() {
  const t = await getTranslations('statement.closed');
  return { title: t('title') };
}

/** The months that are closed for good, year by year. */
export default async function MonthsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('statements.read'),
    getTranslations('statement'),
  ]);
  const years = await listClosedYears(scope);
  const year = years.find((one) => String(one) === paramOf(params, 'year')) ?? years[0];
  const account: MonthsAccount = paramOf(params, 'account') === 'held' ? 'held' : 'funds';
  const months = year === undefined ? [] : await listClosedMonths(scope, account, year);
  return (
    <>
      <PageHeader
        title={t('closed.title')}
        description={t('closed.description')}
        breadcrumbs={[{ label: t('title'), href: '/funds/statement' }, { label: t('closed.title') }]}
      />
      {year === undefined ? (
        <EmptyState title={t('closed.emptyTitle')}>{t('closed.empty')}</EmptyState>
      ) : (
        <>
          <AccountTabs params={params} account={account} />
          <Tabs
            label={t('closed.year')}
            tabs={years.map((one) => ({
              label: String(one),
              href: hrefWith(path, params, { year: String(one) }),
              isCurrent: one === year,
            }))}
          />
          {months.length === 0 ? (
            <EmptyState title={t('closed.emptyTitle')}>{t('closed.empty')}</EmptyState>
          ) : (
            <Year year={year} account={account} months={months} />
          )}
        </>
      )}
    </>
  );
}

async function AccountTabs({ params, account }: { params: SearchParams; account: MonthsAccount }) {
  const t = await getTranslations('statement');
  return (
    <Tabs
      label={t('tabs')}
      tabs={(['funds', 'held'] as const).map((each) => ({
        label: t(`closed.accounts.${each}`),
        href: hrefWith(path, params, { account: each === 'held' ? each : undefined }),
        isCurrent: each === account,
      }))}
    />
  );
}

async function Year({
  year,
  account,
  months,
}: {
  year: number;
  account: MonthsAccount;
  months: readonly ClosedMonth[];
}) {
  const t = await getTranslations('statement.closed');
  const title = t('chart', { year: String(year) });
  return (
    <div className="flex flex-col gap-4">
      <Card title={title}>
        <BarsChart
          title={title}
          heading={t('month')}
          series={[t('income'), t('expense')]}
          bars={months.map(({ month, income, expense }) => ({
            label: month,
            short: month.slice(5),
            amounts: [income, expense],
          }))}
        />
      </Card>
      <MonthTable rows={months} caption={t('title')} hasLines={account === 'funds'} />
      {account === 'funds' && <p className="text-table text-muted">{t('fundsNote')}</p>}
    </div>
  );
}
