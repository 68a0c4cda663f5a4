import { sql } from 'drizzle-orm';
import { type Database, schema } from '@/db/client';
import { monthDigest } from './month-digest';

const { closedMonths } = schema;

/** So many are read by one statement. */
const monthsPerRead = 5_000;

/**
 * Counts closed months whose digest is not that of their figures, or does not name the month before. That the figures are those of the
 * ledger is what the oracle `month_wrong` says.
 *
 * @source docs/decisions/0021-closed-months.md, design/ledger.md §3.2
 */
export async function countWrongMonths(db: Database): Promise<number> {
  let wrong = 0;
  let last: typeof closedMonths.$inferSelect | undefined;
  for (;;) {
    const found: (typeof closedMonths.$inferSelect)[] = await db
      .select()
      .from(closedMonths)
      .where(
        last &&
          sql`(${closedMonths.accountId}, ${closedMonths.month}) > (${last.accountId}::bigint, ${last.month}::date)`,
      )
      .orderBy(closedMonths.accountId, closedMonths.month)
      .limit(monthsPerRead);
    for (const month of found) {
      const before = last?.accountId === month.accountId ? last.digest : null;
      const isChained = Buffer.compare(before ?? Buffer.alloc(0), month.previousDigest ?? Buffer.alloc(0)) === 0;
      if (!isChained || Buffer.compare(monthDigest(month), month.digest) !== 0) wrong += 1;
      last = month;
    }
    if (found.length < monthsPerRead) return wrong;
  }
}
