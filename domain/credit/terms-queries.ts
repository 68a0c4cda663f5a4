import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { upTo } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import type { Terms } from './model';

/** Terms as they were set, with what they were before. */
export interface TermsLine {
  readonly id: Id<'creditTerms'>;
  readonly at: Date;
  readonly terms: Terms;
  readonly before: Terms;
  readonly reason: string;
  /** Who set them: for the operator alone, a partner is told by whom of its own people only. */
  readonly userName: string | null;
}

/**
 * The terms that were set for a partner, the newest first. The operator names one; anybody else reads its own.
 *
 * @param asOf what had been set by then; absent is now
 */
export async function listTerms(
  scope: ReadScope,
  partnerId: Id<'organization'>,
  request: PageRequest<'creditTerms'>,
  asOf?: Date,
): Promise<Page<TermsLine>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`c.created_at`, sort: 'instant', id: sql`c.id` });
      const { rows } = await database().execute<Row>(
        sql`select c.*, ${instantKey(sql`c.created_at`)} as key, ${scope.everyOrganization ? sql`u.name` : sql`null`} as user_name
          from credit_terms c left join users u on u.id = c.user_id
         where ${ofPartner(scope, partnerId)} ${asOf ? sql`and ${upTo(sql`c.created_at`, asOf)}` : sql``} and ${where}
         order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('creditTerms', row.id) }),
  });
  return { ...page, rows: page.rows.map(lineOf) };
}

/** The terms a request key of this organization has set, if it has: lets a review that is opened again say so. */
export async function findSetTerms(scope: ReadScope, requestKey: string): Promise<Id<'creditTerms'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = 'credit.set_terms' and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('creditTerms', rows[0].result_id);
}

function ofPartner(scope: ReadScope, partnerId: Id<'organization'>): SQL {
  if (!scope.everyOrganization && partnerId !== scope.organizationId) return sql`false`;
  return sql`c.organization_id = ${uuidOf(partnerId)}::uuid`;
}

type Row = {
  id: string;
  key: string;
  currency: Currency;
  credit_limit_minor: string;
  designated_minor: string;
  owed_invoices_minor: string;
  credit_limit_was_minor: string;
  designated_was_minor: string;
  owed_invoices_was_minor: string;
  reason: string;
  user_name: string | null;
  created_at: string;
};

function lineOf(row: Row): TermsLine {
  const of = (minor: string): Money => money(BigInt(minor), row.currency);
  return {
    id: idFromUuid('creditTerms', row.id),
    at: new Date(row.created_at),
    terms: {
      creditLimit: of(row.credit_limit_minor),
      designated: of(row.designated_minor),
      owedInvoices: of(row.owed_invoices_minor),
    },
    before: {
      creditLimit: of(row.credit_limit_was_minor),
      designated: of(row.designated_was_minor),
      owedInvoices: of(row.owed_invoices_was_minor),
    },
    reason: row.reason,
    userName: row.user_name,
  };
}
