import { and, eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { downloadPaymentFileInput } from './input';

const { paymentFiles } = schema;

/**
 * Keeps who took a payment file out of the house. The file itself is read behind it, by `readPaymentFile`.
 *
 * @source spec/06 §6.5
 */
export const downloadPaymentFile = command({
  name: 'payment_files.download',
  permission: 'withdrawals.pay',
  returns: 'paymentFile',
  input: downloadPaymentFileInput,
  refusals: ['payment_file_not_found'],
  async run({ actor, tx, refuse }, { paymentFileId, format }) {
    const [file] = await tx
      .select({ number: paymentFiles.number, sha256: paymentFiles.sha256 })
      .from(paymentFiles)
      .where(and(eq(paymentFiles.id, paymentFileId), eq(paymentFiles.organizationId, actor.organizationId)));
    if (!file) return refuse('payment_file_not_found');
    const detail = { number: file.number, format, sha256: file.sha256.toString('hex') };
    return { id: paymentFileId, audit: { detail } };
  },
});
