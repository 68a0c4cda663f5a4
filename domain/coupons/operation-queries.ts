import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { isRefusalCode, type RefusalCode } from '@/domain/refusal';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Currency, type Money, money, sum } from '@/lib/money';
import type { CouponRecordKind } from './model';

/** Somebody an item is about, by name only as far as the reader has to do with them. */
export interface ItemParty<K extends 'customer' | 'organization'> {
  readonly id: Id<K>;
  readonly name: string | null;
  readonly nameEn: string | null;
  /** Whether they are the reader's own now, so that there is a page to look at. */
  readonly isOwn: boolean;
}

/** What was done, or declined, for one item of a list. */
export interface OperationItem {
  readonly id: Id<'couponRecord'>;
  readonly amount: Money;
  readonly refusal: RefusalCode | null;
  readonly couponId: Id<'coupon'> | null;
  readonly customer: ItemParty<'customer'> | null;
  readonly reseller: ItemParty<'organization'> | null;
  /** Undefined when it is not for the reader to see. */
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string } | undefined;
}

/** What one command, or one step of a job, did to a list of coupons or quotas. */
export interface CouponOperation {
  readonly id: Id<'couponOperation'>;
  readonly kind: CouponRecordKind;
  readonly at: Date;
  readonly items: readonly OperationItem[];
  readonly done: number;
  readonly declined: number;
  /** What moved. */
  readonly total: Money;
  /** What went on from a reclaimed quota to where that had been cut from; undefined when nothing did. */
  readonly passedOn: Money | undefined;
  /** The issuer's own words; null where somebody else wrote them. */
  readonly remark: string | null;
  readonly userName: string | null;
  readonly isByApiKey: boolean;
  /** Who did it, where that was somebody else than the reader: by name only where the two have to do with each other. */
  readonly actingOrganization: {
    readonly kind: OrganizationKind;
    readonly name: string | null;
    readonly nameEn: string | null;
  } | null;
}

/**
 * What was done under an operation's id, as far as it is the reader's: its own quotas and coupons, and those it acted on as a distributor.
 * People in sales see the items of their customers. Undefined when nothing of it is, whether it exists or not.
 *
 * @source spec/05 §5.2–5.5, spec/13 L20
 */
export async function findCouponOperation(
  scope: ReadScope,
  id: Id<'couponOperation'>,
): Promise<CouponOperation | undefined> {
  const own = uuidOf(scope.organizationId);
  const manager = scope.accountManagerId
    ? sql`and exists (select from associations m where m.customer_id = r.customer_id and m.organization_id = r.organization_id
        and m.ended_at is null and m.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid)`
    : sql``;
  // Names are told of customers that are, or were, the partner's, and of its resellers: a list may have named anybody.
  const { rows } = await database().execute<Row>(
    sql`select r.id, r.kind, r.amount_minor, r.currency, r.created_at, r.refusal, r.coupon_id, r.api_key_id,
        case when r.acting_organization_id = ${own}::uuid or r.kind in ('issue', 'reclaim') then r.remark end as remark,
        r.customer_id, c.name as customer_name, c.name_en as customer_name_en,
        exists (select from associations a where a.customer_id = r.customer_id and a.organization_id = ${own}::uuid and a.ended_at is null) as is_customer_own,
        r.reseller_id, s.name as reseller_name, s.name_en as reseller_name_en, coalesce(s.parent_id = ${own}::uuid, false) as is_reseller_own,
        q.id as quota_id, q.number as quota_number, u.name as user_name,
        nullif(o.id, ${own}::uuid) as acting_id, o.kind as acting_kind, n.name as acting_name, n.name_en as acting_name_en
      from coupon_records r join organizations o on o.id = r.acting_organization_id
      left join organizations n on n.id = o.id and (o.kind = 'operator' or o.parent_id = ${own}::uuid
        or exists (select from organizations me where me.id = ${own}::uuid and me.parent_id = o.id)
        or exists (select from associations a where a.customer_id = o.id and a.organization_id = ${own}::uuid))
      left join organizations c on c.id = r.customer_id
        and exists (select from associations a where a.customer_id = r.customer_id and a.organization_id = r.organization_id)
      left join organizations s on s.id = r.reseller_id and s.parent_id = r.organization_id
      left join coupon_quotas p on p.id = r.parent_quota_id
      left join coupon_quotas q on q.id = r.quota_id and (q.organization_id = ${own}::uuid or p.organization_id = ${own}::uuid)
      left join users u on u.id = r.user_id and u.organization_id = ${own}::uuid
     where r.operation_id = ${uuidOf(id)}::uuid and (r.organization_id = ${own}::uuid or r.acting_organization_id = ${own}::uuid) ${manager}
     order by r.refusal is not null, coalesce(c.name, s.name), r.id limit 1000`,
  );
  const [first] = rows;
  if (!first) return undefined;
  const kind = rows.find((row) => row.kind !== 'quota_reclaim')?.kind ?? first.kind;
  const items = rows.filter((row) => row.kind === kind);
  const onward = rows.filter((row) => row.kind !== kind);
  return {
    ...{ id, kind, at: new Date(first.created_at), items: items.map(itemOf), remark: first.remark },
    done: items.filter(({ refusal }) => refusal === null).length,
    declined: items.filter(({ refusal }) => refusal !== null).length,
    total: totalOf(items, first.currency),
    passedOn: onward.length > 0 ? totalOf(onward, first.currency) : undefined,
    userName: first.user_name,
    isByApiKey: first.api_key_id !== null,
    actingOrganization:
      first.acting_id === null
        ? null
        : { kind: first.acting_kind, name: first.acting_name, nameEn: first.acting_name_en },
  };
}

/** The operation that a request key of the reader's organization has led to, if it has: lets a page that is opened again say so. */
export async function findDoneOperation(
  scope: ReadScope,
  command: string,
  requestKey: string,
): Promise<Id<'couponOperation'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = ${command} and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('couponOperation', rows[0].result_id);
}

type Row = {
  id: string;
  kind: CouponRecordKind;
  amount_minor: string;
  currency: Currency;
  created_at: string;
  refusal: string | null;
  coupon_id: string | null;
  api_key_id: string | null;
  remark: string | null;
  customer_id: string | null;
  customer_name: string | null;
  customer_name_en: string | null;
  is_customer_own: boolean;
  reseller_id: string | null;
  reseller_name: string | null;
  reseller_name_en: string | null;
  is_reseller_own: boolean;
  quota_id: string | null;
  quota_number: string | null;
  user_name: string | null;
  acting_id: string | null;
  acting_kind: OrganizationKind;
  acting_name: string | null;
  acting_name_en: string | null;
};

const totalOf = (rows: readonly Row[], currency: Currency): Money =>
  sum(
    rows.filter(({ refusal }) => refusal === null).map((row) => money(BigInt(row.amount_minor), currency)),
    currency,
  );

function itemOf(row: Row): OperationItem {
  invariant(row.refusal === null || isRefusalCode(row.refusal), 'what is declined has a reason');
  return {
    id: idFromUuid('couponRecord', row.id),
    amount: money(BigInt(row.amount_minor), row.currency),
    refusal: row.refusal,
    couponId: row.coupon_id === null ? null : idFromUuid('coupon', row.coupon_id),
    customer: row.customer_id === null ? null : customerOf(row, row.customer_id),
    reseller: row.reseller_id === null ? null : resellerOf(row, row.reseller_id),
    quota:
      row.quota_id === null || row.quota_number === null
        ? undefined
        : { id: idFromUuid('couponQuota', row.quota_id), number: row.quota_number },
  };
}

const customerOf = (row: Row, id: string): ItemParty<'customer'> => ({
  id: asKind('customer', idFromUuid('organization', id)),
  name: row.customer_name,
  nameEn: row.customer_name_en,
  isOwn: row.is_customer_own,
});

const resellerOf = (row: Row, id: string): ItemParty<'organization'> => ({
  id: idFromUuid('organization', id),
  name: row.reseller_name,
  nameEn: row.reseller_name_en,
  isOwn: row.is_reseller_own,
});
