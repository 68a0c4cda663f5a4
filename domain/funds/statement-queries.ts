import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AdjustmentKind } from '@/db/schema/funds';
import { listStatementLines, type StatementLine } from '@/domain/ledger/statements';
import type { ReadScope } from '@/domain/read-scope';
import type { Page, PageRequest } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { transactionNumber } from './transaction-number';

/** A line of an account's statement with the adjustment it comes from, if it comes from one. */
export interface Movement extends StatementLine {
  readonly adjustment?: {
    readonly id: Id<'adjustment'>;
    readonly number: string;
    /** Whether the record is the reader's own, so that there is a page to look at. */
    readonly isOwn: boolean;
  };
}

/**
 * What came into the reader's account and went out of it, the newest first: the same postings that the other side sees.
 *
 * @param asOf what was posted by then; absent is now
 */
export async function listMovements(
  scope: ReadScope,
  request: PageRequest<'transfer'>,
  asOf?: Date,
): Promise<Page<Movement>> {
  const page = await listStatementLines(scope, request, asOf);
  const own = uuidOf(scope.organizationId);
  const { rows } = await database().execute<{
    id: string;
    kind: AdjustmentKind;
    transfer_id: string;
    organization_id: string;
  }>(
    sql`select id, kind, transfer_id, organization_id from fund_adjustments
      where transfer_id = any(${sql.param(page.rows.map((line) => uuidOf(line.transferId)))}::uuid[])
        and (organization_id = ${own}::uuid or counterparty_id = ${own}::uuid)`,
  );
  const adjustments = new Map(
    rows.map((row) => {
      const id = idFromUuid('adjustment', row.id);
      const adjustment = { id, number: transactionNumber(row.kind, id), isOwn: row.organization_id === own };
      return [idFromUuid('transfer', row.transfer_id), adjustment];
    }),
  );
  return {
    ...page,
    rows: page.rows.map((line) => {
      const adjustment = adjustments.get(line.transferId);
      return adjustment ? { ...line, adjustment } : line;
    }),
  };
}
