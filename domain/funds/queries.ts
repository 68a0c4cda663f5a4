import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AdjustmentKind } from '@/db/schema/funds';
import type { ReadScope } from '@/domain/read-scope';
import { type Cursor, instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { type AdjustmentFilter, adjustmentsWhere } from './adjustment-filter';
import { transactionNumber } from './transaction-number';

/** One allocation or reclaim as its payer keeps it. */
export interface AdjustmentLine {
  readonly id: Id<'adjustment'>;
  readonly number: string;
  readonly kind: AdjustmentKind;
  readonly amount: Money;
  readonly at: Date;
  readonly memo: string | null;
  readonly party: {
    readonly kind: 'customer' | 'reseller';
    /** `cus_…` of a customer, `org_…` of a reseller. */
    readonly id: Id<'customer'> | Id<'organization'>;
    readonly name: string;
    readonly nameEn: string | null;
  };
  /** Whether the other side still is the reader's, so that there is a page to look at. */
  readonly isPartyOwn: boolean;
  /** The member of the reader's organization who did it; else an API key, the other side that agreed to part, or somebody above. */
  readonly userName: string | null;
  readonly isByApiKey: boolean;
  readonly isByParty: boolean;
}

/** How many records a filter leaves and what they add up to. Counted up to 10,000; `isMore` says that there are others. */
export interface AdjustmentTotals {
  readonly count: number;
  readonly isMore: boolean;
  readonly allocated: Money;
  readonly reclaimed: Money;
}

const countedMax = 10_000;

const lineColumns = sql`a.id, a.kind, a.amount_minor, a.currency, a.created_at, a.memo, a.counterparty_kind, a.counterparty_id,
  a.api_key_id, a.acting_organization_id = a.counterparty_id as is_by_party, o.name, o.name_en, u.name as user_name,
  (a.counterparty_kind = 'reseller' or exists (select from associations s where s.customer_id = a.counterparty_id
    and s.organization_id = a.organization_id and s.ended_at is null)) as is_party_own, ${instantKey(sql`a.created_at`)} as key`;
const lineTables = sql`fund_adjustments a join organizations o on o.id = a.counterparty_id
  left join users u on u.id = a.user_id and u.organization_id = a.organization_id`;

/** The adjustments a filter leaves, the newest first. @source spec/03 §3.2 */
export async function listAdjustments(
  scope: ReadScope,
  filter: AdjustmentFilter,
  request: PageRequest<'adjustment'>,
): Promise<Page<AdjustmentLine>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`a.created_at`, sort: 'instant', id: sql`a.id` });
      const { rows } = await database().execute<LineRow>(
        sql`select ${lineColumns} from ${lineTables} where ${adjustmentsWhere(scope, filter)} and ${where}
          order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('adjustment', row.id) }),
  });
  return { ...page, rows: page.rows.map(lineOf) };
}

/** What the whole filtered set comes to; looks at the newest 10,000 records at most, so that it never blocks a page. */
export async function sumAdjustments(scope: ReadScope, filter: AdjustmentFilter): Promise<AdjustmentTotals> {
  const { rows } = await database().execute<{ count: string; allocated: string; reclaimed: string }>(
    sql`select count(*) as count, coalesce(sum(amount_minor) filter (where kind = 'allocate'), 0) as allocated,
        coalesce(sum(amount_minor) filter (where kind <> 'allocate'), 0) as reclaimed
      from (select a.kind, a.amount_minor from fund_adjustments a where ${adjustmentsWhere(scope, filter)}
             order by a.created_at desc, a.id desc limit ${countedMax + 1}) found`,
  );
  const count = Number(rows[0]?.count ?? 0);
  return {
    count: Math.min(count, countedMax),
    isMore: count > countedMax,
    allocated: money(BigInt(rows[0]?.allocated ?? 0), scope.currency),
    reclaimed: money(BigInt(rows[0]?.reclaimed ?? 0), scope.currency),
  };
}

/** All that a filter leaves at one moment: how many, what they add up to, and the rows, fetched as they are taken. */
export interface AdjustmentExport extends Omit<AdjustmentTotals, 'isMore'> {
  readonly rows: AsyncGenerator<AdjustmentLine, void, void>;
}

/** Takes out the whole filtered set. Records made after it began are not in it, so that its head agrees with its rows. */
export async function exportAdjustments(scope: ReadScope, filter: AdjustmentFilter): Promise<AdjustmentExport> {
  const where = adjustmentsWhere(scope, filter);
  const { rows } = await database().execute<{
    count: string;
    allocated: string;
    reclaimed: string;
    until: string | null;
  }>(
    sql`select count(*) as count, coalesce(sum(amount_minor) filter (where kind = 'allocate'), 0) as allocated,
        coalesce(sum(amount_minor) filter (where kind <> 'allocate'), 0) as reclaimed, ${instantKey(sql`max(a.created_at)`)} as until
      from fund_adjustments a where ${where}`,
  );
  const [found] = rows;
  return {
    count: Number(found?.count ?? 0),
    allocated: money(BigInt(found?.allocated ?? 0), scope.currency),
    reclaimed: money(BigInt(found?.reclaimed ?? 0), scope.currency),
    rows: rowsUntil(where, found?.until ?? null),
  };
}

async function* rowsUntil(where: SQL, until: string | null): AsyncGenerator<AdjustmentLine, void, void> {
  const limit = 1_000;
  let from: Cursor<'adjustment'> | undefined;
  while (until !== null) {
    const place = keyset(
      { from, isBackward: false, limit },
      { key: sql`a.created_at`, sort: 'instant', id: sql`a.id` },
    );
    const { rows } = await database().execute<LineRow>(
      sql`select ${lineColumns} from ${lineTables} where ${where} and a.created_at <= ${until}::timestamptz and ${place.where}
        order by ${place.orderBy} limit ${limit}`,
    );
    for (const row of rows) yield lineOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < limit) return;
    from = { key: last.key, id: idFromUuid('adjustment', last.id) };
  }
}

/** The adjustment a request key of this organization has made, if it has: lets a review that is opened again say so. */
export async function findDoneRequest(
  scope: ReadScope,
  command: string,
  requestKey: string,
): Promise<Id<'adjustment'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = ${command} and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('adjustment', rows[0].result_id);
}

/** The members of the reader's organization, to filter records by who made them. */
export async function listOperators(scope: ReadScope): Promise<{ id: Id<'user'>; name: string }[]> {
  const { rows } = await database().execute<{ id: string; name: string }>(
    sql`select id, name from users where organization_id = ${uuidOf(scope.organizationId)}::uuid order by created_at, id limit 200`,
  );
  return rows.map((row) => ({ id: idFromUuid('user', row.id), name: row.name }));
}

type LineRow = {
  id: string;
  kind: AdjustmentKind;
  amount_minor: string;
  currency: Currency;
  created_at: string;
  memo: string | null;
  counterparty_kind: 'customer' | 'reseller';
  counterparty_id: string;
  api_key_id: string | null;
  name: string;
  name_en: string | null;
  user_name: string | null;
  is_by_party: boolean;
  is_party_own: boolean;
  key: string;
};

function lineOf(row: LineRow): AdjustmentLine {
  const id = idFromUuid('adjustment', row.id);
  const partyId = idFromUuid('organization', row.counterparty_id);
  const isCustomer = row.counterparty_kind === 'customer';
  return {
    id,
    number: transactionNumber(row.kind, id),
    kind: row.kind,
    amount: money(BigInt(row.amount_minor), row.currency),
    at: new Date(row.created_at),
    memo: row.memo,
    party: {
      kind: row.counterparty_kind,
      id: isCustomer ? asKind('customer', partyId) : partyId,
      name: row.name,
      nameEn: row.name_en,
    },
    isPartyOwn: row.is_party_own,
    userName: row.user_name,
    isByApiKey: row.api_key_id !== null,
    isByParty: row.is_by_party,
  };
}
