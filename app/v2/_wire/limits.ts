import type { QuotaLimits, UseLimits } from '@/domain/coupons/limits-model';
import { idOf, wireIdOf } from '@/lib/id';
import { type Currency, formatMoney, type Money, money } from '@/lib/money';
import type { Json } from './json';
import { associationTypes, chargingModes, orderTypes } from './words';

/** One limit by the contract's key, and all it lets through; `unit` where the values are amounts. */
interface Limit {
  readonly key: string;
  readonly values: readonly string[];
  readonly unit?: Currency;
  readonly limitsAnyway?: boolean;
}

/** `QuotaLimitInfo`. What is not limited has no entry; a limit to `customers` the reader may not hear of has one without values. @source docs/partner-api.md "Limits" */
export const limitInfos = (limits: QuotaLimits, currency: Currency, customers = limits.customerIds): Json =>
  [...ofQuota(limits, currency, customers), ...ofUse(limits, amountOf(limits.minOrderMinor, currency))].map(
    ({ key, values }) => ({
      limit_key: key,
      limit_values: values.map((value) => ({ value1: value, value2: null })),
    }),
  );

/** `ICouponUseLimitInfoV2`, of which there is one for each value. */
export const useLimits = (limits: UseLimits, minOrder: Money): Json =>
  ofUse(limits, minOrder).flatMap(({ key, values, unit }) =>
    values.map((value, index) => ({
      use_limiti_info_id: `${key}-${index + 1}`,
      limit_key: key,
      value1: value,
      value2: null,
      value_unit: unit ?? null,
      limit_type: null,
      promotion_plan_id: null,
    })),
  );

function ofQuota(limits: QuotaLimits, currency: Currency, customers: readonly string[]): Limit[] {
  const { faceMinMinor, faceMaxMinor, faceTotalMaxMinor, couponsMax } = limits;
  const amount = (key: string, minor: string | null): Limit => ({
    key,
    values: minor === null ? [] : [formatMoney(amountOf(minor, currency))],
    unit: currency,
  });
  return onlyLimiting([
    { key: 'associationType', values: limits.associationTypes.map((type) => associationTypes[type]) },
    {
      key: 'customerId',
      values: customers.map((id) => wireIdOf(idOf('customer').parse(id))),
      limitsAnyway: limits.customerIds.length > 0,
    },
    { key: 'isFirstAssociated', values: limits.firstAssociationOnly ? ['1'] : [] },
    amount('couponFaceValueMin', faceMinMinor),
    amount('couponFaceValueMax', faceMaxMinor),
    amount('couponSummaryValueMax', faceTotalMaxMinor),
    { key: 'couponNumMax', values: couponsMax === null ? [] : [String(couponsMax)] },
  ]);
}

const ofUse = (limits: UseLimits, minOrder: Money): Limit[] =>
  onlyLimiting([
    { key: 'serviceType', values: limits.serviceTypes },
    { key: 'productId', values: limits.productIds },
    { key: 'chargeScene', values: limits.orderTypes.map((type) => orderTypes[type]) },
    { key: 'chargeMode', values: limits.chargingMode === 'any' ? [] : [chargingModes[limits.chargingMode]] },
    { key: 'minOrderAmount', values: minOrder.minor > 0n ? [formatMoney(minOrder)] : [], unit: minOrder.currency },
    { key: 'simultaneousUseWithEmpowerDiscount', values: limits.combinable ? [] : ['0'] },
    { key: 'useTimesMax', values: limits.usesMax === null ? [] : [String(limits.usesMax)] },
  ]);

const onlyLimiting = (limits: readonly Limit[]): Limit[] =>
  limits.filter(({ values, limitsAnyway }) => limitsAnyway || values.length > 0);

const amountOf = (minor: string, currency: Currency): Money => money(BigInt(minor), currency);
