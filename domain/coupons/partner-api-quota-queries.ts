import { and, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OffsetPaging } from '@/domain/customers/partner-api-queries';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, isId } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { QuotaLimits } from './limits-model';
import type { CouponType, QuotaState } from './model';
import { quotaStateNow } from './quota-detail-queries';
import { strictlyBetween, type TimeRange } from './time-filters';

const { associations, couponQuotas, ledgerBalances, organizations } = schema;
const parents = alias(couponQuotas, 'parents');

/** A quota as programs see it; its state is as of now. */
export interface ListedQuota {
  readonly number: string;
  readonly type: CouponType;
  readonly state: QuotaState;
  readonly value: Money;
  readonly balance: Money;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly limits: QuotaLimits;
  /** Of the customers the limits name, those the reader may hear of: a reseller of its own alone. */
  readonly namedCustomers: readonly string[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A quota that was cut for a reseller. */
export interface IssuedQuota extends ListedQuota {
  readonly parentNumber: string;
  readonly reseller: { readonly id: Id<'organization'>; readonly name: string; readonly accountName: string };
}

/** Nothing is in a state that is named here and is none of ours. */
export interface QuotaFilter extends OffsetPaging {
  readonly numbers?: readonly string[] | undefined;
  readonly states?: readonly QuotaState[] | undefined;
  readonly type: CouponType;
  readonly created: TimeRange;
  readonly effective: TimeRange;
  readonly expires: TimeRange;
}

export interface IssuedQuotaFilter extends OffsetPaging {
  readonly number?: string | undefined;
  readonly parentNumber?: string | undefined;
  readonly resellerId?: Id<'organization'> | undefined;
}

/** The quotas of the scope's partner, newest first. `count` is of all that match. @source spec/05 §5.1, api/bss-api.md ListQuotaCoupons */
export async function listOwnQuotas(
  scope: ReadScope,
  filter: QuotaFilter,
): Promise<{ count: number; rows: ListedQuota[] }> {
  const where = and(
    eq(couponQuotas.organizationId, scope.organizationId),
    eq(couponQuotas.type, filter.type),
    filter.numbers && inArray(couponQuotas.number, [...filter.numbers]),
    filter.states && inArray(quotaStateNow, [...filter.states]),
    ...strictlyBetween(couponQuotas.createdAt, filter.created),
    ...strictlyBetween(couponQuotas.effectiveAt, filter.effective),
    ...strictlyBetween(couponQuotas.expiresAt, filter.expires),
  );
  const rows = await database()
    .select(columns)
    .from(couponQuotas)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .where(where)
    .orderBy(desc(couponQuotas.createdAt), desc(couponQuotas.id))
    .offset(filter.offset)
    .limit(filter.limit);
  const mayHearOf = await customersToHearOf(
    scope,
    rows.flatMap(({ quota }) => quota.limits.customerIds),
  );
  return {
    count: await database().$count(couponQuotas, where),
    rows: rows.map(quotaOf).map((row) => ({ ...row, namedCustomers: row.namedCustomers.filter(mayHearOf) })),
  };
}

/**
 * The quotas that the scope's distributor has cut for its resellers, newest first. `count` is of all that match.
 *
 * @source spec/05 §5.4, api/bss-api.md ListIssuedCouponQuotas
 */
export async function listIssuedQuotas(
  scope: ReadScope,
  filter: IssuedQuotaFilter,
): Promise<{ count: number; rows: IssuedQuota[] }> {
  const where = and(
    eq(parents.organizationId, scope.organizationId),
    filter.number === undefined ? undefined : eq(couponQuotas.number, filter.number),
    filter.parentNumber === undefined ? undefined : eq(parents.number, filter.parentNumber),
    filter.resellerId && eq(couponQuotas.organizationId, filter.resellerId),
  );
  const rows = await database()
    .select({
      ...columns,
      parentNumber: parents.number,
      reseller: { id: organizations.id, name: organizations.name, accountName: organizations.accountName },
    })
    .from(couponQuotas)
    .innerJoin(parents, isParent)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .innerJoin(organizations, eq(organizations.id, couponQuotas.organizationId))
    .where(where)
    .orderBy(desc(couponQuotas.createdAt), desc(couponQuotas.id))
    .offset(filter.offset)
    .limit(filter.limit);
  const [total] = await database()
    .select({ count: sql<number>`count(*)::integer` })
    .from(couponQuotas)
    .innerJoin(parents, isParent)
    .where(where);
  return {
    count: total?.count ?? 0,
    rows: rows.map(({ parentNumber, reseller, ...row }) => ({ ...quotaOf(row), parentNumber, reseller })),
  };
}

/**
 * The quotas that these numbers name, of those in reach: the partner's own, and those cut from its own. A number of anybody else's names
 * nothing, like one that does not exist.
 */
export async function findQuotasByNumber(
  scope: ReadScope,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: Id<'couponQuota'>; readonly effectiveAt: Date }>> {
  const rows = await database()
    .select({ number: couponQuotas.number, id: couponQuotas.id, effectiveAt: couponQuotas.effectiveAt })
    .from(couponQuotas)
    .leftJoin(parents, isParent)
    .where(
      and(
        inArray(couponQuotas.number, [...numbers]),
        or(eq(couponQuotas.organizationId, scope.organizationId), eq(parents.organizationId, scope.organizationId)),
      ),
    );
  return new Map(rows.map(({ number, ...quota }) => [number, quota]));
}

/**
 * Which of these customers the reader may hear of. A reseller's quota has the limits of what it was cut from, which name customers of its
 * distributor's and of other resellers too; partners at the top of a tree have theirs from the platform.
 */
async function customersToHearOf(scope: ReadScope, ids: readonly string[]): Promise<(id: string) => boolean> {
  if (scope.kind !== 'reseller' || ids.length === 0) return () => true;
  const rows = await database()
    .selectDistinct({ id: associations.customerId })
    .from(associations)
    .where(
      and(
        eq(associations.organizationId, scope.organizationId),
        inArray(
          associations.customerId,
          ids.filter((id) => isId('customer', id)),
        ),
      ),
    );
  const own = new Set<string>(rows.map(({ id }) => id));
  return (id) => own.has(id);
}

const isParent: SQL = eq(parents.id, couponQuotas.parentId);

const columns = {
  quota: couponQuotas,
  state: quotaStateNow,
  balanceMinor: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
};

const quotaOf = ({
  quota: { number, type, valueMinor, currency, effectiveAt, expiresAt, limits, createdAt, updatedAt },
  state,
  balanceMinor,
}: {
  quota: typeof couponQuotas.$inferSelect;
  state: QuotaState;
  balanceMinor: string;
}): ListedQuota => ({
  ...{ number, type, state, effectiveAt, expiresAt, limits, createdAt, updatedAt },
  namedCustomers: limits.customerIds,
  value: money(valueMinor, currency),
  balance: money(BigInt(balanceMinor), currency),
});
