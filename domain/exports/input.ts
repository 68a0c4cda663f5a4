import { z } from 'zod';
import { idOf } from '@/lib/id';

/** The forms a list can be taken out in. */
export const exportFormats = ['csv', 'xlsx', 'pdf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Which rows, as the list's address says it: `q=acme&type=resale`. */
const filterQuery = z
  .string()
  .max(2000, 'too_long')
  .refine((text) => text.isWellFormed() && !text.includes('\0') && !/%00/.test(text), 'text_not_plain')
  .nullish()
  .transform((text) => text ?? '');

/** Lists of records are no documents. */
export const customerFormats = ['csv', 'xlsx'] as const satisfies readonly ExportFormat[];

export const startExportInput = z.strictObject({
  list: z.literal('customers'),
  format: z.enum(customerFormats),
  query: filterQuery,
  language: z.enum(['zh-CN', 'en']),
});

export const startStatementExportInput = z.strictObject({
  format: z.enum(exportFormats),
  query: filterQuery,
  language: z.enum(['zh-CN', 'en']),
});

export const downloadExportInput = z.strictObject({ taskId: idOf('exportTask') });
