import { type SQL, sql } from 'drizzle-orm';
import { withinDays } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromWire, isId, uuidOf } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';
import { changeKinds, changeStates } from './model';

/** What a reader asks for, as text out of an address. A text that cannot mean anything finds nothing; a missing one restricts nothing. */
export interface ChangeFilter {
  /** A customer: its id in any form, or part of its name. */
  readonly customer?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly startedBy?: string;
  /** Days in the reader's time zone, `YYYY-MM-DD`; `to` is the last that is included. */
  readonly from?: string;
  readonly to?: string;
}

/**
 * The condition over `association_changes c` with its customer's `organizations o` that a reader's scope and filter come to. A customer sees those about itself, a partner its
 * own, people in sales those about the customers assigned to them now.
 *
 * @source spec/01 §1.7, spec/11 §11.1
 */
export function changesWhere(scope: ReadScope, filter: ChangeFilter): SQL {
  const own = uuidOf(scope.organizationId);
  const conditions = [
    scope.kind === 'customer' ? sql`c.customer_id = ${own}::uuid` : sql`c.organization_id = ${own}::uuid`,
  ];
  if (scope.accountManagerId && scope.kind !== 'customer') conditions.push(assignedTo(scope, scope.accountManagerId));
  const customer = searchText(filter.customer);
  if (customer) conditions.push(ofCustomer(customer));
  const oneOf = (column: SQL, value: string | undefined, values: readonly string[]) => {
    if (value) conditions.push(values.includes(value) ? sql`${column} = ${value}` : sql`false`);
  };
  oneOf(sql`c.kind`, filter.kind, changeKinds);
  oneOf(sql`c.state`, filter.state, changeStates);
  oneOf(sql`c.started_by`, filter.startedBy, ['partner', 'customer']);
  conditions.push(...withinDays(scope, sql`c.created_at`, filter));
  return sql.join(conditions, sql` and `);
}

const assignedTo = (scope: ReadScope, userId: Id<'user'>): SQL =>
  sql`c.customer_id in (select s.customer_id from associations s where s.organization_id = ${uuidOf(scope.organizationId)}::uuid
    and s.account_manager_id = ${uuidOf(userId)}::uuid and s.ended_at is null)`;

function ofCustomer(text: string): SQL {
  const id = isId('customer', text) ? text : idFromWire('customer', text);
  if (id) return sql`c.customer_id = ${uuidOf(id)}::uuid`;
  return sql`o.search_text like lower(${containsPattern(text)})`;
}
