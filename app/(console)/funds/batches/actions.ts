'use server';

import { formAction } from '@/app/_entry/form-action';
import { createAdjustmentBatch } from '@/domain/batches/create-batch';
import { runAdjustmentBatch } from '@/domain/batches/run-batch';

export const createAdjustmentBatchAction = formAction(createAdjustmentBatch, { then: '/funds/batches/:id' });
export const runAdjustmentBatchAction = formAction(runAdjustmentBatch, {
  then: '/funds/batches/:id?done=1',
  refresh: '/funds',
});
