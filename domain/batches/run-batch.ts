import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Command, command, type Outcome } from '@/domain/command';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { refusals } from '@/domain/refusal';
import { type Id, uuidOf } from '@/lib/id';
import { type Carrier, carryOut, type ItemOutcome, keyOf, type RunRefusal, runRefusals, startBatch } from './carry-out';
import { runBatchInput } from './input';
import { batchKinds, type MoneyBatchKind } from './model';

/** Marks a batch as running and keeps who said so. */
const startAdjustmentBatch = command({
  name: 'batches.run',
  permission: 'funds.allocate',
  returns: 'adjustmentBatch',
  input: runBatchInput,
  refusals: runRefusals,
  // Asked for here alone: the rows are carried out by the actor who has shown it, however long that takes.
  sensitive: 'if_asked',
  async run({ actor, tx, refuse }, { batchId }) {
    return { id: batchId, audit: { detail: await startBatch(tx, actor, batchId, batchKinds.money, refuse) } };
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
    if (started.ok) await carryOut(actor, started.id, await carrierOf(actor, started.id));
    return started;
  },
  { commandName: startAdjustmentBatch.commandName, permission: startAdjustmentBatch.permission },
);

async function carrierOf(actor: Actor, batchId: Id<'adjustmentBatch'>): Promise<Carrier> {
  const { rows } = await database().execute<{ kind: MoneyBatchKind }>(
    sql`select kind from adjustment_batches where id = ${uuidOf(batchId)}::uuid and organization_id = ${uuidOf(actor.organizationId)}::uuid`,
  );
  const adjust = rows[0]?.kind === 'reclaim' ? reclaimFunds : allocateFunds;
  return {
    rowsAtOnce: 100,
    async move(items) {
      const requests = items.map(({ row, ...input }) => ({ requestKey: keyOf(batchId, row), input }));
      const outcomes = await adjust.many(actor, requests);
      return outcomes.flatMap((outcome, index): ItemOutcome[] => {
        const row = items[index]?.row ?? 0;
        if (outcome.ok) return [{ row, outcome: 'done', adjustmentId: outcome.id }];
        return refusals[outcome.code] === 'busy' ? [] : [{ row, outcome: 'refused', refusal: outcome.code }];
      });
    },
  };
}
