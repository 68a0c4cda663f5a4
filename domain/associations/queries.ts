import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { type ChangeFilter, changesWhere } from './change-filter';
import { type CouponsBack, type CouponsBackRow, couponsBackOf, couponsHeld, couponsReturned } from './coupons-back';
import { balanceOf } from './held-balance';
import type { AssociationType, ChangeKind, ChangeState, Side } from './model';

/** A named organization, in both languages. */
interface Named {
  readonly name: string;
  readonly nameEn: string | null;
}

/** One request to change a relation, as either side sees it. */
export interface ChangeLine {
  readonly id: Id<'associationChange'>;
  readonly kind: ChangeKind;
  readonly fromType: AssociationType;
  readonly toType: AssociationType | null;
  readonly state: ChangeState;
  readonly startedBy: Side;
  readonly reason: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** What went back to the partner; null while it is not done. */
  readonly returned: Money | null;
  readonly customer: Named & { readonly id: Id<'customer'> };
  readonly partner: Named;
  /** Whether the customer still is the reader's, so that there is a page to look at. */
  readonly isCustomerOwn: boolean;
}

/** One request with what else its page shows. */
export interface ChangeDetail extends ChangeLine {
  readonly answer: string | null;
  /** Who asked and who answered or withdrew: people of the reader's own organization by name, others not. */
  readonly askedBy: string | null;
  readonly endedBy: string | null;
  /** What would go back if it were agreed to now; null unless it is open and about a resale customer. */
  readonly wouldReturn: Money | null;
  /** Of the customer's coupons from the partner, what would go back while it is open, and what went back when it was done; else null. */
  readonly coupons: CouponsBack | null;
  /** The record of the money that went back, if money did. */
  readonly adjustmentId: Id<'adjustment'> | null;
}

const columns = sql`c.id, c.kind, c.from_type, c.to_type, c.state, c.started_by, c.reason, c.created_at, c.ended_at, c.returned_minor,
  c.currency, c.customer_id, o.name, o.name_en, p.name as partner_name, p.name_en as partner_name_en,
  exists (select from associations s where s.customer_id = c.customer_id and s.organization_id = c.organization_id and s.ended_at is null)
    as is_customer_own, ${instantKey(sql`c.created_at`)} as key`;
const tables = sql`association_changes c join organizations o on o.id = c.customer_id join organizations p on p.id = c.organization_id`;

/** The requests a filter leaves, the newest first. Both sides see them; people in sales those about their own customers. @source spec/01 §1.7 */
export async function listChanges(
  scope: ReadScope,
  filter: ChangeFilter,
  request: PageRequest<'associationChange'>,
): Promise<Page<ChangeLine>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`c.created_at`, sort: 'instant', id: sql`c.id` });
      const { rows } = await database().execute<LineRow>(
        sql`select ${columns} from ${tables} where ${changesWhere(scope, filter)} and ${where} order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('associationChange', row.id) }),
  });
  return { ...page, rows: page.rows.map((row) => lineOf(row, scope)) };
}

/** One request of the reader's; undefined for any other, just as for an id that names nothing. */
export async function findChange(scope: ReadScope, id: Id<'associationChange'>): Promise<ChangeDetail | undefined> {
  type Row = LineRow & {
    answer: string | null;
    asked_by: string | null;
    ended_by: string | null;
    held: string | null;
    coupons: CouponsBackRow | null;
  };
  const nameOf = (column: SQL) =>
    sql`(select u.name from users u where u.id = ${column} and u.organization_id = ${uuidOf(scope.organizationId)}::uuid)`;
  const { rows } = await database().execute<Row>(
    sql`select ${columns}, c.answer, ${nameOf(sql`c.user_id`)} as asked_by, ${nameOf(sql`c.answered_by`)} as ended_by,
        case when c.state = 'submitted' and c.from_type = 'resale' and r.ended_at is null then coalesce(${balanceOf(sql`c.customer_id`, scope.currency)}, 0) end::text as held,
        case when c.state = 'completed' then ${couponsReturned(sql`c.id`)}
          when c.state = 'submitted' and r.ended_at is null then ${couponsHeld(sql`c.organization_id`, sql`c.customer_id`)} end as coupons
      from ${tables} join associations r on r.id = c.association_id where ${changesWhere(scope, {})} and c.id = ${uuidOf(id)}::uuid`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const line = lineOf(row, scope);
  return {
    ...line,
    answer: row.answer,
    askedBy: row.asked_by,
    endedBy: row.ended_by,
    wouldReturn: row.held === null ? null : money(BigInt(row.held), scope.currency),
    coupons: row.coupons && couponsBackOf(row.coupons, scope.currency),
    adjustmentId: line.returned && line.returned.minor > 0n ? asKind('adjustment', id) : null,
  };
}

type LineRow = {
  id: string;
  kind: ChangeKind;
  from_type: AssociationType;
  to_type: AssociationType | null;
  state: ChangeState;
  started_by: Side;
  reason: string;
  created_at: string;
  ended_at: string | null;
  returned_minor: string | null;
  currency: Currency | null;
  customer_id: string;
  name: string;
  name_en: string | null;
  partner_name: string;
  partner_name_en: string | null;
  is_customer_own: boolean;
  key: string;
};

const lineOf = (row: LineRow, scope: ReadScope): ChangeLine => ({
  id: idFromUuid('associationChange', row.id),
  kind: row.kind,
  fromType: row.from_type,
  toType: row.to_type,
  state: row.state,
  startedBy: row.started_by,
  reason: row.reason,
  createdAt: new Date(row.created_at),
  endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  returned: row.returned_minor === null ? null : money(BigInt(row.returned_minor), row.currency ?? scope.currency),
  customer: { id: idFromUuid('customer', row.customer_id), name: row.name, nameEn: row.name_en },
  partner: { name: row.partner_name, nameEn: row.partner_name_en },
  isCustomerOwn: row.is_customer_own && scope.kind !== 'customer',
});
