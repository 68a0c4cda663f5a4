import { type SQL, sql } from 'drizzle-orm';
import type { AdjustmentKind } from '@/db/schema/funds';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromWire, isId, uuidOf } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';
import { adjustmentIdOf } from './transaction-number';

/** What a reader asks for, as text out of an address. A text that cannot mean anything finds nothing; a missing one restricts nothing. */
export interface AdjustmentFilter {
  /** A customer or reseller: its id in any form, or part of its name. */
  readonly party?: string;
  readonly kind?: string;
  /** Days in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string;
  readonly to?: string;
  /** `AD…`, `RE…` or `adj_…`. */
  readonly transaction?: string;
  /** `usr_…`, or `api` for whatever came through an API key. */
  readonly operator?: string;
}

const kinds: readonly string[] = ['allocate', 'reclaim', 'unbind'] satisfies AdjustmentKind[];

/**
 * The condition over `fund_adjustments a` that a reader's scope and filter come to. People in sales see the customers assigned to them.
 *
 * @source spec/03 §3.2, design/ux-checklist.md 16
 */
export function adjustmentsWhere(scope: ReadScope, filter: AdjustmentFilter): SQL {
  const conditions = [sql`a.organization_id = ${uuidOf(scope.organizationId)}::uuid`];
  if (scope.accountManagerId) conditions.push(assignedTo(scope, scope.accountManagerId));
  const party = searchText(filter.party);
  if (party) conditions.push(ofParty(party));
  if (filter.kind) conditions.push(kinds.includes(filter.kind) ? sql`a.kind = ${filter.kind}` : sql`false`);
  conditions.push(...withinDays(scope, sql`a.created_at`, filter));
  if (filter.transaction) {
    const id = adjustmentIdOf(filter.transaction);
    conditions.push(id ? sql`a.id = ${uuidOf(id)}::uuid` : sql`false`);
  }
  if (filter.operator) conditions.push(byOperator(filter.operator));
  return sql.join(conditions, sql` and `);
}

/** The adjustments of customers that a member of sales looks after now. */
const assignedTo = (scope: ReadScope, userId: Id<'user'>): SQL =>
  sql`a.counterparty_id in (select s.customer_id from associations s where s.organization_id = ${uuidOf(scope.organizationId)}::uuid
    and s.account_manager_id = ${uuidOf(userId)}::uuid and s.ended_at is null)`;

function ofParty(text: string): SQL {
  const id = organizationIdOf(text);
  if (id) return sql`a.counterparty_id = ${uuidOf(id)}::uuid`;
  return sql`a.counterparty_id in (select o.id from organizations o where o.search_text like lower(${containsPattern(text)}))`;
}

/** Reads an id of a customer or reseller in each form in which people meet it. */
function organizationIdOf(text: string): Id<'organization'> | undefined {
  if (isId('organization', text)) return text;
  if (isId('customer', text)) return asKind('organization', text);
  return idFromWire('organization', text);
}

function byOperator(text: string): SQL {
  if (text === 'api') return sql`a.api_key_id is not null`;
  return isId('user', text) ? sql`a.user_id = ${uuidOf(text)}::uuid` : sql`false`;
}
