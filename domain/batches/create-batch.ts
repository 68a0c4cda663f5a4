import { command } from '@/domain/command';
import { createBatchInput } from './input';
import { identifyBatch, keepBatch } from './keep-batch';

/**
 * Keeps a list of adjustments as a draft. Nothing moves; rows that cannot be understood are kept with the reason, so that they are seen.
 *
 * @source design/decisions.md 41, spec/13 L20
 */
export const createAdjustmentBatch = command({
  name: 'batches.create',
  permission: 'funds.allocate',
  returns: 'adjustmentBatch',
  input: createBatchInput,
  refusals: [],
  identify: identifyBatch,
  async run({ actor, tx, newId }, input) {
    const { kind } = input;
    const kept = await keepBatch(tx, actor, { id: newId, kind }, input);
    return { id: newId, audit: { detail: { kind, ...kept } } };
  },
});
