import { z } from 'zod';
import type { Actor } from '@/domain/actor';
import { issueTerms, startsBeforeItEnds } from '@/domain/coupons/input';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';
import { batchKinds } from './model';

const several = z
  .union([plainText(128, 0), z.array(plainText(128, 0)).max(5_000, 'too_many_rows')])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** Rows as they come: pasted, as the bytes of a file, or for customers that were picked, all with one amount. */
const writtenRows = {
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
};
export type BatchRowsInput = z.output<z.ZodObject<typeof writtenRows>>;

/**
 * A list of adjustments to look at before it is run.
 *
 * @source design/decisions.md 41
 */
export const createBatchInput = z
  .strictObject({ kind: z.enum(batchKinds.money), ...writtenRows })
  .refine(hasRows, { message: 'rows_missing', path: ['text'] });

/** A list of coupons to look at before they are issued: all from one quota and on the same terms. @source spec/05 §5.2 */
export const createCouponBatchInput = (actor: Actor) =>
  z
    .strictObject({ ...issueTerms(actor), ...writtenRows })
    .refine(hasRows, { message: 'rows_missing', path: ['text'] })
    .refine(startsBeforeItEnds, { message: 'end_before_start', path: ['expiresAt'] });

export const runBatchInput = z.strictObject({ batchId: idOf('adjustmentBatch') });

function hasRows({ customers, file, text }: BatchRowsInput): boolean {
  return Boolean(customers || file || text?.trim());
}
