import { sql } from 'drizzle-orm';
import { database, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import type { BatchKind } from './model';

/** Why a batch is not run. */
export const runRefusals = ['batch_not_found', 'batch_already_run', 'batch_has_no_valid_rows'] as const;
export type RunRefusal = (typeof runRefusals)[number];

/**
 * Marks a batch as running. One that is running already may be gone on with; one that is done may not.
 *
 * @param kinds of other kinds it is as if there were none
 * @returns what the audit says of it
 */
export async function startBatch(
  tx: Transaction,
  actor: Actor,
  batchId: Id<'adjustmentBatch'>,
  kinds: readonly BatchKind[],
  refuse: (code: RunRefusal) => never,
) {
  const { rows } = await tx.execute<{ state: string; kind: string }>(
    sql`select state, kind from adjustment_batches where id = ${uuidOf(batchId)}::uuid and organization_id = ${uuidOf(actor.organizationId)}::uuid
      and kind = any(${sql.param([...kinds])}::text[]) for no key update`,
  );
  const [batch] = rows;
  if (!batch) return refuse('batch_not_found');
  if (batch.state === 'done') return refuse('batch_already_run');
  const { rows: waiting } = await tx.execute<{ count: string; sum: string }>(
    sql`select count(*) as count, coalesce(sum(amount_minor), 0) as sum from adjustment_batch_items
      where batch_id = ${uuidOf(batchId)}::uuid and outcome = 'waiting'`,
  );
  if (batch.state === 'draft' && waiting[0]?.count === '0') return refuse('batch_has_no_valid_rows');
  await tx.execute(
    sql`update adjustment_batches set state = 'running', started_at = coalesce(started_at, clock_timestamp()) where id = ${uuidOf(batchId)}::uuid`,
  );
  const sum = formatMoney(money(BigInt(waiting[0]?.sum ?? 0), actor.currency));
  return { kind: batch.kind, rows: Number(waiting[0]?.count ?? 0), sum, currency: actor.currency };
}

/** A row that waits to be carried out. */
export interface WaitingItem {
  readonly row: number;
  readonly customerId: Id<'customer'>;
  readonly amount: string;
  readonly memo: string | null;
}

/** What became of a row; of one that the system was too busy for there is none, and it goes on waiting. */
export type ItemOutcome = { readonly row: number } & (
  | { readonly outcome: 'done'; readonly adjustmentId: Id<'adjustment'> }
  | { readonly outcome: 'done'; readonly couponId: Id<'coupon'> }
  | { readonly outcome: 'refused'; readonly refusal: string }
);

/** What is kept of a refusal: where time has passed what was right when it was written, the field says more than that some input is wrong. */
export function reasonOf({ code, fields }: { readonly code: RefusalCode; readonly fields: FieldProblems }): string {
  return (code === 'invalid_input' && Object.values(fields)[0]) || code;
}

/** How a batch's rows are carried out. */
export interface Carrier {
  /** How many are carried out before it is written down what became of them. */
  readonly rowsAtOnce: number;
  /** Carries out rows that wait, each under the request key `keyOf(batchId, row)`. */
  move(items: readonly WaitingItem[]): Promise<ItemOutcome[]>;
}

/** The request key of a row: a run that was broken off and is started again, or runs twice at once, carries none out twice. */
export const keyOf = (batchId: Id<'adjustmentBatch'>, row: number): string => `${batchId}/${row}`;

/** One pass over the rows that wait, in their order. What the system was too busy for stays waiting, and the batch stays running. */
export async function carryOut(
  actor: Actor,
  batchId: Id<'adjustmentBatch'>,
  { rowsAtOnce, move }: Carrier,
): Promise<void> {
  let items = await nextItems(actor, batchId, 0, rowsAtOnce);
  while (items.length > 0 && (await isStillActive(actor))) {
    await markItems(batchId, await move(items));
    items = await nextItems(actor, batchId, items.at(-1)?.row ?? 0, rowsAtOnce);
  }
  await database().execute(
    sql`update adjustment_batches b set state = 'done', finished_at = clock_timestamp() where b.id = ${uuidOf(batchId)}::uuid and b.state = 'running'
      and not exists (select 1 from adjustment_batch_items i where i.batch_id = b.id and i.outcome = 'waiting')`,
  );
}

/** A list takes a while: who is disabled meanwhile carries out no more of it, as no more of anything else. @source quality/acceptance.md T13 */
async function isStillActive({ userId }: Actor): Promise<boolean> {
  if (!userId) return true;
  const { rows } = await database().execute(
    sql`select 1 from users where id = ${uuidOf(userId)}::uuid and state = 'active'`,
  );
  return rows.length > 0;
}

async function nextItems(
  actor: Actor,
  batchId: Id<'adjustmentBatch'>,
  afterRow: number,
  limit: number,
): Promise<WaitingItem[]> {
  const { rows } = await database().execute<{
    row_number: number;
    customer_id: string;
    amount_minor: string;
    memo: string | null;
  }>(
    sql`select row_number, customer_id, amount_minor, memo from adjustment_batch_items
      where batch_id = ${uuidOf(batchId)}::uuid and outcome = 'waiting' and row_number > ${afterRow} order by row_number limit ${limit}`,
  );
  return rows.map((row) => ({
    row: row.row_number,
    customerId: idFromUuid('customer', row.customer_id),
    amount: formatMoney(money(BigInt(row.amount_minor), actor.currency)),
    memo: row.memo,
  }));
}

/** Of two runs at once, one may be refused what the other then does: what was done is what counts. */
async function markItems(batchId: Id<'adjustmentBatch'>, outcomes: readonly ItemOutcome[]): Promise<void> {
  const marks = outcomes.map((item) => ({
    row_number: item.row,
    outcome: item.outcome,
    refusal: 'refusal' in item ? item.refusal : null,
    adjustment_id: 'adjustmentId' in item ? uuidOf(item.adjustmentId) : null,
    coupon_id: 'couponId' in item ? uuidOf(item.couponId) : null,
  }));
  await database().execute(
    sql`update adjustment_batch_items i set outcome = r.outcome, refusal = r.refusal, adjustment_id = r.adjustment_id, coupon_id = r.coupon_id
      from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as r (row_number int, outcome text, refusal text, adjustment_id uuid, coupon_id uuid)
     where i.batch_id = ${uuidOf(batchId)}::uuid and i.row_number = r.row_number and (i.outcome = 'waiting' or (i.outcome = 'refused' and r.outcome = 'done'))`,
  );
}
