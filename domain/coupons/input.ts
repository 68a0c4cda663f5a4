import { z } from 'zod';
import type { Actor } from '@/domain/actor';
import { amountOf } from '@/lib/amount-input';
import { idOf, isId } from '@/lib/id';
import { type Currency, type Money, readAmount } from '@/lib/money';
import { optionalText, plainText } from '@/lib/text';
import { momentOf } from '@/lib/zoned-time';
import { chargingModes, couponTypes, customersPerIssue, limitCodesMax, orderTypes } from './model';

/** A list, or text with one after the other: each part once. */
function partsOf(given: string | readonly string[] | null | undefined): string[] {
  const parts = typeof given === 'string' ? given.split(/[\s,，;；、]+/u) : (given ?? []);
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

/** Codes of services or products. */
const codes = (max: number) =>
  z
    .union([z.string().max(8_000, 'too_long'), z.array(z.string())])
    .nullish()
    .transform(partsOf)
    .refine((list) => list.every((code) => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/.test(code)), 'invalid_code')
    .refine((list) => list.length <= max, 'too_many');

/** The only customers something is for. */
const namedCustomers = z
  .union([z.string().max(8_000, 'too_long'), z.array(z.string())])
  .nullish()
  .transform(partsOf)
  .refine((list) => list.every((id) => isId('customer', id)), 'not_found')
  .refine((list) => list.length <= 100, 'too_many')
  .transform((list) => list.filter((id) => isId('customer', id)));

/** One or several of a few words; a form sends a lone one as text. */
const words = <const Word extends string>(known: readonly [Word, ...Word[]]) =>
  z
    .union([z.enum(known), z.array(z.enum(known))])
    .nullish()
    .transform((given): readonly Word[] => [...new Set(given == null ? [] : Array.isArray(given) ? given : [given])]);

/** Says of a choice that nobody made that it is missing, not that it is wrong. */
const missing = { error: ({ input }: { input: unknown }) => (input ? undefined : 'required') };

/** An amount that may be left out. */
const optionalAmount = (currency: Currency) =>
  z
    .string('amount_missing')
    .nullish()
    .transform((text, context): Money | null => {
      const amount = text?.trim() ? readAmount(text, currency) : null;
      if (typeof amount !== 'string') return amount;
      context.addIssue({ code: 'custom', message: amount });
      return z.NEVER;
    });

const optionalCount = z
  .union([z.number(), z.string().max(10, 'invalid_number')])
  .nullish()
  .refine((given) => typeof given !== 'string' || /^\d*$/.test(given.trim()), 'invalid_number')
  .transform((given) => (given == null || given === '' ? null : Number(given)))
  .refine((count) => count === null || (Number.isInteger(count) && count >= 1 && count <= 1_000_000), 'invalid_number');

const yes = z
  .union([z.boolean(), z.enum(['yes', 'no'])])
  .nullish()
  .transform((given) => given === true || given === 'yes');

/** Ids, each once: a list, or a lone one, as a form sends it. */
const severalIds = <K extends 'customer' | 'organization' | 'coupon' | 'couponQuota'>(of: K, max: number) =>
  z
    .union([z.string(), z.array(z.string())], { error: ({ input }) => (input == null ? 'required' : 'invalid_id') })
    .transform((given) => [...new Set([given].flat())])
    .refine((ids) => ids.length > 0, 'required')
    .refine((ids) => ids.length <= max, 'too_many')
    .refine((ids) => ids.every((id) => isId(of, id)), 'invalid_id')
    .transform((ids) => ids.filter((id) => isId(of, id)));

/** A note. A form sends an empty one where nothing was written; a program that sends one means it. @source api/bss-api.md "Absent, blank, null, empty" */
const note = ({ via }: Actor, max: number) =>
  via === 'api_key'
    ? plainText(max, 0)
        .nullish()
        .transform((text) => text ?? null)
    : optionalText(max);

/** What a quota may be limited to, as a form or a program says it. */
const limits = (currency: Currency) => ({
  serviceTypes: codes(100),
  productIds: codes(100),
  orderTypes: words(orderTypes),
  chargingMode: z.enum(chargingModes).nullish(),
  minOrder: optionalAmount(currency),
  associationTypes: words(['resale', 'referral']),
  firstAssociationOnly: yes,
  notCombinable: yes,
  usesMax: optionalCount,
  faceMin: optionalAmount(currency),
  faceMax: optionalAmount(currency),
  couponsMax: optionalCount,
  faceTotalMax: optionalAmount(currency),
});

/** Quota from the platform to a partner. @source spec/05 §5.1 */
export const grantQuotaInput = ({ currency, timeZone }: Actor) =>
  z
    .strictObject({
      organizationId: idOf('organization'),
      type: z.enum(couponTypes),
      amount: amountOf(currency),
      effectiveAt: momentOf('start', timeZone),
      expiresAt: momentOf('end', timeZone).refine((at) => at !== null, 'required'),
      customerIds: namedCustomers,
      remark: optionalText(256),
      ...limits(currency),
    })
    .refine(startsBeforeItEnds, { message: 'end_before_start', path: ['expiresAt'] })
    .refine(hasRoomForFaces, { message: 'out_of_bounds', path: ['faceMax'] });

/** Quota from a distributor to resellers of its own, each the same amount. @source spec/05 §5.4 */
export const issueQuotaInput = ({ currency, timeZone }: Actor) =>
  z
    .strictObject({
      quotaId: idOf('couponQuota'),
      resellerIds: severalIds('organization', 100),
      amount: amountOf(currency),
      effectiveAt: momentOf('start', timeZone),
      expiresAt: momentOf('end', timeZone),
      remark: optionalText(256),
      ...limits(currency),
    })
    .refine(startsBeforeItEnds, { message: 'end_before_start', path: ['expiresAt'] })
    .refine(hasRoomForFaces, { message: 'out_of_bounds', path: ['faceMax'] });

/** Quota back from resellers: always all that is left. @source spec/05 §5.4 */
export const reclaimQuotasInput = (actor: Actor) =>
  z.strictObject({
    quotaIds: severalIds('couponQuota', 100),
    remark: note(actor, 256),
  });

/** From which quota and on what terms coupons are issued: what one issue and a list of many say alike. */
export const issueTerms = ({ currency, timeZone }: Actor) => ({
  quotaId: idOf('couponQuota'),
  minOrder: optionalAmount(currency),
  effectiveAt: momentOf('start', timeZone),
  expiresAt: momentOf('end', timeZone),
  serviceTypes: codes(limitCodesMax),
  productIds: codes(limitCodesMax),
});

/** Coupons to customers, one of the face value for each. `resellerId` names the reseller a distributor acts for. @source spec/05 §5.2 */
export const issueCouponsInput = (actor: Actor) =>
  z
    .strictObject({
      ...issueTerms(actor),
      customerIds: severalIds('customer', customersPerIssue.api),
      faceValue: amountOf(actor.currency),
      remark: note(actor, 512),
      resellerId: idOf('organization').nullish(),
    })
    .refine(startsBeforeItEnds, { message: 'end_before_start', path: ['expiresAt'] });

/** Coupons to customers one after the other, each of its own face value: only to be looked at. */
export const previewIssuesInput = (actor: Actor) => {
  const coupon = z.strictObject({ customerId: idOf('customer'), faceValue: amountOf(actor.currency) });
  return z
    .strictObject({ ...issueTerms(actor), coupons: z.array(coupon).min(1, 'required') })
    .refine(startsBeforeItEnds, { message: 'end_before_start', path: ['expiresAt'] });
};

/** Coupons back from customers: always all that is left. @source spec/05 §5.3 */
export const reclaimCouponsInput = z.strictObject({
  couponIds: severalIds('coupon', 100),
  remark: optionalText(512),
  resellerId: idOf('organization').nullish(),
});

/** Coupons taken back at the platform's word. @source spec/05 §5.3 */
export const takeBackCouponsInput = z.strictObject({
  couponIds: severalIds('coupon', 100),
  reason: z.enum(['recharge_cancelled', 'move'], missing),
  remark: optionalText(512),
});

/** Sets the state of a quota. @source spec/05 §5.1 */
export const setQuotaStateInput = z.strictObject({
  quotaId: idOf('couponQuota'),
  state: z.enum(['normal', 'adjusting', 'frozen', 'invalid'], missing),
  reason: plainText(256),
});

/** Lets a quota that is being adjusted last longer. */
export const extendQuotaInput = ({ timeZone }: Actor) =>
  z.strictObject({
    quotaId: idOf('couponQuota'),
    expiresAt: momentOf('end', timeZone).refine((at) => at !== null, 'required'),
    reason: plainText(256),
  });

/** The number of an order, as the platform writes it: `CS…`. */
const orderId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'invalid_order');

/** An order about to be paid with a coupon, as far as the coupon has to know it. */
export const lockCouponInput = ({ currency }: Actor) =>
  z.strictObject({
    couponId: idOf('coupon'),
    orderId,
    orderAmount: amountOf(currency),
    orderType: z.enum(orderTypes),
    chargingMode: z.enum(['yearly_monthly', 'on_demand']),
    serviceTypes: codes(1_000),
    productIds: codes(1_000),
    hasDiscount: yes,
    isForArrears: yes,
    isMarketplace: yes,
  });

export const releaseCouponInput = z.strictObject({ couponId: idOf('coupon'), orderId });

export const consumeCouponInput = ({ currency }: Actor) =>
  z.strictObject({ couponId: idOf('coupon'), orderId, amount: amountOf(currency) });

/** Why an order is refunded. Only the first three give a coupon back. @source spec/05 §5.2 */
export const refundReasons = ['never_effective', 'failed', 'renewal_cancelled', 'unsubscribed', 'downgraded'] as const;
export const refundCouponInput = ({ currency }: Actor) =>
  z.strictObject({ couponId: idOf('coupon'), orderId, amount: amountOf(currency), reason: z.enum(refundReasons) });

interface Validity {
  readonly effectiveAt: Date | null;
  readonly expiresAt: Date | null;
}
/** Whether the two moments, where both are named, are in order. */
export function startsBeforeItEnds({ effectiveAt, expiresAt }: Validity): boolean {
  return !effectiveAt || !expiresAt || effectiveAt < expiresAt;
}

/** Whether there is a face value that is neither below the least nor above the greatest. */
function hasRoomForFaces({ faceMin, faceMax }: Readonly<Record<'faceMin' | 'faceMax', Money | null>>): boolean {
  return !faceMin || !faceMax || faceMin.minor <= faceMax.minor;
}

type InputOf<Make extends (actor: Actor) => z.ZodType> = z.output<ReturnType<Make>>;
export type GrantQuota = InputOf<typeof grantQuotaInput>;
export type IssueQuota = InputOf<typeof issueQuotaInput>;
export type IssueCoupons = InputOf<typeof issueCouponsInput>;
export type LockCoupon = InputOf<typeof lockCouponInput>;
