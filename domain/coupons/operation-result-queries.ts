import { and, asc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { isRefusalCode, type RefusalCode } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';

const { couponQuotas, couponRecords, ledgerEntries } = schema;

/** What became of one thing in a list that was to be done in one go. */
export interface OperationResult {
  readonly customerId: Id<'customer'> | null;
  readonly resellerId: Id<'organization'> | null;
  readonly quotaId: Id<'couponQuota'> | null;
  readonly couponId: Id<'coupon'> | null;
  /** The number of the quota, where something was done. */
  readonly quota: string | null;
  /** What the quota had left after this, at the commit. */
  readonly quotaBalance: Money | null;
  readonly refusal: RefusalCode | null;
}

/**
 * What became of each thing in a list that the scope's organization asked for, whether for itself or for a reseller. The same at all times:
 * nothing of it is as of now.
 *
 * @source spec/13 L20
 */
export async function listOperationResults(
  scope: ReadScope,
  operationId: Id<'couponOperation'>,
): Promise<OperationResult[]> {
  const rows = await database()
    .select({
      customerId: couponRecords.customerId,
      resellerId: couponRecords.resellerId,
      quotaId: couponRecords.quotaId,
      couponId: couponRecords.couponId,
      quota: couponQuotas.number,
      balanceMinor: sql<string | null>`${ledgerEntries.creditsAfter} - ${ledgerEntries.debitsAfter}`,
      currency: couponRecords.currency,
      refusal: couponRecords.refusal,
    })
    .from(couponRecords)
    .leftJoin(couponQuotas, and(eq(couponQuotas.id, couponRecords.quotaId), sql`${couponRecords.refusal} is null`))
    .leftJoin(
      ledgerEntries,
      and(eq(ledgerEntries.accountId, couponQuotas.accountId), eq(ledgerEntries.transferId, couponRecords.transferId)),
    )
    .where(
      and(eq(couponRecords.operationId, operationId), eq(couponRecords.actingOrganizationId, scope.organizationId)),
    )
    .orderBy(asc(couponRecords.id));
  return rows.map(({ balanceMinor, currency, refusal, ...row }) => {
    invariant(refusal === null || isRefusalCode(refusal), 'a record is declined for a reason of ours');
    return {
      ...row,
      quotaBalance: balanceMinor === null ? null : money(BigInt(balanceMinor), currency),
      refusal,
    };
  });
}
