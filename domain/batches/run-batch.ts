import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Command, command, type Outcome } from '@/domain/command';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { refusals } from '@/domain/refusal';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { runBatchInput } from './input';

type RunRefusal = 'batch_not_found' | 'batch_already_run' | 'batch_has_no_valid_rows';

/** Marks a batch as running and keeps who said so. One that is running already may be gone on with; one that is done may not. */
const startAdjustmentBatch = command({
  name: 'batches.run',
  permission: 'funds.allocate',
  returns: 'adjustmentBatch',
  input: runBatchInput,
  refusals: ['batch_not_found', 'batch_already_run', 'batch_has_no_valid_rows'],
  // Asked for here alone: the rows are carried out by the actor who has shown it, however long that takes.
  sensitive: 'if_asked',
  async run({ actor, tx, refuse }, { batchId }) {
    const { rows } = await tx.execute<{ state: string; kind: string }>(
      sql`select state, kind from adjustment_batches where id = ${uuidOf(batchId)}::uuid and organization_id = ${uuidOf(actor.organizationId)}::uuid
        for no key update`,
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
    const detail = { kind: batch.kind, rows: Number(waiting[0]?.count ?? 0), sum, currency: actor.currency };
    return { id: batchId, audit: { detail } };
  },
});

/**
 * Carries out the rows of a batch that wait, in their order. Each has the request key `<batch>/<row>`: a run that was broken off and is started
 * again, or runs twice at once, goes on and never pays a row twice.
 *
 * @source design/decisions.md 41, quality/acceptance.md M14
 */
export const runAdjustmentBatch: Command<RunRefusal, 'adjustmentBatch'> = Object.assign(
  async (actor: Actor, requestKey: string, input: unknown): Promise<Outcome<RunRefusal, 'adjustmentBatch'>> => {
    const started = await startAdjustmentBatch(actor, requestKey, input);
    if (started.ok) await carryOut(actor, started.id);
    return started;
  },
  { commandName: startAdjustmentBatch.commandName, permission: startAdjustmentBatch.permission },
);

interface WaitingItem {
  readonly row: number;
  readonly customerId: Id<'customer'>;
  readonly amount: string;
  readonly memo: string | null;
}

/** One pass over the rows. What the system was too busy for stays waiting, and the batch stays running. */
async function carryOut(actor: Actor, batchId: Id<'adjustmentBatch'>): Promise<void> {
  const { rows } = await database().execute<{ kind: 'allocate' | 'reclaim' }>(
    sql`select kind from adjustment_batches where id = ${uuidOf(batchId)}::uuid and organization_id = ${uuidOf(actor.organizationId)}::uuid`,
  );
  const move = rows[0]?.kind === 'reclaim' ? reclaimFunds : allocateFunds;
  let items = await nextItems(actor, batchId, 0);
  while (items.length > 0 && (await isStillActive(actor))) {
    const requests = items.map(({ row, ...input }) => ({ requestKey: `${batchId}/${row}`, input }));
    const outcomes = await move.many(actor, requests);
    await markItems(
      batchId,
      outcomes.flatMap((outcome, index): ItemOutcome[] => {
        const row = items[index]?.row ?? 0;
        if (outcome.ok) return [{ row, outcome: 'done', adjustmentId: outcome.id }];
        return refusals[outcome.code] === 'busy' ? [] : [{ row, outcome: 'refused', refusal: outcome.code }];
      }),
    );
    items = await nextItems(actor, batchId, items.at(-1)?.row ?? 0);
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

async function nextItems(actor: Actor, batchId: Id<'adjustmentBatch'>, afterRow: number): Promise<WaitingItem[]> {
  const { rows } = await database().execute<{
    row_number: number;
    customer_id: string;
    amount_minor: string;
    memo: string | null;
  }>(
    sql`select row_number, customer_id, amount_minor, memo from adjustment_batch_items
      where batch_id = ${uuidOf(batchId)}::uuid and outcome = 'waiting' and row_number > ${afterRow} order by row_number limit 100`,
  );
  return rows.map((row) => ({
    row: row.row_number,
    customerId: idFromUuid('customer', row.customer_id),
    amount: formatMoney(money(BigInt(row.amount_minor), actor.currency)),
    memo: row.memo,
  }));
}

interface ItemOutcome {
  readonly row: number;
  readonly outcome: string;
  readonly refusal?: string;
  readonly adjustmentId?: Id<'adjustment'>;
}

/** Of two runs at once, one may be refused what the other then does: what was done is what counts. */
async function markItems(batchId: Id<'adjustmentBatch'>, outcomes: readonly ItemOutcome[]): Promise<void> {
  const marks = outcomes.map(({ row, outcome, refusal, adjustmentId }) => ({
    row_number: row,
    outcome,
    refusal: refusal ?? null,
    adjustment_id: adjustmentId ? uuidOf(adjustmentId) : null,
  }));
  await database().execute(
    sql`update adjustment_batch_items i set outcome = r.outcome, refusal = r.refusal, adjustment_id = r.adjustment_id
      from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as r (row_number int, outcome text, refusal text, adjustment_id uuid)
     where i.batch_id = ${uuidOf(batchId)}::uuid and i.row_number = r.row_number and (i.outcome = 'waiting' or (i.outcome = 'refused' and r.outcome = 'done'))`,
  );
}
