import { and, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { AdjustmentKind } from '@/db/schema/funds';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { adjustmentIdOf, transactionNumber } from './transaction-number';

const { fundAdjustments, organizations } = schema;

/** `transaction` is a transaction number; one that names nothing matches nothing. Both ends of the time range belong to it. */
export interface AdjustmentFilter {
  readonly counterpartyId?: Id<'organization'> | undefined;
  readonly kind?: AdjustmentKind | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly transaction?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** An adjustment as its payer sees it. */
export interface AdjustmentRecord {
  readonly id: Id<'adjustment'>;
  readonly transaction: string;
  readonly kind: AdjustmentKind;
  readonly counterpartyId: Id<'organization'>;
  readonly counterpartyAccountName: string;
  readonly amount: Money;
  readonly memo: string | null;
  readonly at: Date;
}

const kindsOfPrefix: Readonly<Record<string, AdjustmentKind[]>> = { AD: ['allocate'], RE: ['reclaim', 'unbind'] };

/**
 * Allocations and reclaims whose payer is the scope's organization, newest first. `count` is of all that match.
 *
 * @source spec/03 §3.2, api/bss-api.md ListPartnerAdjustRecords
 */
export async function listAdjustmentRecords(
  scope: ReadScope,
  filter: AdjustmentFilter,
): Promise<{ count: number; rows: AdjustmentRecord[] }> {
  const id = filter.transaction === undefined ? undefined : adjustmentIdOf(filter.transaction);
  const kinds = kindsOfPrefix[filter.transaction?.slice(0, 2).toUpperCase() ?? ''];
  if (filter.transaction !== undefined && !(id && kinds)) return { count: 0, rows: [] };
  const where = and(
    eq(fundAdjustments.organizationId, scope.organizationId),
    id && eq(fundAdjustments.id, id),
    kinds && inArray(fundAdjustments.kind, kinds),
    filter.kind && eq(fundAdjustments.kind, filter.kind),
    filter.counterpartyId && eq(fundAdjustments.counterpartyId, filter.counterpartyId),
    filter.from && gte(fundAdjustments.createdAt, filter.from),
    // Clients read and write times in whole seconds, so the last second belongs to the range as a whole.
    // Added by the database: the last second of the year 9999 has a successor there.
    filter.to && sql`${fundAdjustments.createdAt} < ${filter.to.toISOString()}::timestamptz + interval '1 second'`,
  );
  const [total] = await database().select({ count: sql<number>`count(*)::integer` }).from(fundAdjustments).where(where);
  const rows = await database()
    .select({
      id: fundAdjustments.id,
      kind: fundAdjustments.kind,
      counterpartyId: fundAdjustments.counterpartyId,
      counterpartyAccountName: organizations.accountName,
      amountMinor: fundAdjustments.amountMinor,
      currency: fundAdjustments.currency,
      memo: fundAdjustments.memo,
      at: fundAdjustments.createdAt,
    })
    .from(fundAdjustments)
    .innerJoin(organizations, eq(organizations.id, fundAdjustments.counterpartyId))
    .where(where)
    .orderBy(desc(fundAdjustments.createdAt), desc(fundAdjustments.id))
    .offset(filter.offset)
    .limit(filter.limit);
  return {
    count: total?.count ?? 0,
    rows: rows.map(({ amountMinor, currency, ...row }) => ({
      ...row,
      transaction: transactionNumber(row.kind, row.id),
      amount: money(amountMinor, currency),
    })),
  };
}
