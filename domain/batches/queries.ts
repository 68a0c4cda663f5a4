import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { CouponTerms, CouponType } from '@/db/schema/coupons';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import { type BatchKind, batchKinds, type CouponBatchKind, type MoneyBatchKind } from './model';

/** A batch and how far it has come. `moved` sums the rows that were carried out. */
export interface Batch<K extends BatchKind = BatchKind> {
  readonly id: Id<'adjustmentBatch'>;
  readonly kind: K;
  readonly source: 'selection' | 'paste' | 'file';
  readonly state: 'draft' | 'running' | 'done';
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly userName: string | null;
  readonly rows: { readonly all: number; readonly waiting: number; readonly done: number; readonly refused: number };
  readonly moved: Money;
  /** From which quota it is, where it is of coupons. */
  readonly quotaNumber: string | null;
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
  readonly couponId: Id<'coupon'> | null;
}

/** A list of coupons: from which quota they are, and on what terms. */
export interface CouponBatch extends Batch<CouponBatchKind> {
  readonly quota: { readonly id: Id<'couponQuota'>; readonly number: string; readonly type: CouponType };
  readonly terms: CouponTerms;
}

const batchSelect = (scope: ReadScope, kinds: readonly BatchKind[]): SQL =>
  sql`select b.id, b.kind, b.source, b.state, b.created_at, b.finished_at, b.item_count, u.name as user_name, q.number as quota_number, c.*, ${instantKey(sql`b.created_at`)} as key
    from adjustment_batches b left join users u on u.id = b.user_id left join coupon_quotas q on q.id = b.quota_id
    cross join lateral (select count(*) filter (where outcome = 'waiting')::int as waiting, count(*) filter (where outcome = 'done')::int as done,
        count(*) filter (where outcome = 'refused')::int as refused, coalesce(sum(amount_minor) filter (where outcome = 'done'), 0) as moved
      from adjustment_batch_items i where i.batch_id = b.id) c
   where b.organization_id = ${uuidOf(scope.organizationId)}::uuid and b.kind = any(${sql.param([...kinds])}::text[])`;

/** The batches of money of the reader's organization, the newest first. */
export const listBatches = (
  scope: ReadScope,
  request: PageRequest<'adjustmentBatch'>,
): Promise<Page<Batch<MoneyBatchKind>>> => listOfKinds(scope, batchKinds.money, request);

/** The lists of coupons of the reader's organization, the newest first. */
export const listCouponBatches = (
  scope: ReadScope,
  request: PageRequest<'adjustmentBatch'>,
): Promise<Page<Batch<CouponBatchKind>>> => listOfKinds(scope, batchKinds.coupons, request);

/** One batch of money; undefined for one that is not the reader's, just as for one that does not exist. */
export const findBatch = (scope: ReadScope, id: Id<'adjustmentBatch'>): Promise<Batch<MoneyBatchKind> | undefined> =>
  findOfKinds(scope, batchKinds.money, id);

/** One list of coupons; undefined for one that is not the reader's, just as for one that does not exist. */
export async function findCouponBatch(scope: ReadScope, id: Id<'adjustmentBatch'>): Promise<CouponBatch | undefined> {
  const batch = await findOfKinds(scope, batchKinds.coupons, id);
  if (!batch) return undefined;
  const { adjustmentBatches, couponQuotas } = schema;
  const [more] = await database()
    .select({
      quota: { id: couponQuotas.id, number: couponQuotas.number, type: couponQuotas.type },
      terms: adjustmentBatches.terms,
    })
    .from(adjustmentBatches)
    .innerJoin(couponQuotas, eq(couponQuotas.id, adjustmentBatches.quotaId))
    .where(and(eq(adjustmentBatches.id, id), eq(adjustmentBatches.organizationId, scope.organizationId)));
  invariant(more?.terms, 'a list of coupons names its quota and their terms');
  return { ...batch, quota: more.quota, terms: more.terms };
}

/** The rows of a batch in their order, those after `afterRow`. */
export async function listBatchItems(
  scope: ReadScope,
  id: Id<'adjustmentBatch'>,
  range: { afterRow: number; limit: number },
): Promise<BatchItem[]> {
  const { rows } = await database().execute<ItemRow>(
    sql`select i.row_number, i.customer_text, i.amount_text, i.memo, i.customer_id, i.amount_minor, i.outcome, i.refusal, i.adjustment_id, i.coupon_id, o.name,
           o.name_en
      from adjustment_batch_items i left join organizations o on o.id = i.customer_id
     where i.batch_id = ${uuidOf(id)}::uuid and i.organization_id = ${uuidOf(scope.organizationId)}::uuid and i.row_number > ${range.afterRow}
     order by i.row_number limit ${range.limit}`,
  );
  return rows.map((row) => itemOf(row, scope));
}

async function listOfKinds<K extends BatchKind>(
  scope: ReadScope,
  kinds: readonly K[],
  request: PageRequest<'adjustmentBatch'>,
): Promise<Page<Batch<K>>> {
  const page = await readPage(request, {
    read: async (position) => {
      const { where, orderBy } = keyset(position, { key: sql`b.created_at`, sort: 'instant', id: sql`b.id` });
      const { rows } = await database().execute<BatchRow<K>>(
        sql`${batchSelect(scope, kinds)} and ${where} order by ${orderBy} limit ${position.limit}`,
      );
      return rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('adjustmentBatch', row.id) }),
  });
  return { ...page, rows: page.rows.map((row) => batchOf(row, scope)) };
}

async function findOfKinds<K extends BatchKind>(
  scope: ReadScope,
  kinds: readonly K[],
  id: Id<'adjustmentBatch'>,
): Promise<Batch<K> | undefined> {
  const { rows } = await database().execute<BatchRow<K>>(
    sql`${batchSelect(scope, kinds)} and b.id = ${uuidOf(id)}::uuid`,
  );
  return rows[0] && batchOf(rows[0], scope);
}

type BatchRow<K extends BatchKind> = {
  id: string;
  kind: K;
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
  quota_number: string | null;
  key: string;
};

const batchOf = <K extends BatchKind>(row: BatchRow<K>, scope: ReadScope): Batch<K> => ({
  id: idFromUuid('adjustmentBatch', row.id),
  kind: row.kind,
  source: row.source,
  state: row.state,
  createdAt: new Date(row.created_at),
  finishedAt: row.finished_at === null ? null : new Date(row.finished_at),
  userName: row.user_name,
  rows: { all: row.item_count, waiting: row.waiting, done: row.done, refused: row.refused },
  moved: money(BigInt(row.moved), scope.currency),
  quotaNumber: row.quota_number,
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
  coupon_id: string | null;
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
  couponId: row.coupon_id === null ? null : idFromUuid('coupon', row.coupon_id),
});
