import { z } from 'zod';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';

const several = z
  .union([plainText(128, 0), z.array(plainText(128, 0)).max(5_000, 'too_many_rows')])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/**
 * A list of adjustments to look at before it is run: pasted, as the bytes of a file, or for customers that were picked, all with one amount.
 *
 * @source design/decisions.md 41
 */
export const createBatchInput = z
  .strictObject({
    kind: z.enum(['allocate', 'reclaim']),
    text: z
      .string()
      .nullish()
      .transform((text) => text || null),
    file: z
      .instanceof(Uint8Array)
      .nullish()
      .transform((file) => file ?? null),
    customers: several.nullish().transform((customers) => customers ?? null),
    amount: z
      .string()
      .max(64, 'too_long')
      .nullish()
      .transform((amount) => amount ?? null),
    memo: optionalText(256),
  })
  .superRefine((input, context) => {
    if (input.customers || input.file || input.text?.trim()) return;
    context.addIssue({ code: 'custom', message: 'rows_missing', path: ['text'] });
  });
export type CreateBatchInput = z.output<typeof createBatchInput>;

export const runBatchInput = z.strictObject({ batchId: idOf('adjustmentBatch') });
