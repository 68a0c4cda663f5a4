import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { BalanceChart } from '@/components/chart/balance-chart';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { Card, FigureTile, TileRow } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { listMovements } from '@/domain/funds/statement-queries';
import { getBalance, listDailyBalances } from '@/domain/ledger/statements';
import { pageRequest } from '@/lib/cursor';
import { MovementTable } from './movement-table';

export async function generateMetadata() {
  const t = await getTranslations('funds.account');
  return { title: t('title') };
}

export default async function FundsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('funds.read'),
    getTranslations('funds.account'),
  ]);
  if (scope.kind === 'subsidised_partner') return <QuotaOnly />;
  const [balance, days, movements] = await Promise.all([
    getBalance(scope),
    listDailyBalances(scope),
    listMovements(scope, pageRequest(params, { key: 'integer', id: 'transfer' }, 20)),
  ]);
  const { rows, before, after } = movements;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<ButtonLink href="/funds/adjustments">{t('records')}</ButtonLink>}
      />
      <div className="flex flex-col gap-4">
        <TileRow>
          <FigureTile label={t('balance')} value={<Amount value={balance} />} />
          <FigureTile label={t('available')} value={<Amount value={balance} />} note={t('availableNote')} />
          <FigureTile label={t('currency')} value={scope.currency} />
        </TileRow>
        <Card title={t('chart')}>
          <BalanceChart title={t('chart')} points={days} currency={scope.currency} />
        </Card>
        <section aria-label={t('movements')}>
          <h2 className="mb-2 text-lg">{t('movements')}</h2>
          {rows.length === 0 ? (
            <EmptyState title={t('movementsEmpty')}>{t('movementsEmptyText')}</EmptyState>
          ) : (
            <MovementTable rows={rows} caption={t('movements')} words="funds.account" />
          )}
          <Pagination
            previousHref={before && hrefWith('/funds', params, { before, after: undefined })}
            nextHref={after && hrefWith('/funds', params, { after, before: undefined })}
          />
        </section>
      </div>
    </>
  );
}

/** Subsidised partners hold coupon quota and no money. @source design/decisions.md 44 */
async function QuotaOnly() {
  const [t, home] = await Promise.all([getTranslations('funds.account'), getTranslations('home')]);
  return (
    <>
      <PageHeader title={t('title')} />
      <EmptyState title={t('quotaOnlyTitle')} action={<ButtonLink href="/coupons">{home('toCoupons')}</ButtonLink>}>
        {t('quotaOnlyText')}
      </EmptyState>
    </>
  );
}
