import type {
  ChargingMode,
  CouponRecordKind,
  CouponState,
  CouponType,
  OrderType,
  QuotaState,
} from '@/db/schema/coupons';

export type { ChargingMode, CouponRecordKind, CouponState, CouponType, OrderType, QuotaState };

/** The kinds of quota, and of the coupons cut from one. @source spec/05 */
export const couponTypes = ['voucher', 'cash'] as const satisfies readonly CouponType[];
/** @source spec/05 §5.1 */
export const quotaStates = [
  'normal',
  'invalid',
  'adjusting',
  'frozen',
  'reclaimed',
] as const satisfies readonly QuotaState[];
/** @source spec/05 §5.2 */
export const couponStates = ['usable', 'used', 'expired', 'reclaimed'] as const satisfies readonly CouponState[];
/** Charged how, as a limit of use. */
export const chargingModes = ['any', 'yearly_monthly', 'on_demand'] as const satisfies readonly ChargingMode[];
/** Orders of which kind, as a limit of use. */
export const orderTypes = ['new', 'renew', 'change'] as const satisfies readonly OrderType[];

/** What happens to coupons, as the operation records name it: the kinds of the contract, 1 to 9. @source spec/05 §5.5 */
export const couponOperations = [
  'issue',
  'reclaim',
  'unbind',
  'expire',
  'unsubscribe',
  'recharge_cancelled',
  'associate',
  'switch',
  'move',
] as const satisfies readonly CouponRecordKind[];
/** What happens between quotas: the kinds 10 and 11, and how the platform's come in. @source spec/05 §5.4 */
export const quotaOperations = [
  'quota_grant',
  'quota_issue',
  'quota_reclaim',
] as const satisfies readonly CouponRecordKind[];
/** How orders use coupons. */
export const useOperations = ['use', 'refund'] as const satisfies readonly CouponRecordKind[];

/** Why a customer's coupons go back by themselves, or at the platform's word. */
export type ReturnKind = Exclude<(typeof couponOperations)[number], 'issue' | 'reclaim' | 'expire'>;

/** Customers that one issue in the console, and by API, may name. @source spec/05 §5.2 */
export const customersPerIssue = { console: 10, api: 100 } as const;
/** Services, and products, that one coupon may be limited to. @source spec/05 §5.2 */
export const limitCodesMax = 10;
/** For how long an order that has locked a coupon counts on it. Our own choice: orders are paid within a day. */
export const lockHours = 24;
