import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { isRefusalCode, type RefusalCode } from '@/domain/refusal';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { asKind, type Id, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import type { CouponRecordKind } from './model';

const { apiKeys, couponRecords, organizations, users } = schema;
const holders = alias(organizations, 'holders');

/** Somebody value came from or went to. */
interface OtherSide {
  readonly id: Id<'organization'> | Id<'customer'>;
  readonly kind: 'customer' | 'reseller';
  readonly name: string;
  readonly nameEn: string | null;
}

/** One thing that was done, or declined, to a quota or a coupon, as the operator sees it. */
export interface OperatorRecord {
  readonly id: Id<'couponRecord'>;
  readonly kind: CouponRecordKind;
  readonly at: Date;
  /** As it changed the balance of what it is a record of: negative what left it. */
  readonly amount: Money;
  readonly quotaId: Id<'couponQuota'> | null;
  readonly couponId: Id<'coupon'> | null;
  readonly otherSide: OtherSide | null;
  readonly orderId: string | null;
  /** Who did it; null for a job. */
  readonly by: string | null;
  readonly refusal: RefusalCode | null;
  /** The operator's own words only: a partner's are its own. */
  readonly remark: string | null;
}

/** What explains the balance of a quota: `value − cut + cutBack − takenBack − issued + returned`. */
export interface QuotaBalance {
  /** Cut for resellers, and reclaimed from them. */
  readonly cut: Money;
  readonly cutBack: Money;
  /** Reclaimed by the distributor it came from. */
  readonly takenBack: Money;
  /** Issued to customers, and come back from them. */
  readonly issued: Money;
  readonly returned: Money;
}

/** Of what is cut from a quota only the cutting concerns it; of its coupons not how orders use them. */
const ofQuota = (id: Id<'couponQuota'>): SQL => {
  const uuid = sql`${uuidOf(id)}::uuid`;
  return sql`((${couponRecords.quotaId} = ${uuid} and ${couponRecords.kind} not in ('use', 'refund'))
    or (${couponRecords.parentQuotaId} = ${uuid} and ${couponRecords.kind} in ('quota_issue', 'quota_reclaim')))`;
};

/** The records of a quota that explain its balance, the newest first. The operator's list: for anybody else it is empty. */
export async function listQuotaRecords(
  scope: ReadScope,
  id: Id<'couponQuota'>,
  page: PageRequest<'couponRecord'>,
): Promise<Page<OperatorRecord>> {
  const uuid = sql`${uuidOf(id)}::uuid`;
  const sign = sql<number>`case when ${couponRecords.refusal} is not null then 0
    when ${couponRecords.kind} in ('quota_issue', 'quota_reclaim') then case when (${couponRecords.kind} = 'quota_issue') = (${couponRecords.quotaId} = ${uuid}) then 1 else -1 end
    when ${couponRecords.kind} = 'issue' then -1 else 1 end`;
  const found = await readPage(page, {
    read: (position) => readRecords(scope, ofQuota(id), sign, position),
    cursorOf: ({ key, record }) => ({ key, id: record.id }),
  });
  return { ...found, rows: found.rows.map((row) => recordOf(scope, row)) };
}

/** The whole life of a coupon, the newest first: at most 200 records. */
export async function listCouponRecords(scope: ReadScope, id: Id<'coupon'>): Promise<OperatorRecord[]> {
  const sign = sql<number>`case when ${couponRecords.refusal} is not null then 0 when ${couponRecords.kind} in ('issue', 'refund') then 1 else -1 end`;
  // What went on from a reclaimed quota to its distributor names no coupon.
  const first = { from: undefined, isBackward: false, limit: 200 };
  const rows = await readRecords(scope, eq(couponRecords.couponId, id), sign, first);
  return rows.map((row) => recordOf(scope, row));
}

/** What one request came to, item by item. */
export async function listOperationRecords(scope: ReadScope, id: Id<'couponOperation'>): Promise<OperatorRecord[]> {
  const first = { from: undefined, isBackward: false, limit: 200 };
  const own = and(
    eq(couponRecords.operationId, id),
    eq(couponRecords.actingOrganizationId, scope.organizationId),
    sql`${couponRecords.kind} <> 'quota_reclaim'`,
  );
  const rows = await readRecords(scope, own ?? sql`false`, sql<number>`1`, first);
  return rows.map((row) => recordOf(scope, row));
}

/** How the balance of a quota came about. Undefined for everybody but the operator. */
export async function explainBalance(
  scope: ReadScope,
  id: Id<'couponQuota'>,
  currency: Currency,
): Promise<QuotaBalance | undefined> {
  if (!scope.everyOrganization) return undefined;
  const { kind, quotaId, amountMinor } = couponRecords;
  const uuid = sql`${uuidOf(id)}::uuid`;
  const total = (which: SQL) => sql<string>`coalesce(sum(${amountMinor}) filter (where ${which}), 0)`;
  const [row] = await database()
    .select({
      cut: total(sql`${kind} = 'quota_issue' and ${quotaId} <> ${uuid}`),
      cutBack: total(sql`${kind} = 'quota_reclaim' and ${quotaId} <> ${uuid}`),
      takenBack: total(sql`${kind} = 'quota_reclaim' and ${quotaId} = ${uuid}`),
      issued: total(sql`${kind} = 'issue'`),
      returned: total(sql`${kind} not in ('quota_grant', 'quota_issue', 'quota_reclaim', 'issue')`),
    })
    .from(couponRecords)
    .where(and(ofQuota(id), sql`${couponRecords.refusal} is null`));
  const of = (minor: string | undefined) => money(BigInt(minor ?? 0), currency);
  return {
    cut: of(row?.cut),
    cutBack: of(row?.cutBack),
    takenBack: of(row?.takenBack),
    issued: of(row?.issued),
    returned: of(row?.returned),
  };
}

function readRecords(scope: ReadScope, which: SQL, sign: SQL<number>, position: Position<'couponRecord'>) {
  const key = sql`${couponRecords.createdAt}`;
  const page = keyset(position, { key, sort: 'instant', id: sql`${couponRecords.id}` });
  return database()
    .select({
      record: couponRecords,
      key: instantKey(key),
      sign,
      holder: { id: holders.id, name: holders.name, nameEn: holders.nameEn },
      userName: users.name,
      keyName: apiKeys.name,
    })
    .from(couponRecords)
    .leftJoin(holders, sql`${holders.id} = coalesce(${couponRecords.customerId}, ${couponRecords.resellerId})`)
    .leftJoin(users, eq(users.id, couponRecords.userId))
    .leftJoin(apiKeys, eq(apiKeys.id, couponRecords.apiKeyId))
    .where(and(scope.everyOrganization ? undefined : sql`false`, which, page.where))
    .orderBy(page.orderBy, desc(couponRecords.kind))
    .limit(position.limit);
}

function recordOf(
  scope: ReadScope,
  { record, sign, holder, userName, keyName }: Awaited<ReturnType<typeof readRecords>>[number],
): OperatorRecord {
  const { id, kind, createdAt, amountMinor, currency, quotaId, couponId, customerId, orderId, refusal } = record;
  return {
    ...{ id, kind, quotaId, couponId, orderId },
    at: createdAt,
    amount: money(amountMinor * BigInt(sign), currency),
    otherSide: holder && {
      ...holder,
      kind: customerId ? 'customer' : 'reseller',
      id: customerId ? asKind('customer', holder.id) : holder.id,
    },
    by: userName ?? keyName,
    refusal: refusal !== null && isRefusalCode(refusal) ? refusal : null,
    remark: record.actingOrganizationId === scope.organizationId ? record.remark : null,
  };
}
