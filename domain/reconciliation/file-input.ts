import { z } from 'zod';
import { idOf } from '@/lib/id';
import { bankFileFormats } from './model';

/** A name as a browser sends it: cleaned up when it is kept, so that no name refuses a file. */
const fileName = z
  .string()
  .max(1_000, 'too_long')
  .nullish()
  .transform((name) => name ?? '');

/** A file that has been read off the wire. Its size is judged where it is kept, to say so in words of its own. */
export const receiveBankFileInput = z.strictObject({
  name: fileName,
  /** Nothing chosen: the content says it. */
  format: z
    .union([z.enum(bankFileFormats), z.literal('')])
    .nullish()
    .transform((format) => format || undefined),
  /** For CSV: the key of a built-in profile or the id of a saved one. */
  profile: z
    .string()
    .max(64, 'too_long')
    .nullish()
    .transform((key) => key || undefined),
  content: z.array(z.instanceof(Uint8Array)).min(1, 'required').max(100_000, 'invalid'),
});

export const downloadBankFileInput = z.strictObject({ fileId: idOf('bankFile') });
