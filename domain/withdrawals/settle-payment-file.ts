import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney, money } from '@/lib/money';
import { paymentFileInput } from './input';

const { paymentFiles } = schema;

/**
 * Says that the bank has paid a file. What of it did not come back is then settled in the background, each withdrawal once.
 *
 * @source spec/06 §6.5
 */
export const settlePaymentFile = command({
  name: 'payment_files.settle',
  permission: 'withdrawals.pay',
  returns: 'paymentFile',
  input: paymentFileInput,
  refusals: ['payment_file_not_found', 'payment_file_settled'],
  async run({ actor, tx, refuse }, { paymentFileId }) {
    const [file] = await tx.select().from(paymentFiles).where(eq(paymentFiles.id, paymentFileId)).for('no key update');
    if (file?.organizationId !== actor.organizationId) return refuse('payment_file_not_found');
    if (file.state !== 'made') return refuse('payment_file_settled');
    await tx
      .update(paymentFiles)
      .set({ state: 'settling', settledBy: actor.userId, settledAt: sql`clock_timestamp()` })
      .where(eq(paymentFiles.id, paymentFileId));
    const { number, currency, totalMinor } = file;
    return {
      id: paymentFileId,
      audit: { detail: { number, amount: formatMoney(money(totalMinor, currency)), currency } },
    };
  },
});
