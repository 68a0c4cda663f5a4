import { and, asc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { CouponType } from './model';

const { couponQuotas, ledgerBalances } = schema;

/** A quota that coupons can be issued from. */
export interface UsableQuota {
  readonly id: Id<'couponQuota'>;
  readonly number: string;
  readonly type: CouponType;
  readonly balance: Money;
}

/** The reader's own quotas that are valid now and have something left, those that end first in front; a hundred at most. */
export async function listUsableQuotas(scope: ReadScope): Promise<UsableQuota[]> {
  const left = sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`;
  const rows = await database()
    .select({ id: couponQuotas.id, number: couponQuotas.number, type: couponQuotas.type, left })
    .from(couponQuotas)
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, couponQuotas.accountId))
    .where(
      and(
        eq(couponQuotas.organizationId, scope.organizationId),
        eq(couponQuotas.state, 'normal'),
        sql`${couponQuotas.effectiveAt} <= now() and ${couponQuotas.expiresAt} > now() and ${left} > 0`,
      ),
    )
    .orderBy(asc(couponQuotas.expiresAt), asc(couponQuotas.id))
    .limit(100);
  return rows.map(({ left: minor, ...row }) => ({ ...row, balance: money(BigInt(minor), scope.currency) }));
}
