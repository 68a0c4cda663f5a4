import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { currency, id, instant, minorUnits } from '../columns';
import type { AssociationType } from './identity';

export type CouponType = 'voucher' | 'cash';

/** How a resource is charged for; `any` leaves it open. */
export type ChargingMode = 'any' | 'yearly_monthly' | 'on_demand';
export type OrderType = 'new' | 'renew' | 'change';

/** What a coupon may be used for. An empty list, and null, leave it open. Amounts in minor units, as text. */
export interface UseLimits {
  readonly serviceTypes: readonly string[];
  readonly productIds: readonly string[];
  readonly orderTypes: readonly OrderType[];
  readonly chargingMode: ChargingMode;
  /** Whether an order may have discounts besides. */
  readonly combinable: boolean;
  /** How often it may be used before its balance is gone. */
  readonly usesMax: number | null;
}

/** What may be cut from a quota, and for whom, besides what its coupons may be used for. */
export interface QuotaLimits extends UseLimits {
  readonly minOrderMinor: string;
  readonly associationTypes: readonly AssociationType[];
  /** Ids of the only customers it is for, as `cus_…`. */
  readonly customerIds: readonly string[];
  readonly firstAssociationOnly: boolean;
  readonly faceMinMinor: string | null;
  readonly faceMaxMinor: string | null;
  readonly couponsMax: number | null;
  readonly faceTotalMaxMinor: string | null;
}

/** On what terms the coupons of a list are issued. Null inherits from the quota. */
export interface CouponTerms {
  readonly effectiveAt: string | null;
  readonly expiresAt: string | null;
  readonly minOrder: string | null;
  readonly serviceTypes: readonly string[];
  readonly productIds: readonly string[];
}

export type QuotaState = 'normal' | 'invalid' | 'adjusting' | 'frozen' | 'reclaimed';

/** What a partner may issue coupons from. Its balance is that of its account in the ledger. */
export const couponQuotas = pgTable('coupon_quotas', {
  id: id('couponQuota').primaryKey(),
  number: text()
    .notNull()
    .default(
      sql`to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYYMMDD') || lpad(nextval('coupon_quota_numbers')::text, 8, '0')`,
    ),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  issuerId: id('organization').notNull(),
  parentId: id('couponQuota'),
  accountId: bigint({ mode: 'bigint' }).notNull(),
  type: text().$type<CouponType>().notNull(),
  state: text().$type<QuotaState>().notNull().default('normal'),
  stateReason: text(),
  valueMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  effectiveAt: instant().notNull(),
  expiresAt: instant().notNull(),
  limits: jsonb().$type<QuotaLimits>().notNull(),
  remark: text(),
  createdBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

export type CouponState = 'usable' | 'used' | 'expired' | 'reclaimed';

/** A coupon of a customer. Its balance is that of its account in the ledger. */
export const coupons = pgTable('coupons', {
  id: id('coupon').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  quotaId: id('couponQuota').notNull(),
  customerId: id('customer').notNull(),
  accountId: bigint({ mode: 'bigint' }).notNull(),
  type: text().$type<CouponType>().notNull(),
  state: text().$type<CouponState>().notNull().default('usable'),
  faceMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  minOrderMinor: minorUnits().notNull(),
  effectiveAt: instant().notNull(),
  expiresAt: instant().notNull(),
  limits: jsonb().$type<UseLimits>().notNull(),
  remark: text(),
  uses: integer().notNull().default(0),
  lockOrderId: text(),
  lockedAt: instant(),
  orderId: text(),
  lastUsedAt: instant(),
  createdBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

export type CouponRecordKind =
  | 'quota_grant'
  | 'quota_issue'
  | 'quota_reclaim'
  | 'issue'
  | 'reclaim'
  | 'unbind'
  | 'expire'
  | 'unsubscribe'
  | 'recharge_cancelled'
  | 'associate'
  | 'switch'
  | 'move'
  | 'use'
  | 'refund';

/** One row per thing done, or declined within a list, to a quota or a coupon. Append-only. */
export const couponRecords = pgTable('coupon_records', {
  id: id('couponRecord').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  operationId: id('couponOperation').notNull(),
  kind: text().$type<CouponRecordKind>().notNull(),
  quotaId: id('couponQuota'),
  quotaType: text().$type<CouponType>(),
  parentQuotaId: id('couponQuota'),
  couponId: id('coupon'),
  customerId: id('customer'),
  resellerId: id('organization'),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  transferId: id('transfer'),
  refusal: text(),
  orderId: text(),
  actingOrganizationId: id('organization').notNull(),
  userId: id('user'),
  apiKeyId: id('apiKey'),
  remark: text(),
  createdAt: instant().notNull(),
});
