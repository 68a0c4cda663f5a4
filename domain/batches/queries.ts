import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';

/** A batch and how far it has come. `total` sums the rows that could be understood, `moved` those that were carried out. */
export interface Batch {
  readonly id: Id<'adjustmentBatch'>;
  readonly kind: 'allocate' | 'reclaim';
  readonly source: 'selection' | 'paste' | 'file';
  readonly state: 'draft' | 'running' | 'done';
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly userName: string | null;
  readonly rows: { readonly all: number; readonly waiting: number; readonly done: number; readonly refused: number };
  readonly moved: Money;
}

/** A row of a batch: as it was written, what it means, and what became of it. */
export interface BatchItem {
  readonly row: number;
  readonly customerText: string;
  readonly amountText: string;
  readonly memo: string | null;
  readonly customer: { readonly id: Id<'customer'>; readonly name: string; readonly nameEn: string | null } | null;
  readonly amount: Money | null;
  readonly outcome: 'waiting' | 'done' | 'refused';
  /** A `RowProblem` or the code of a refusal. */
  readonly refusal: string | null;
  readonly adjustmentId: Id<'adjustment'> | null;
}

const batchSelect = (scope: ReadScope): SQL =>
  sql`select b.id, b.kind, b.source, b.state, b.created_at, b.finished_at, b.item_count, u.name as user_name, c.*, ${instantKey(sql`b.created_at`)} as key
    from adjustment_batches b left join users u on u.id = b.user_id
    cross join lateral (select count(*) filter (where outcome = 'waiting')::int as waiting, count(*) filter (where outcome = 'done')::int as done,
        count(*) filter (where outcome = 'refused')::int as refused, coalesce(sum(amount_minor) filter (where outcome = 'done'), 0) as moved
      from adjustment_batch_items i where i.batch_id = b.id) c
   where b.organization_id = ${uuidOf(scope.organizationId)}::uuid`;

/** The batches of the reader's organization, the newest first. */
export async function listBatches(scope: ReadScope, request: PageRequest<'adjustmentBatch'>): Promise<Page<Batch>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`b.created_at`, sort: 'instant', id: sql`b.id` });
      const { rows } = await database().execute<BatchRow>(
        sql`${batchSelect(scope)} and ${where} order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('adjustmentBatch', row.id) }),
  });
  return { ...page, rows: page.rows.map((row) => batchOf(row, scope)) };
}

/** One batch; undefined for one that is not the reader's, just as for one that does not exist. */
export async function findBatch(scope: ReadScope, id: Id<'adjustmentBatch'>): Promise<Batch | undefined> {
  const { rows } = await database().execute<BatchRow>(sql`${batchSelect(scope)} and b.id = ${uuidOf(id)}::uuid`);
  return rows[0] && batchOf(rows[0], scope);
}

/** The rows of a batch in their order, those after `afterRow`. */
export async function listBatchItems(
  scope: ReadScope,
  id: Id<'adjustmentBatch'>,
  range: { afterRow: number; limit: number },
): Promise<BatchItem[]> {
  const { rows } = await database().execute<ItemRow>(
    sql`select i.row_number, i.customer_text, i.amount_text, i.memo, i.customer_id, i.amount_minor, i.outcome, i.refusal, i.adjustment_id, o.name, o.name_en
      from adjustment_batch_items i left join organizations o on o.id = i.customer_id
     where i.batch_id = ${uuidOf(id)}::uuid and i.organization_id = ${uuidOf(scope.organizationId)}::uuid and i.row_number > ${range.afterRow}
     order by i.row_number limit ${range.limit}`,
  );
  return rows.map((row) => itemOf(row, scope));
}

type BatchRow = {
  id: string;
  kind: Batch['kind'];
  source: Batch['source'];
  state: Batch['state'];
  created_at: string;
  finished_at: string | null;
  item_count: number;
  user_name: string | null;
  waiting: number;
  done: number;
  refused: number;
  moved: string;
  key: string;
};

const batchOf = (row: BatchRow, scope: ReadScope): Batch => ({
  id: idFromUuid('adjustmentBatch', row.id),
  kind: row.kind,
  source: row.source,
  state: row.state,
  createdAt: new Date(row.created_at),
  finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  userName: row.user_name,
  rows: { all: row.item_count, waiting: row.waiting, done: row.done, refused: row.refused },
  moved: money(BigInt(row.moved), scope.currency),
});

type ItemRow = {
  row_number: number;
  customer_text: string;
  amount_text: string;
  memo: string | null;
  customer_id: string | null;
  amount_minor: string | null;
  outcome: BatchItem['outcome'];
  refusal: string | null;
  adjustment_id: string | null;
  name: string | null;
  name_en: string | null;
};

const itemOf = (row: ItemRow, scope: ReadScope): BatchItem => ({
  row: row.row_number,
  customerText: row.customer_text,
  amountText: row.amount_text,
  memo: row.memo,
  customer:
    row.customer_id === null || row.name === null
      ? null
      : { id: idFromUuid('customer', row.customer_id), name: row.name, nameEn: row.name_en },
  amount: row.amount_minor === null ? null : money(BigInt(row.amount_minor), scope.currency),
  outcome: row.outcome,
  refusal: row.refusal,
  adjustmentId: row.adjustment_id === null ? null : idFromUuid('adjustment', row.adjustment_id),
});
