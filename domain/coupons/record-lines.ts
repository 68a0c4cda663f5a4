import { type SQL, sql } from 'drizzle-orm';
import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey } from '@/lib/cursor';
import { bareId, type Id, idFromUuid } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { couponNumber } from './coupon-number';
import { type Named, ownId } from './list-conditions';
import type { CouponRecordKind, CouponType } from './model';

/**
 * Who did it: a person of the reader's organization, one of its API keys, nobody (a job), or somebody of another organization, of which only
 * the kind is told.
 */
export type RecordBy = 'person' | 'api' | 'automatic' | OrganizationKind;

/** One thing that was done to a quota or a coupon, or was declined within a list. */
export interface RecordLine {
  readonly id: Id<'couponRecord'>;
  readonly number: string;
  readonly at: Date;
  readonly kind: CouponRecordKind;
  readonly amount: Money;
  /** Why it was declined; null for what was done. */
  readonly refusal: string | null;
  /** Of declined records, and of what passes between partners, only what the reader may see. */
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string; readonly type: CouponType } | null;
  readonly coupon: { readonly id: Id<'coupon'>; readonly number: string; readonly isOwn: boolean } | null;
  readonly customer: (Named<'customer'> & { readonly isOwn: boolean }) | null;
  readonly reseller: Named<'organization'> | null;
  readonly orderId: string | null;
  readonly by: RecordBy;
  readonly userName: string | null;
  readonly remark: string | null;
}

/** A record as `recordColumns` and `recordTables` select it. */
export type RecordRow = {
  id: string;
  created_at: string;
  kind: CouponRecordKind;
  amount_minor: string;
  currency: Currency;
  refusal: string | null;
  quota_id: string | null;
  quota_number: string | null;
  quota_type: CouponType | null;
  coupon_id: string | null;
  is_coupon_own: boolean;
  customer_id: string | null;
  customer_name: string | null;
  customer_name_en: string | null;
  is_customer_own: boolean;
  reseller_id: string | null;
  reseller_name: string | null;
  reseller_name_en: string | null;
  order_id: string | null;
  by: RecordBy;
  user_name: string | null;
  remark: string | null;
  key: string;
};

/**
 * What is selected of `coupon_records r`. What was declined may name what never was the reader's: names come only from what is or was. The
 * remark is for whoever wrote it, and for whose quota it is about when somebody above acted.
 */
export const recordColumns = (
  scope: ReadScope,
): SQL => sql`r.id, r.created_at, r.kind, r.amount_minor, r.currency, r.refusal,
  q.id as quota_id, q.number as quota_number, q.type as quota_type,
  r.coupon_id, c.id is not null as is_coupon_own, r.customer_id, co.name as customer_name, co.name_en as customer_name_en,
  exists (select from associations s where s.customer_id = r.customer_id and s.organization_id = ${ownId(scope)} and s.ended_at is null) as is_customer_own,
  ro.id as reseller_id, ro.name as reseller_name, ro.name_en as reseller_name_en, r.order_id,
  case when r.acting_organization_id <> ${ownId(scope)} then case when r.user_id is null and r.api_key_id is null then 'automatic' else ao.kind end
       when r.api_key_id is not null then 'api' when r.user_id is not null then 'person' else 'automatic' end as by,
  u.name as user_name,
  case when r.acting_organization_id = ${ownId(scope)} or r.organization_id = ${ownId(scope)} and r.kind not in ('quota_grant', 'quota_issue', 'quota_reclaim')
    then r.remark end as remark,
  ${instantKey(sql`r.created_at`)} as key`;

/** The tables that `recordColumns` needs. */
export const recordTables = (scope: ReadScope): SQL => sql`coupon_records r
  left join coupon_quotas q on q.id = r.quota_id and (q.organization_id = ${ownId(scope)}
    or exists (select from coupon_quotas p where p.id = q.parent_id and p.organization_id = ${ownId(scope)}))
  left join coupons c on c.id = r.coupon_id and c.organization_id = ${ownId(scope)}
  left join organizations co on co.id = r.customer_id and (r.transfer_id is not null
    or exists (select from associations s where s.customer_id = r.customer_id and s.organization_id = ${ownId(scope)}))
  left join organizations ro on ro.id = r.reseller_id and ro.parent_id = ${ownId(scope)}
  left join users u on u.id = r.user_id and u.organization_id = ${ownId(scope)}
  left join organizations ao on ao.id = r.acting_organization_id`;

/** The number of a record as people write it. */
export const recordNumber = (id: Id<'couponRecord'>): string => `CR${bareId(id)}`;

/** A row as lists and exports show it. */
export function recordLineOf(row: RecordRow): RecordLine {
  const id = idFromUuid('couponRecord', row.id);
  return {
    id,
    number: recordNumber(id),
    at: new Date(row.created_at),
    kind: row.kind,
    amount: money(BigInt(row.amount_minor), row.currency),
    refusal: row.refusal,
    quota: quotaOf(row),
    coupon: couponOf(row),
    customer: customerOf(row),
    reseller: resellerOf(row),
    orderId: row.order_id,
    by: row.by,
    userName: row.user_name,
    remark: row.remark,
  };
}

const quotaOf = ({ quota_id, quota_number, quota_type }: RecordRow): RecordLine['quota'] =>
  quota_id && quota_number && quota_type
    ? { id: idFromUuid('couponQuota', quota_id), number: quota_number, type: quota_type }
    : null;

function couponOf({ coupon_id, is_coupon_own }: RecordRow): RecordLine['coupon'] {
  if (!coupon_id) return null;
  const id = idFromUuid('coupon', coupon_id);
  return { id, number: couponNumber(id), isOwn: is_coupon_own };
}

const customerOf = ({ customer_id, customer_name, customer_name_en, is_customer_own }: RecordRow) =>
  customer_id && customer_name !== null
    ? {
        id: idFromUuid('customer', customer_id),
        name: customer_name,
        nameEn: customer_name_en,
        isOwn: is_customer_own,
      }
    : null;

const resellerOf = ({ reseller_id, reseller_name, reseller_name_en }: RecordRow): RecordLine['reseller'] =>
  reseller_id && reseller_name !== null
    ? { id: idFromUuid('organization', reseller_id), name: reseller_name, nameEn: reseller_name_en }
    : null;
