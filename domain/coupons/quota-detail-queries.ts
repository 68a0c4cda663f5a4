import { eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { QuotaLimits } from './limits-model';
import type { CouponType, QuotaState } from './model';

const { couponQuotas, ledgerBalances, organizations } = schema;
const parents = alias(couponQuotas, 'parents');

/** One quota as its page shows it. */
export interface QuotaDetail {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  /** As of now: one whose time has passed is invalid even before the books say so. */
  readonly state: QuotaState;
  readonly stateReason: string | null;
  readonly value: Money;
  readonly balance: Money;
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
  readonly isEffective: boolean;
  readonly limits: QuotaLimits;
  readonly remark: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly owner: {
    readonly id: Id<'organization'>;
    readonly kind: OrganizationKind;
    readonly name: string;
    readonly nameEn: string | null;
  };
  /** What it was cut from; the number is for whoever owns that. */
  readonly parent: { readonly id: Id<'couponQuota'>; readonly number: string } | null;
  /** Whether it is the reader's own, and not one that was cut from it for a reseller, or one of a partner the operator looks at. */
  readonly isOwn: boolean;
}

/** The state as of now, as an expression over `coupon_quotas`. */
export const quotaStateNow = sql<QuotaState>`case when ${couponQuotas.state} not in ('invalid', 'reclaimed') and ${couponQuotas.expiresAt} <= now()
  then 'invalid' else ${couponQuotas.state} end`;

/**
 * One quota in reach: the reader's own, one that was cut from its own, or for the operator any. Undefined for any other, whether it exists or
 * not.
 *
 * @source spec/05 §5.1, design/decisions.md 14
 */
export async function findQuota(scope: ReadScope, id: Id<'couponQuota'>): Promise<QuotaDetail | undefined> {
  const [row] = await database()
    .select({
      quota: couponQuotas,
      state: quotaStateNow,
      isEffective: sql<boolean>`${couponQuotas.effectiveAt} <= now()`,
      balanceMinor: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
      owner: { id: organizations.id, kind: organizations.kind, name: organizations.name, nameEn: organizations.nameEn },
      parent: { id: parents.id, number: parents.number, organizationId: parents.organizationId },
    })
    .from(couponQuotas)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .innerJoin(organizations, eq(organizations.id, couponQuotas.organizationId))
    .leftJoin(parents, eq(parents.id, couponQuotas.parentId))
    .where(eq(couponQuotas.id, id));
  if (!row) return undefined;
  const { quota, state, isEffective, balanceMinor, owner, parent } = row;
  const isOwn = quota.organizationId === scope.organizationId;
  // People in sales look at their customers, not at resellers.
  const isCutFromOwn = parent?.organizationId === scope.organizationId && !scope.accountManagerId;
  if (!isOwn && !isCutFromOwn && !scope.everyOrganization) return undefined;
  const { number, type, stateReason, effectiveAt, expiresAt, limits, remark, createdAt, updatedAt, currency } = quota;
  return {
    ...{
      id,
      number,
      type,
      state,
      stateReason,
      effectiveAt,
      expiresAt,
      isEffective,
      limits,
      remark,
      createdAt,
      updatedAt,
    },
    value: money(quota.valueMinor, currency),
    balance: money(BigInt(balanceMinor), currency),
    owner,
    parent: parent && (isCutFromOwn || scope.everyOrganization) ? { id: parent.id, number: parent.number } : null,
    isOwn,
  };
}
