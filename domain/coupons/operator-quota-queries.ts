import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import { type Days, withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, idFromWire, isId, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { containsPattern, searchText } from '@/lib/search-text';
import type { CouponType, QuotaState } from './model';
import { quotaStateNow } from './quota-detail-queries';

const { couponQuotas, ledgerBalances, organizations } = schema;
const parents = alias(couponQuotas, 'parents');
const countedMax = 10_000;

/** Which quotas are wanted. `q` is part of a number or of a partner's name, or an id; `expires` are days in which they end. */
export interface OperatorQuotaFilter {
  readonly q?: string | undefined;
  readonly state?: QuotaState | undefined;
  readonly type?: CouponType | undefined;
  readonly kind?: OrganizationKind | undefined;
  readonly organizationId?: Id<'organization'> | undefined;
  readonly expires?: Days | undefined;
}

/** One quota in the platform's list. */
export interface OperatorQuotaRow {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now, as on its page. */
  readonly state: QuotaState;
  readonly value: Money;
  readonly balance: Money;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly owner: {
    readonly id: Id<'organization'>;
    readonly kind: OrganizationKind;
    readonly name: string;
    readonly nameEn: string | null;
  };
  readonly parent: { readonly id: Id<'couponQuota'>; readonly number: string } | null;
}

/** What a filter leaves: how many, what the platform granted by them, and what is left in them. Looks at the newest 10,000 at most. */
export interface OperatorQuotaTotals {
  readonly count: number;
  readonly isMore: boolean;
  /** Without what was cut for resellers, which has been granted once. */
  readonly granted: Money;
  readonly balance: Money;
}

/** Every quota of every partner, the newest first. The operator's list: for anybody else it is empty. @source spec/05 §5.1 */
export async function listEveryQuota(
  scope: ReadScope,
  filter: OperatorQuotaFilter,
  page: PageRequest<'couponQuota'>,
): Promise<Page<OperatorQuotaRow>> {
  const found = await readPage(page, {
    read: (position) => readQuotas(conditionsOf(scope, filter), position),
    cursorOf: ({ key, quota }) => ({ key, id: quota.id }),
  });
  return { ...found, rows: found.rows.map(rowOf) };
}

/** What the whole filtered set comes to. */
export async function sumEveryQuota(scope: ReadScope, filter: OperatorQuotaFilter): Promise<OperatorQuotaTotals> {
  const found = database()
    .select({
      parentId: couponQuotas.parentId,
      valueMinor: couponQuotas.valueMinor,
      left: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`.as('left_minor'),
    })
    .from(couponQuotas)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .innerJoin(organizations, eq(organizations.id, couponQuotas.organizationId))
    .where(and(...conditionsOf(scope, filter)))
    .orderBy(desc(couponQuotas.createdAt), desc(couponQuotas.id))
    .limit(countedMax + 1)
    .as('found');
  const [row] = await database()
    .select({
      count: sql<string>`count(*)`,
      granted: sql<string>`coalesce(sum(${found.valueMinor}) filter (where ${found.parentId} is null), 0)`,
      left: sql<string>`coalesce(sum(${found.left}), 0)`,
    })
    .from(found);
  const count = Number(row?.count ?? 0);
  return {
    count: Math.min(count, countedMax),
    isMore: count > countedMax,
    granted: money(BigInt(row?.granted ?? 0), scope.currency),
    balance: money(BigInt(row?.left ?? 0), scope.currency),
  };
}

/** The quota a request key of this organization has granted, if it has: lets a review that is opened again say so. */
export async function findGrantedQuota(scope: ReadScope, requestKey: string): Promise<Id<'couponQuota'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = 'quotas.grant' and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('couponQuota', rows[0].result_id);
}

function conditionsOf(scope: ReadScope, filter: OperatorQuotaFilter): (SQL | undefined)[] {
  const { q, state, type, kind, organizationId, expires } = filter;
  const text = searchText(q);
  return [
    scope.everyOrganization ? undefined : sql`false`,
    state && sql`${quotaStateNow} = ${state}`,
    type && eq(couponQuotas.type, type),
    kind && eq(organizations.kind, kind),
    organizationId && eq(couponQuotas.organizationId, organizationId),
    ...withinDays(scope, sql`${couponQuotas.expiresAt}`, expires ?? {}),
    text === undefined ? undefined : matches(text),
  ];
}

function matches(text: string): SQL {
  if (isId('couponQuota', text)) return eq(couponQuotas.id, text);
  const organizationId = isId('organization', text) ? text : idFromWire('organization', text);
  if (organizationId) return eq(couponQuotas.organizationId, organizationId);
  const pattern = containsPattern(text);
  return sql`(${couponQuotas.number} like ${pattern} or ${organizations.searchText} like lower(${pattern}))`;
}

function readQuotas(conditions: (SQL | undefined)[], position: Position<'couponQuota'>) {
  const key = sql`${couponQuotas.createdAt}`;
  const page = keyset(position, { key, sort: 'instant', id: sql`${couponQuotas.id}` });
  return database()
    .select({
      quota: couponQuotas,
      key: instantKey(key),
      state: quotaStateNow,
      left: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
      owner: { id: organizations.id, kind: organizations.kind, name: organizations.name, nameEn: organizations.nameEn },
      parent: { id: parents.id, number: parents.number },
    })
    .from(couponQuotas)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .innerJoin(organizations, eq(organizations.id, couponQuotas.organizationId))
    .leftJoin(parents, eq(parents.id, couponQuotas.parentId))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function rowOf({ quota, state, left, owner, parent }: Awaited<ReturnType<typeof readQuotas>>[number]) {
  const { id, number, type, valueMinor, currency, effectiveAt, expiresAt } = quota;
  const [value, balance] = [money(valueMinor, currency), money(BigInt(left), currency)];
  return { id, number, type, state, value, balance, effectiveAt, expiresAt, owner, parent };
}
