'use server';

import { formAction } from '@/app/_entry/form-action';
import { createAdjustmentBatch } from '@/domain/funds/create-batch';
import { runAdjustmentBatch } from '@/domain/funds/run-batch';

export const createAdjustmentBatchAction = formAction(createAdjustmentBatch, { then: '/funds/batches/:id' });
export const runAdjustmentBatchAction = formAction(runAdjustmentBatch, {
  then: '/funds/batches/:id?done=1',
  refresh: '/funds',
});
