import { couponNumber } from '@/domain/coupons/coupon-number';
import type { CouponRecordKind } from '@/domain/coupons/model';
import type { CouponChange } from '@/domain/coupons/partner-api-change-queries';
import type { ListedCoupon } from '@/domain/coupons/partner-api-coupon-queries';
import type { IssuedQuota, ListedQuota } from '@/domain/coupons/partner-api-quota-queries';
import type { ListedCouponRecord, ListedQuotaRecord } from '@/domain/coupons/partner-api-record-queries';
import { recordNumber } from '@/domain/coupons/record-number';
import { wireIdOf } from '@/lib/id';
import { maskEmail } from '@/lib/mask';
import { formatMoney } from '@/lib/money';
import { ExactNumber, type Json, wireTime } from './json';
import { limitInfos, useLimits } from './limits';
import {
  couponOperationTypes,
  couponStates,
  couponTypes,
  majorUnits,
  quotaOperationTypes,
  quotaStates,
  quotaTypes,
  results,
} from './words';

/** `CouponQuotaV2`. */
export const couponQuota = (row: ListedQuota) => ({
  quota_id: row.number,
  quota_type: quotaTypes[row.type],
  create_time: wireTime(row.createdAt),
  last_update_time: wireTime(row.updatedAt),
  quota_value: new ExactNumber(row.value),
  quota_status: quotaStates[row.state],
  balance: new ExactNumber(row.balance),
  measure_id: majorUnits,
  currency: row.value.currency,
  effective_time: wireTime(row.effectiveAt),
  expire_time: wireTime(row.expiresAt),
  limit_infos: limitInfos(row.limits, row.value.currency, row.namedCustomers),
});

/** `IssuedCouponQuota`. */
export const issuedCouponQuota = (row: IssuedQuota): Json => ({
  ...couponQuota(row),
  indirect_partner_id: wireIdOf(row.reseller.id),
  indirect_partner_account_name: row.reseller.accountName,
  indirect_partner_name: row.reseller.name,
  parent_quota_id: row.parentNumber,
});

/** `QuotaRecord`. An operator is a person's masked sign-in address, or the name of a key. */
export const quotaRecord = (row: ListedQuotaRecord): Json => ({
  id: recordNumber(row.id),
  operator: row.byEmail === null ? row.byKey : maskEmail(row.byEmail),
  operation_type: quotaOperationTypes[row.kind],
  quota_id: row.quota,
  parent_quota_id: row.parent,
  amount: new ExactNumber(row.amount),
  operation_time: wireTime(row.at),
  result: row.isDone ? results.done : results.declined,
  indirect_partner_account_name: row.reseller?.accountName ?? null,
  indirect_partner_id: row.resellerId && wireIdOf(row.resellerId),
  indirect_partner_name: row.reseller?.name ?? null,
  remark: row.remark,
});

/** `CouponRecordV2`. */
export const couponRecord = (row: ListedCouponRecord): Json => ({
  id: recordNumber(row.id),
  operation_type: couponOperationTypes[row.kind],
  quota_id: row.quota,
  quota_type: row.quotaType && quotaTypes[row.quotaType],
  coupon_id: row.couponId && couponNumber(row.couponId),
  customer_id: row.customerId && wireIdOf(row.customerId),
  operation_amount: new ExactNumber(row.amount),
  operation_time: wireTime(row.at),
  result: row.isDone ? results.done : results.declined,
  remark: row.remark,
});

/** What the two forms of a coupon have in common. They are electronic, issued online, active at once, part of no promotion and never frozen. */
const coupon = (row: ListedCoupon) => ({
  coupon_id: couponNumber(row.id),
  status: couponStates[row.state],
  customer_id: wireIdOf(row.customerId),
  coupon_type: couponTypes[row.type],
  measure_id: majorUnits,
  face_value: new ExactNumber(row.faceValue),
  expire_time: wireTime(row.expiresAt),
  order_id: row.orderId,
  promotion_plan_id: null,
  media_type: 1,
  fetch_method: 3,
  use_limits: useLimits(row.limits, row.minOrder),
  active_time: wireTime(row.createdAt),
  promotion_id: null,
  create_time: wireTime(row.createdAt),
  balance: new ExactNumber(row.balance),
  lock_order_id: row.lockOrderId,
  is_frozen: '0',
});

/** `IQueryUserPartnerCouponsResultV2`. */
export const issuedCoupon = (row: ListedCoupon): Json => ({
  ...coupon(row),
  effective_time: wireTime(row.effectiveAt),
  promotion_plan_name: null,
  promotion_plan_desc: null,
  last_used_time: row.lastUsedAt && wireTime(row.lastUsedAt),
});

/** `IQueryUserCouponsResultV2`. Version 2 can be used until nothing is left; the source is the partner that issued it. */
export const heldCoupon = (row: ListedCoupon): Json => ({
  ...coupon(row),
  coupon_code: null,
  valid_time: wireTime(row.effectiveAt),
  plan_name: null,
  plan_desc: null,
  reserve_time: null,
  coupon_version: 2,
  coupon_usage: null,
  currency: row.faceValue.currency,
  extend_param1: null,
  source_id: wireIdOf(row.issuerId),
});

/** `CustomerCouponChangeRecord`, whose amounts are text. */
export const couponChange = (row: CouponChange): Json => ({
  coupon_id: couponNumber(row.couponId),
  trade_detail_type: tradeDetails[row.kind] ?? cancelled,
  trade_time: wireTime(row.at),
  trade_id: row.trade,
  change_amount: formatMoney(row.amount),
  balance_after_change: formatMoney(row.balanceAfter),
  revenue_expense_type: row.isIn ? 'REVENUE' : 'EXPENSE',
  bill_cycle: row.month,
  account_name: row.accountName,
  cloud_service_type_name: null,
  resource_type_name: null,
});

/** Spelled as the vendor does. */
const tradeDetails: Readonly<Partial<Record<CouponRecordKind, string>>> = {
  issue: 'SOURCE_OPERAIION_PRIZE',
  use: 'SOURCE_OPERAIION_DEDEUCT',
  refund: 'SOURCE_OPERAIION_UNSUBSCRIBE',
  expire: 'SOURCE_OPERAIION_EXPIRECLEAR',
};
/** Whatever else takes a coupon away. */
const cancelled = 'SOURCE_OPERATION_COUPONCANCEL';
