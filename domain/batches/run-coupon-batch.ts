import { and, eq, inArray } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Command, command, type Outcome } from '@/domain/command';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { refusals } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import {
  type Carrier,
  carryOut,
  type ItemOutcome,
  keyOf,
  type RunRefusal,
  reasonOf,
  runRefusals,
  startBatch,
} from './carry-out';
import { runBatchInput } from './input';
import { batchKinds } from './model';

const { adjustmentBatches, couponRecords } = schema;

/** Marks a list of coupons as running and keeps who said so. */
const startCouponBatch = command({
  name: 'coupon_batches.run',
  permission: 'coupons.issue',
  returns: 'adjustmentBatch',
  input: runBatchInput,
  refusals: runRefusals,
  // Asked for here alone: the rows are carried out by the actor who has shown it, however long that takes.
  sensitive: 'if_asked',
  async run({ actor, tx, refuse }, { batchId }) {
    return { id: batchId, audit: { detail: await startBatch(tx, actor, batchId, batchKinds.coupons, refuse) } };
  },
});

/**
 * Issues the coupons of a list that wait, in their order: each row is an issue of its own to one customer, with the request key `<batch>/<row>`.
 * A run that was broken off and is started again, or runs twice at once, goes on and never issues a row twice.
 *
 * @source spec/05 §5.2, spec/13 L20, quality/acceptance.md M14
 */
export const runCouponBatch: Command<RunRefusal, 'adjustmentBatch'> = Object.assign(
  async (actor: Actor, requestKey: string, input: unknown): Promise<Outcome<RunRefusal, 'adjustmentBatch'>> => {
    const started = await startCouponBatch(actor, requestKey, input);
    if (started.ok) await carryOut(actor, started.id, await carrierOf(actor, started.id));
    return started;
  },
  { commandName: startCouponBatch.commandName, permission: startCouponBatch.permission },
);

async function carrierOf(actor: Actor, batchId: Id<'adjustmentBatch'>): Promise<Carrier> {
  const [batch] = await database()
    .select({ quotaId: adjustmentBatches.quotaId, terms: adjustmentBatches.terms })
    .from(adjustmentBatches)
    .where(and(eq(adjustmentBatches.id, batchId), eq(adjustmentBatches.organizationId, actor.organizationId)));
  invariant(batch?.quotaId && batch.terms, 'a list of coupons names its quota and their terms');
  const common = { quotaId: batch.quotaId, ...batch.terms };
  return {
    rowsAtOnce: 20,
    async move(items) {
      const outcomes: { row: number; outcome: Awaited<ReturnType<typeof issueCoupons>> }[] = [];
      // One after the other: they take from one balance, and an earlier row comes first.
      for (const { row, customerId, amount, memo } of items) {
        const input = { ...common, customerIds: [customerId], faceValue: amount, remark: memo };
        outcomes.push({ row, outcome: await issueCoupons(actor, keyOf(batchId, row), input) });
      }
      const coupons = await couponsOf(outcomes.flatMap(({ outcome }) => (outcome.ok ? [outcome.id] : [])));
      return outcomes.flatMap(({ row, outcome }): ItemOutcome[] => {
        if (!outcome.ok)
          return refusals[outcome.code] === 'busy' ? [] : [{ row, outcome: 'refused', refusal: reasonOf(outcome) }];
        const couponId = coupons.get(outcome.id);
        invariant(couponId, 'an issue to one customer makes one coupon');
        return [{ row, outcome: 'done', couponId }];
      });
    },
  };
}

/** The coupon that each operation issued. */
async function couponsOf(operations: readonly Id<'couponOperation'>[]) {
  if (operations.length === 0) return new Map<Id<'couponOperation'>, never>();
  const rows = await database()
    .select({ operationId: couponRecords.operationId, couponId: couponRecords.couponId })
    .from(couponRecords)
    .where(and(inArray(couponRecords.operationId, [...operations]), eq(couponRecords.kind, 'issue')));
  return new Map(rows.flatMap(({ operationId, couponId }) => (couponId ? [[operationId, couponId] as const] : [])));
}
