import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';

/** Below what the reader's organization is told, and of whose balance. */
export interface ThresholdLine {
  readonly id: Id<'balanceThreshold'>;
  readonly amount: Money;
  /** Null for the own balance. */
  readonly customer: { readonly id: Id<'customer'>; readonly name: string; readonly nameEn: string | null } | null;
  /** Undefined for a customer that has left or become one of referral: it is no longer watched, and what it has is not the reader's to see. */
  readonly available: Money | undefined;
  /** When the balance fell below it, as far as it was told. */
  readonly crossedAt: Date | null;
}

/** The thresholds of the reader's organization, the newest first. */
export async function listThresholds(
  scope: ReadScope,
  request: PageRequest<'balanceThreshold'>,
): Promise<Page<ThresholdLine>> {
  const page = await readPage(request, {
    read: (position) => readThresholds(scope, sql`true`, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('balanceThreshold', row.id) }),
  });
  return { ...page, rows: page.rows.map(lineOf) };
}

/** The one for the own balance, where there is one. */
export async function findOwnThreshold(scope: ReadScope): Promise<ThresholdLine | undefined> {
  const [row] = await readThresholds(scope, sql`t.customer_id is null`, one);
  return row && lineOf(row);
}

const one: Position<'balanceThreshold'> = { from: undefined, isBackward: false, limit: 1 };

type Row = {
  id: string;
  key: string;
  threshold_minor: string;
  currency: Currency;
  customer_id: string | null;
  name: string | null;
  name_en: string | null;
  is_watched: boolean;
  available: string;
  crossed_at: string | null;
};

async function readThresholds(scope: ReadScope, which: SQL, position: Position<'balanceThreshold'>): Promise<Row[]> {
  const { where, orderBy } = keyset(position, { key: sql`t.created_at`, sort: 'instant', id: sql`t.id` });
  const { rows } = await database().execute<Row>(
    sql`select t.id, ${instantKey(sql`t.created_at`)} as key, t.threshold_minor, t.currency, t.customer_id, o.name, o.name_en, t.crossed_at,
        coalesce(b.credits_minor - b.debits_minor - b.floor_minor, 0) as available,
        t.customer_id is null or exists (select from associations s
          where s.customer_id = t.customer_id and s.organization_id = t.organization_id and s.type = 'resale' and s.ended_at is null) as is_watched
      from balance_thresholds t left join organizations o on o.id = t.customer_id
      left join ledger_accounts a on a.owner_id = coalesce(t.customer_id, t.organization_id) and a.purpose = 'funds' and a.unit_code = t.currency
      left join ledger_balances b on b.account_id = a.id
     where t.organization_id = ${uuidOf(scope.organizationId)}::uuid and ${which} and ${where} order by ${orderBy} limit ${position.limit}`,
  );
  return rows;
}

function lineOf(row: Row): ThresholdLine {
  const customer =
    row.customer_id === null
      ? null
      : { id: idFromUuid('customer', row.customer_id), name: row.name ?? '', nameEn: row.name_en };
  return {
    id: idFromUuid('balanceThreshold', row.id),
    amount: money(BigInt(row.threshold_minor), row.currency),
    customer,
    available: row.is_watched ? money(BigInt(row.available), row.currency) : undefined,
    crossedAt: row.crossed_at === null ? null : new Date(row.crossed_at),
  };
}
