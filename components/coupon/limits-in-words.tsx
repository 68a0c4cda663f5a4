import { useLocale, useTranslations } from 'next-intl';
import { amountParts } from '@/components/amount-format';
import type { QuotaLimits, UseLimits } from '@/domain/coupons/limits-model';
import { type Currency, money } from '@/lib/money';

/** What a quota or a coupon is limited to, one line for each limit, in words. */
export function LimitsInWords({
  limits,
  currency,
  minOrderMinor,
}: {
  limits: UseLimits & Partial<QuotaLimits>;
  currency: Currency;
  /** A coupon's own; a quota has it among its limits. */
  minOrderMinor?: bigint;
}) {
  const t = useTranslations('couponwords');
  const lines = useLimitLines(limits, currency, minOrderMinor ?? BigInt(limits.minOrderMinor ?? 0));
  if (lines.length === 0) return <span>{t('limits.none')}</span>;
  return (
    <ul className="space-y-0.5">
      {lines.map((line) => (
        <li key={line} className="wrap-anywhere">
          {line}
        </li>
      ))}
    </ul>
  );
}

function useLimitLines(limits: UseLimits & Partial<QuotaLimits>, currency: Currency, minOrderMinor: bigint): string[] {
  const t = useTranslations('couponwords');
  const locale = useLocale();
  const amountOf = (minor: bigint | string) => amountParts(money(BigInt(minor), currency), locale).text;
  const { orderTypes, associationTypes = [], customerIds = [], usesMax } = limits;
  const { faceMinMinor, faceMaxMinor, couponsMax, faceTotalMaxMinor } = limits;
  // The platform's own list of this kind puts nothing between Chinese items, and codes would run together.
  const joined = (words: readonly string[]) => words.join(locale === 'zh-CN' ? '、' : ', ');
  return [
    limits.serviceTypes.length > 0 && t('limits.serviceTypes', { codes: joined(limits.serviceTypes) }),
    limits.productIds.length > 0 && t('limits.productIds', { codes: joined(limits.productIds) }),
    orderTypes.length > 0 &&
      t('limits.orderTypes', { kinds: joined(orderTypes.map((type) => t(`orderTypes.${type}`))) }),
    limits.chargingMode !== 'any' && t('limits.chargingMode', { mode: t(`chargingModes.${limits.chargingMode}`) }),
    minOrderMinor > 0n && t('limits.minOrder', { amount: amountOf(minOrderMinor) }),
    associationTypes.length > 0 &&
      t('limits.associationTypes', { kinds: joined(associationTypes.map((type) => t(`associationTypes.${type}`))) }),
    customerIds.length > 0 && t('limits.customers', { count: customerIds.length }),
    limits.firstAssociationOnly && t('limits.firstAssociationOnly'),
    !limits.combinable && t('limits.notCombinable'),
    usesMax != null && t('limits.usesMax', { count: usesMax }),
    faceMinMinor != null && t('limits.faceMin', { amount: amountOf(faceMinMinor) }),
    faceMaxMinor != null && t('limits.faceMax', { amount: amountOf(faceMaxMinor) }),
    couponsMax != null && t('limits.couponsMax', { count: couponsMax }),
    faceTotalMaxMinor != null && t('limits.faceTotalMax', { amount: amountOf(faceTotalMaxMinor) }),
  ].filter((line) => typeof line === 'string');
}
