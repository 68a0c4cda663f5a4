import { and, desc, eq, inArray, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OffsetPaging } from '@/domain/customers/partner-api-queries';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { couponIdOf } from './coupon-number';
import { type CouponType, couponOperations } from './model';
import { looksAfter } from './partner-api-coupon-queries';
import { between, type TimeRange } from './time-filters';

const { apiKeys, couponQuotas, couponRecords, organizations, users } = schema;
const parents = alias(couponQuotas, 'parents');

type CouponOperation = (typeof couponOperations)[number];
/** What passes between a distributor's quota and its resellers'. */
const quotaMoves = ['quota_issue', 'quota_reclaim'] as const;
type QuotaMove = (typeof quotaMoves)[number];

interface RecordFilter extends OffsetPaging, TimeRange {
  /** A quota's number. */
  readonly quota?: string | undefined;
}

/** `coupons` are coupons' numbers; those that name nothing match nothing. */
export interface CouponRecordFilter extends RecordFilter {
  readonly kinds?: readonly CouponOperation[] | undefined;
  readonly quotaType?: CouponType | undefined;
  readonly coupons?: readonly string[] | undefined;
  readonly customerId?: Id<'customer'> | undefined;
  readonly result?: 'done' | 'declined' | 'other' | undefined;
}

export interface QuotaRecordFilter extends RecordFilter {
  readonly parent?: string | undefined;
  readonly resellerId?: Id<'organization'> | undefined;
  readonly kind?: QuotaMove | undefined;
}

interface ListedRecord {
  readonly id: Id<'couponRecord'>;
  readonly isDone: boolean;
  readonly amount: Money;
  readonly remark: string | null;
  readonly at: Date;
  /** Its number; null where what was declined names no quota of theirs. */
  readonly quota: string | null;
}

export interface ListedCouponRecord extends ListedRecord {
  readonly kind: CouponOperation;
  readonly quotaType: CouponType | null;
  readonly couponId: Id<'coupon'> | null;
  readonly customerId: Id<'customer'> | null;
}

export interface ListedQuotaRecord extends ListedRecord {
  readonly kind: QuotaMove;
  readonly parent: string | null;
  /** Who of the distributor's own did it, or by which of its keys; both null for what others did. */
  readonly byEmail: string | null;
  readonly byKey: string | null;
  readonly resellerId: Id<'organization'> | null;
  readonly reseller: { readonly name: string; readonly accountName: string } | null;
}

/**
 * What happened to the coupons of the scope's partner, newest first: issues and all ways back, declined ones too, but not how orders used
 * them. `count` is of all that match.
 *
 * @param reader who looks: a distributor with its reseller's eyes reads of the remarks only its own
 * @source spec/05 §5.5, api/bss-api.md ListPartnerCouponsRecord
 */
export async function listCouponRecords(
  scope: ReadScope,
  filter: CouponRecordFilter,
  reader: ReadScope,
): Promise<{ count: number; rows: ListedCouponRecord[] }> {
  const couponIds = filter.coupons?.flatMap((number) => couponIdOf(number) ?? []);
  const where = and(
    eq(couponRecords.organizationId, scope.organizationId),
    inArray(couponRecords.kind, [...(filter.kinds ?? couponOperations)]),
    looksAfter(scope, couponRecords.customerId),
    filter.quota === undefined ? undefined : eq(couponQuotas.number, filter.quota),
    filter.quotaType && eq(couponRecords.quotaType, filter.quotaType),
    couponIds && inArray(couponRecords.couponId, couponIds),
    filter.customerId && eq(couponRecords.customerId, filter.customerId),
    ofResult(filter.result),
    ...between(couponRecords.createdAt, filter),
  );
  // What was declined may name what is not the partner's.
  const ofQuota = and(
    eq(couponQuotas.id, couponRecords.quotaId),
    eq(couponQuotas.organizationId, couponRecords.organizationId),
  );
  const rows = await database()
    .select({
      ...columns,
      remark: sql<
        string | null
      >`case when ${or(eq(couponRecords.organizationId, reader.organizationId), eq(couponRecords.actingOrganizationId, reader.organizationId))} then ${couponRecords.remark} end`,
      kind: sql<CouponOperation>`${couponRecords.kind}`,
      quota: couponQuotas.number,
      quotaType: couponRecords.quotaType,
      couponId: couponRecords.couponId,
      customerId: couponRecords.customerId,
    })
    .from(couponRecords)
    .leftJoin(couponQuotas, ofQuota)
    .where(where)
    .orderBy(desc(couponRecords.createdAt), desc(couponRecords.id))
    .offset(filter.offset)
    .limit(filter.limit);
  const [total] = await database()
    .select({ count: sql<number>`count(*)::integer` })
    .from(couponRecords)
    .leftJoin(couponQuotas, ofQuota)
    .where(where);
  return { count: total?.count ?? 0, rows: rows.map(withAmount) };
}

/**
 * What the scope's distributor has given its resellers in quota, and what came back from them, newest first; declined ones too. `count` is of
 * all that match.
 *
 * @source spec/05 §5.4, api/bss-api.md ListCouponQuotasRecords
 */
export async function listQuotaRecords(
  scope: ReadScope,
  filter: QuotaRecordFilter,
): Promise<{ count: number; rows: ListedQuotaRecord[] }> {
  const where = and(
    eq(couponRecords.organizationId, scope.organizationId),
    inArray(couponRecords.kind, filter.kind ? [filter.kind] : [...quotaMoves]),
    filter.resellerId && eq(couponRecords.resellerId, filter.resellerId),
    filter.quota === undefined ? undefined : eq(couponQuotas.number, filter.quota),
    filter.parent === undefined ? undefined : eq(parents.number, filter.parent),
    ...between(couponRecords.createdAt, filter),
  );
  const rows = await database()
    .select({
      ...columns,
      remark: sql<string | null>`case when ${isByDistributor} then ${couponRecords.remark} end`,
      kind: sql<QuotaMove>`${couponRecords.kind}`,
      quota: couponQuotas.number,
      parent: parents.number,
      byEmail: users.email,
      byKey: apiKeys.name,
      resellerId: couponRecords.resellerId,
      reseller: { name: organizations.name, accountName: organizations.accountName },
    })
    .from(couponRecords)
    .leftJoin(couponQuotas, ofReseller)
    .leftJoin(parents, ofDistributor)
    .leftJoin(organizations, isOwnReseller)
    .leftJoin(users, and(eq(users.id, couponRecords.userId), isByDistributor))
    .leftJoin(apiKeys, and(eq(apiKeys.id, couponRecords.apiKeyId), isByDistributor))
    .where(where)
    .orderBy(desc(couponRecords.createdAt), desc(couponRecords.id))
    .offset(filter.offset)
    .limit(filter.limit);
  const [total] = await database()
    .select({ count: sql<number>`count(*)::integer` })
    .from(couponRecords)
    .leftJoin(couponQuotas, ofReseller)
    .leftJoin(parents, ofDistributor)
    .where(where);
  return { count: total?.count ?? 0, rows: rows.map(withAmount) };
}

// What was declined may name what is not the distributor's, and for an issue names the quota that would have been cut.
const ofReseller = and(
  eq(couponQuotas.id, couponRecords.quotaId),
  eq(couponQuotas.parentId, couponRecords.parentQuotaId),
);
const ofDistributor = and(
  eq(parents.id, couponRecords.parentQuotaId),
  eq(parents.organizationId, couponRecords.organizationId),
);
const isOwnReseller = and(
  eq(organizations.id, couponRecords.resellerId),
  eq(organizations.parentId, couponRecords.organizationId),
);
const isByDistributor = eq(couponRecords.actingOrganizationId, couponRecords.organizationId);

const ofResult = (result: CouponRecordFilter['result']): SQL | undefined => {
  if (result === undefined) return undefined;
  if (result === 'other') return sql`false`;
  return result === 'done' ? isNull(couponRecords.refusal) : isNotNull(couponRecords.refusal);
};

const columns = {
  id: couponRecords.id,
  isDone: sql<boolean>`${couponRecords.refusal} is null`,
  amountMinor: couponRecords.amountMinor,
  currency: couponRecords.currency,
  at: couponRecords.createdAt,
};

const withAmount = <Row extends { readonly amountMinor: bigint; readonly currency: Currency }>({
  amountMinor,
  currency,
  ...row
}: Row) => ({ ...row, amount: money(amountMinor, currency) });
