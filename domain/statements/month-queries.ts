import { and, asc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Money, money } from '@/lib/money';

const { closedMonths, ledgerAccounts } = schema;

/** A month of Beijing's clocks that is closed for good. */
export interface ClosedMonth {
  /** `2026-11` */
  readonly month: string;
  readonly opening: Money;
  readonly income: Money;
  readonly expense: Money;
  readonly closing: Money;
  readonly count: number;
  /** SHA-256 in hex; the one of the month before is part of it. */
  readonly digest: string;
  readonly closedAt: Date;
}

/** Of which account: the funds, whose balance is negative where credit is in use, or what is on its way out. */
export type MonthsAccount = 'funds' | 'held';

/** The closed months of a year, the oldest first. */
export async function listClosedMonths(scope: ReadScope, account: MonthsAccount, year: number): Promise<ClosedMonth[]> {
  const rows = await database()
    .select()
    .from(closedMonths)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, closedMonths.accountId))
    .where(
      and(
        ofAccount(scope, account),
        sql`${closedMonths.month} between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date`,
      ),
    )
    .orderBy(asc(closedMonths.month));
  const of = (minor: bigint): Money => money(minor, scope.currency);
  return rows.map(({ closed_months: row }) => ({
    month: row.month.slice(0, 7),
    opening: of(row.openingMinor),
    income: of(row.inMinor),
    expense: of(row.outMinor),
    closing: of(row.closingMinor),
    count: row.entryCount,
    digest: row.digest.toString('hex'),
    closedAt: row.createdAt,
  }));
}

/** The years in which there are closed months of any of its accounts, the latest first. */
export async function listClosedYears(scope: ReadScope): Promise<number[]> {
  const { rows } = await database().execute<{ year: number }>(
    sql`select distinct extract(year from month)::integer as year from closed_months where organization_id = ${sql.param(scope.organizationId, closedMonths.organizationId)}
      and unit_code = ${scope.currency} order by year desc`,
  );
  return rows.map(({ year }) => year);
}

const ofAccount = (scope: ReadScope, account: MonthsAccount) =>
  and(
    eq(closedMonths.organizationId, scope.organizationId),
    eq(ledgerAccounts.purpose, account),
    eq(closedMonths.unitCode, scope.currency),
  );
