import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { openAssociation } from './in-reach';

/** Who did something: a person or a program, by name only where they are of the reader's own organization. */
export interface TimelineDoer {
  readonly kind: OrganizationKind;
  readonly isOwn: boolean;
  readonly via: 'session' | 'api_key' | 'job' | 'system' | null;
  readonly userName: string | null;
  readonly keyName: string | null;
}

/** One thing that happened to a customer. `what` is an action of the audit, a kind of adjustment or of coupon record, a step of a change, or `joined`. */
export interface TimelineItem {
  readonly id: Id<'event'>;
  readonly at: Date;
  readonly source: 'audit' | 'adjustment' | 'coupon' | 'change' | 'association';
  readonly what: string;
  /** Unknown for what nobody is written down for: joining, and answers of the other side. */
  readonly by: TimelineDoer | null;
  readonly amount: Money | null;
  /** The adjustment's own page. */
  readonly adjustmentId: Id<'adjustment'> | null;
  /** The coupon's own page. */
  readonly couponId: Id<'coupon'> | null;
}

/**
 * Everything that happened to a customer in reach since its partner began to look after it, the latest first: what was done to it, money given and
 * taken back, coupons issued, used and gone, changes of the association that were asked for and answered, and its joining. What was denied is nobody's history.
 *
 * Of a customer that has left, or is somebody else's, there is nothing: what one partner did is not the next one's to read.
 *
 * @source spec/02 §2.2, design/ux-checklist.md 30
 */
export async function listTimeline(
  scope: ReadScope,
  customerId: Id<'customer'>,
  request: PageRequest<'event'>,
): Promise<Page<TimelineItem>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { orderBy } = keyset(position, { key: sql`t.at`, sort: 'instant', id: sql`t.id` });
      const { rows } = await database().execute<Row>(
        sql`with own as materialized (${openAssociation(scope, customerId)}),
            page as (select * from (${happened(scope, customerId, position)}) t order by ${orderBy} limit ${position.limit})
          select t.*, ${instantKey(sql`t.at`)} as key, o.kind as by_kind, ${visible(scope, sql`u.name`)} as user_name, ${visible(scope, sql`k.name`)} as key_name
            from page t left join users u on u.id = t.user_id left join api_keys k on k.id = t.api_key_id
            left join organizations o on o.id = t.by_id order by ${orderBy}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('event', row.id) }),
  });
  return { ...page, rows: page.rows.map((row) => itemOf(row, scope)) };
}

/**
 * Each part in the same columns, and no more of it than a page, in the order of the page: its index then ends the search early. (All of
 * 200,000 things, sorted to show fifty, took twenty times as long.) What is compared with `own` is a question of one row, so that the
 * planner sees that order; without a row nothing is equal to it. A change is two things: that it was asked for, and how it ended. `by_id`
 * is the organization of whoever did it, which need not be the one under whose audit page it stands.
 */
function happened(scope: ReadScope, customerId: Id<'customer'>, position: Position<'event'>): SQL {
  const customer = sql`${uuidOf(customerId)}::uuid`;
  const part = (select: SQL, conditions: SQL, key: SQL, id: SQL) => {
    const { where, orderBy } = keyset(position, { key, sort: 'instant', id });
    return sql`(${select} where ${conditions} and ${where} order by ${orderBy} limit ${position.limit})`;
  };
  // Both things of a change have its id, so a page could not end between them if they were of one moment.
  const afterwards = sql`greatest(c.ended_at, c.created_at + interval '1 microsecond')`;
  const parts = [
    part(
      sql`select a.id, a.at, 'audit' as source, a.action as what, coalesce(u.organization_id, k.organization_id, a.organization_id) as by_id, a.via, a.user_id,
          a.api_key_id, null::bigint as amount, null::text as currency, null::uuid as coupon_id
        from audit_entries a left join users u on u.id = a.user_id left join api_keys k on k.id = a.api_key_id`,
      sql`a.subject_id = ${customerId} and a.outcome = 'done' and a.at >= (select since from own) and ${isShown(scope)}`,
      sql`a.at`,
      sql`a.id`,
    ),
    part(
      sql`select f.id, f.created_at, 'adjustment', f.kind, f.acting_organization_id, case when f.api_key_id is not null then 'api_key' when f.user_id is not null then 'session' end,
          f.user_id, f.api_key_id, f.amount_minor, f.currency, null from fund_adjustments f`,
      sql`f.organization_id = (select organization_id from own) and f.counterparty_id = ${customer} and f.created_at >= (select since from own)`,
      sql`f.created_at`,
      sql`f.id`,
    ),
    part(
      sql`select r.id, r.created_at, 'coupon', r.kind, r.acting_organization_id, case when r.api_key_id is not null then 'api_key' when r.user_id is not null then 'session' else 'job' end,
          r.user_id, r.api_key_id, r.amount_minor, r.currency, r.coupon_id from coupon_records r`,
      sql`r.customer_id = ${customer} and r.organization_id = (select organization_id from own) and r.refusal is null and r.created_at >= (select since from own)`,
      sql`r.created_at`,
      sql`r.id`,
    ),
    part(
      sql`select c.id, c.created_at, 'change', c.kind || '_submitted', coalesce(u.organization_id, case c.started_by when 'partner' then c.organization_id else c.customer_id end),
          'session', c.user_id, null, null, null, null from association_changes c left join users u on u.id = c.user_id`,
      sql`c.customer_id = ${customer} and ${ofOwn}`,
      sql`c.created_at`,
      sql`c.id`,
    ),
    part(
      sql`select c.id, ${afterwards}, 'change', c.kind || '_' || c.state, u.organization_id, case when u.id is not null then 'session' end, c.answered_by, null, c.returned_minor, c.currency, null
        from association_changes c left join users u on u.id = c.answered_by`,
      sql`c.customer_id = ${customer} and ${ofOwn} and c.ended_at is not null`,
      afterwards,
      sql`c.id`,
    ),
    part(
      sql`select own.id, own.since, 'association', 'joined', null, null, null, null, null, null, null from own`,
      sql`true`,
      sql`own.since`,
      sql`own.id`,
    ),
  ];
  return sql.join(parts, sql` union all `);
}

/** What the platform notes about a customer for itself is no partner's to read. */
const isShown = (scope: ReadScope): SQL =>
  scope.everyOrganization ? sql`true` : sql`a.action <> 'customers.set_obstacles'`;

/** The changes of this partner's relation with the customer, through every switch of its type. */
const ofOwn = sql`c.organization_id = (select organization_id from own) and c.created_at >= (select since from own)`;

/** Who of another organization acted is not the reader's to know; the operator knows everybody. */
const visible = (scope: ReadScope, name: SQL): SQL =>
  scope.everyOrganization ? name : sql`case when t.by_id = ${uuidOf(scope.organizationId)}::uuid then ${name} end`;

type Row = {
  id: string;
  at: string;
  key: string;
  source: TimelineItem['source'];
  what: string;
  by_id: string | null;
  by_kind: OrganizationKind | null;
  via: TimelineDoer['via'];
  user_name: string | null;
  key_name: string | null;
  amount: string | null;
  currency: Currency | null;
  coupon_id: string | null;
};

function itemOf(row: Row, scope: ReadScope): TimelineItem {
  const id = idFromUuid('event', row.id);
  const isOwn = row.by_id === uuidOf(scope.organizationId);
  return {
    id,
    at: new Date(row.at),
    source: row.source,
    what: row.what,
    by:
      row.by_kind === null
        ? null
        : { kind: row.by_kind, isOwn, via: row.via, userName: row.user_name, keyName: row.key_name },
    amount: row.amount === null || row.currency === null ? null : money(BigInt(row.amount), row.currency),
    adjustmentId: row.source === 'adjustment' ? asKind('adjustment', id) : null,
    couponId: row.coupon_id === null ? null : idFromUuid('coupon', row.coupon_id),
  };
}
