import { getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { requireActor, requireScope } from '@/app/_entry/session';
import { AsOfBar } from '@/components/as-of-bar';
import { BalanceChart } from '@/components/chart/balance-chart';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Badge } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { findOwnThreshold } from '@/domain/credit/threshold-queries';
import { listMovements } from '@/domain/funds/statement-queries';
import { listDailyBalances } from '@/domain/ledger/statements';
import { may } from '@/domain/permission';
import type { ReadScope } from '@/domain/read-scope';
import { explainFigures, isLentTo } from './explained';
import { FigureCard } from './figure-card';
import { MovementTable } from './movement-table';

const latestMax = 10;

export async function generateMetadata() {
  const t = await getTranslations('funds.account');
  return { title: t('title') };
}

/** What an organization has and may do with it, now or as it was: each figure says what it is made of. @source design/differentiators.md X8, X11, X12 */
export default async function FundsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('funds.read'),
    getTranslations('funds.account'),
  ]);
  if (scope.kind === 'subsidised_partner') return <QuotaOnly />;
  const { asOf, text, problem } = readAsOf(params, scope);
  const [figures, days, { rows }] = await Promise.all([
    getFundsFigures(scope, asOf),
    listDailyBalances(scope, 30, asOf),
    listMovements(scope, { limit: latestMax }, asOf),
  ]);
  const past = asOf ? text : '';
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        status={<LowBadge scope={scope} />}
        actions={<Ways />}
      />
      <div className="flex flex-col gap-4">
        <AsOfBar path="/funds" text={text} isPast={asOf !== undefined} at={figures.at} problem={problem} />
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(17rem,100%),1fr))] items-start gap-3">
          {explainFigures(figures, isLentTo(scope.kind)).map((figure) => (
            <FigureCard key={figure.key} figure={figure} asOf={past} />
          ))}
        </div>
        <Card title={t('chart')}>
          <BalanceChart title={t('chart')} points={days} currency={scope.currency} />
        </Card>
        <section aria-label={t('movements')}>
          <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
            <h2 className="text-lg">{t('movements')}</h2>
            <TextLink href={hrefWith('/funds/statement', {}, { as_of: past })}>{t('toStatement')}</TextLink>
          </div>
          {rows.length === 0 ? (
            <EmptyState title={t('movementsEmpty')}>{t('movementsEmptyText')}</EmptyState>
          ) : (
            <MovementTable rows={rows} caption={t('movements')} words="funds.account" />
          )}
        </section>
      </div>
    </>
  );
}

/** Where money comes from and goes to, for those who may. */
async function Ways() {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('funds.account')]);
  return (
    <>
      {may(actor, 'recharge.read') && <ButtonLink href="/funds/recharge">{t('recharge')}</ButtonLink>}
      {may(actor, 'withdrawals.read') && <ButtonLink href="/funds/withdrawals">{t('withdrawals')}</ButtonLink>}
      {may(actor, 'thresholds.manage') && <ButtonLink href="/funds/alerts">{t('alerts')}</ButtonLink>}
      <ButtonLink href="/funds/adjustments">{t('records')}</ButtonLink>
    </>
  );
}

/** Said where the own balance is below what the organization has asked to be told of. */
async function LowBadge({ scope }: { scope: ReadScope }) {
  const [threshold, t] = await Promise.all([findOwnThreshold(scope), getTranslations('credit.alerts')]);
  if (!threshold?.available || threshold.available.minor >= threshold.amount.minor) return null;
  return <Badge tone="warning">{t('low')}</Badge>;
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
