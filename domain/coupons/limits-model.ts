import type { QuotaLimits, UseLimits } from '@/db/schema/coupons';

export type { QuotaLimits, UseLimits };

/** A quota that is limited in nothing. */
export const openLimits: QuotaLimits = {
  serviceTypes: [],
  productIds: [],
  orderTypes: [],
  chargingMode: 'any',
  combinable: true,
  usesMax: null,
  minOrderMinor: '0',
  associationTypes: [],
  customerIds: [],
  firstAssociationOnly: false,
  faceMinMinor: null,
  faceMaxMinor: null,
  couponsMax: null,
  faceTotalMaxMinor: null,
};

/** What somebody wants to limit besides what the source is limited to already. An empty list, and null, add nothing. */
export type Narrowing = Partial<QuotaLimits>;

/**
 * What of `wanted` goes beyond `source`, under the names that the inputs of commands have for it.
 *
 * @source spec/05 §5.2, §5.4, spec/13 L10
 */
export function problemsBeyond(source: QuotaLimits, wanted: Narrowing): Readonly<Record<string, 'outside_quota'>> {
  const mode = wanted.chargingMode ?? 'any';
  const faceMin = wanted.faceMinMinor ?? source.faceMinMinor;
  const isBeyond = {
    serviceTypes: !isWithin(wanted.serviceTypes, source.serviceTypes),
    productIds: !isWithin(wanted.productIds, source.productIds),
    orderTypes: !isWithin(wanted.orderTypes, source.orderTypes),
    associationTypes: !isWithin(wanted.associationTypes, source.associationTypes),
    customerIds: !isWithin(wanted.customerIds, source.customerIds),
    chargingMode: mode !== 'any' && source.chargingMode !== 'any' && mode !== source.chargingMode,
    minOrder: goesAbove(source.minOrderMinor, wanted.minOrderMinor),
    usesMax: goesAbove(wanted.usesMax, source.usesMax),
    // Nothing could ever be issued between a least and a greatest face value in the wrong order.
    faceMin: goesAbove(source.faceMinMinor, faceMin) || goesAbove(faceMin, source.faceMaxMinor),
    faceMax: goesAbove(wanted.faceMaxMinor, source.faceMaxMinor) || goesAbove(faceMin, wanted.faceMaxMinor),
    couponsMax: goesAbove(wanted.couponsMax, source.couponsMax),
    faceTotalMax: goesAbove(wanted.faceTotalMaxMinor, source.faceTotalMaxMinor),
  };
  return Object.fromEntries(Object.entries(isBeyond).flatMap(([name, is]) => (is ? [[name, 'outside_quota']] : [])));
}

/**
 * The limits of what is cut from `source` with `wanted` besides.
 *
 * @returns the limits, or why there are none: services and products that go beyond the source's, or another condition that does
 * @source spec/05 §5.2, §5.4, spec/13 L10
 */
export function narrow(
  source: QuotaLimits,
  wanted: Narrowing,
): QuotaLimits | 'limits_outside_quota' | 'terms_outside_quota' {
  const beyond = problemsBeyond(source, wanted);
  if (beyond['serviceTypes'] || beyond['productIds']) return 'limits_outside_quota';
  if (Object.keys(beyond).length > 0) return 'terms_outside_quota';
  const mode = wanted.chargingMode ?? 'any';
  return {
    serviceTypes: oneOf(wanted.serviceTypes, source.serviceTypes),
    productIds: oneOf(wanted.productIds, source.productIds),
    orderTypes: oneOf(wanted.orderTypes, source.orderTypes),
    associationTypes: oneOf(wanted.associationTypes, source.associationTypes),
    customerIds: oneOf(wanted.customerIds, source.customerIds),
    chargingMode: mode === 'any' ? source.chargingMode : mode,
    combinable: source.combinable && (wanted.combinable ?? true),
    firstAssociationOnly: source.firstAssociationOnly || (wanted.firstAssociationOnly ?? false),
    usesMax: wanted.usesMax ?? source.usesMax,
    minOrderMinor: wanted.minOrderMinor ?? source.minOrderMinor,
    faceMinMinor: wanted.faceMinMinor ?? source.faceMinMinor,
    faceMaxMinor: wanted.faceMaxMinor ?? source.faceMaxMinor,
    couponsMax: wanted.couponsMax ?? source.couponsMax,
    faceTotalMaxMinor: wanted.faceTotalMaxMinor ?? source.faceTotalMaxMinor,
  };
}

/** An empty list limits nothing: so nothing is within only what limits nothing, and everything is within it. */
const isWithin = (asked: readonly string[] = [], given: readonly string[]): boolean =>
  given.length === 0 || asked.every((one) => given.includes(one));

const oneOf = <T>(asked: readonly T[] | undefined, given: readonly T[]): readonly T[] =>
  asked && asked.length > 0 ? asked : given;

/** Whether an upper bound is looser than the one it has to keep to. None asked for keeps to any. */
const goesAbove = (asked: string | number | null | undefined, bound: string | number | null | undefined): boolean =>
  asked != null && bound != null && BigInt(asked) > BigInt(bound);

/** Of a quota's limits, those that a coupon carries with it. */
export const useLimitsOf = ({
  serviceTypes,
  productIds,
  orderTypes,
  chargingMode,
  combinable,
  usesMax,
}: QuotaLimits): UseLimits => ({
  serviceTypes,
  productIds,
  orderTypes,
  chargingMode,
  combinable,
  usesMax,
});
