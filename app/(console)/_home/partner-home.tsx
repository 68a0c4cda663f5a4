import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { hrefWith } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { FigureTile, TileRow } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { countCustomers, countMax } from '@/domain/customers/queries';
import { getYesterday } from '@/domain/funds/home-queries';
import { listAdjustments, sumAdjustments } from '@/domain/funds/queries';
import { may } from '@/domain/permission';
import { countSubmittedClaims } from '@/domain/reconciliation/claim-queries';
import type { Money } from '@/lib/money';
import { AdjustmentTable } from '../funds/adjustments/adjustment-table';
import { CouponTiles } from './coupon-tiles';
import { OpenRequestsTile } from './open-requests-tile';

/** What a partner asks first; each tile leads to the list that it counts or sums. @source design/ui.md */
export async function PartnerHome() {
  const actor = await requireActor();
  const movesMoney = actor.kind !== 'subsidised_partner';
  return (
    <>
      {!movesMoney && <CouponsOnly />}
      <TileRow>
        {may(actor, 'funds.read') && movesMoney && <AvailableTile />}
        {may(actor, 'coupons.read') && <CouponTiles />}
        {may(actor, 'customers.read') && <CustomersTile />}
        {may(actor, 'adjustments.read') && movesMoney && <SinceYesterdayTile />}
        {may(actor, 'association_changes.read') && <OpenRequestsTile askedBy="customer" />}
        {may(actor, 'recharge.read') && <OpenClaimsTile />}
      </TileRow>
      {may(actor, 'adjustments.read') && movesMoney && <RecentRecords />}
    </>
  );
}

/** A subsidised partner has quota and no money. @source spec/05 */
async function CouponsOnly() {
  const t = await getTranslations('home');
  return (
    <Alert kind="info" title={t('couponsOnlyTitle')} actions={<TextLink href="/coupons">{t('toCoupons')}</TextLink>}>
      {t('couponsOnly')}
    </Alert>
  );
}

async function AvailableTile() {
  const [scope, t, parts, locale] = await Promise.all([
    requireScope('funds.read'),
    getTranslations('home'),
    getTranslations('credit.parts'),
    getLocale(),
  ]);
  const { available, recharge, credit, designated } = await getFundsFigures(scope);
  const text = (amount: Money) => formatAmount(amount, locale);
  const note =
    available.minor === recharge.minor && designated.minor === 0n
      ? t('availableNote')
      : parts('sum', { recharge: text(recharge), credit: text(credit), designated: text(designated) });
  return <FigureTile label={t('available')} value={<Amount value={available} />} note={note} href="/funds" />;
}

/** Customers that have run dry; for a subsidised partner, whose customers hold no money, all of them. */
async function CustomersTile() {
  const [scope, t, locale] = await Promise.all([requireScope('customers.read'), getTranslations('home'), getLocale()]);
  const holdsMoney = scope.kind !== 'subsidised_partner';
  const filter = holdsMoney ? ({ type: 'resale', balance: 'zero' } as const) : {};
  const count = await countCustomers(scope, filter);
  return (
    <FigureTile
      label={t(holdsMoney ? 'zeroBalance' : 'customers')}
      value={count > countMax ? t('atLeast', { count: countMax }) : new Intl.NumberFormat(locale).format(count)}
      note={holdsMoney ? t('zeroBalanceNote') : undefined}
      href={hrefWith('/customers', {}, filter)}
    />
  );
}

async function SinceYesterdayTile() {
  const [scope, t, locale] = await Promise.all([
    requireScope('adjustments.read'),
    getTranslations('home'),
    getLocale(),
  ]);
  const from = await getYesterday(scope);
  const { count, isMore, allocated, reclaimed } = await sumAdjustments(scope, { from });
  return (
    <FigureTile
      label={t('sinceYesterday')}
      value={isMore ? t('atLeast', { count }) : new Intl.NumberFormat(locale).format(count)}
      note={t('sinceYesterdayNote', {
        allocated: formatAmount(allocated, locale),
        reclaimed: formatAmount(reclaimed, locale),
      })}
      href={hrefWith('/funds/adjustments', {}, { from })}
    />
  );
}

/** Transfers this partner says are its own, which the operator has not decided about. */
async function OpenClaimsTile() {
  const [scope, t, locale] = await Promise.all([requireScope('recharge.read'), getTranslations('home'), getLocale()]);
  return (
    <FigureTile
      label={t('openClaims')}
      value={new Intl.NumberFormat(locale).format(await countSubmittedClaims(scope))}
      note={t('openClaimsNote')}
      href={hrefWith('/funds/claims', {}, { state: 'submitted' })}
    />
  );
}

async function RecentRecords() {
  const [scope, t] = await Promise.all([requireScope('adjustments.read'), getTranslations('home')]);
  const { rows } = await listAdjustments(scope, {}, { limit: 5 });
  return (
    <section aria-label={t('recentRecords')}>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-lg">{t('recentRecords')}</h2>
        <TextLink href="/funds/adjustments">{t('allRecords')}</TextLink>
      </div>
      {rows.length === 0 ? <p className="text-muted">{t('noRecords')}</p> : <AdjustmentTable rows={rows} />}
    </section>
  );
}
