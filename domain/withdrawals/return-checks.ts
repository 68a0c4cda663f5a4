import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readSettings } from '@/domain/settings/read-settings';
import { type Id, uuidOf } from '@/lib/id';
import { wholeUnits } from '@/lib/money';
import type { HeldWithdrawal } from './hold-withdrawal';
import { withdrawalNumber } from './payments';

const { paymentFiles } = schema;

/**
 * Whether somebody may give a withdrawal back alone. From `review_alone_below` on somebody else has to stand behind what it rests on: that it
 * was not paid is not said by whoever made its payment file; and of what was paid, the line has to name it, in a file that somebody else has
 * brought, so that nobody gives away by it what has arrived for another. Any other line is matched to the partner, which takes two people.
 *
 * @param lineId of what was paid: the line that has brought it back
 * @source design/differentiators.md X10
 */
export async function mayReturnAlone(
  tx: Transaction,
  { userId }: Pick<Actor, 'userId'>,
  { id, amount, paymentFileId }: HeldWithdrawal,
  lineId: Id<'bankLine'> | null,
): Promise<boolean> {
  const { review_alone_below: below } = await readSettings(tx);
  if (amount.minor < wholeUnits(below, amount.currency).minor || paymentFileId === null) return true;
  if (lineId === null) {
    const [file] = await tx
      .select({ by: paymentFiles.userId })
      .from(paymentFiles)
      .where(eq(paymentFiles.id, paymentFileId));
    return file?.by !== userId;
  }
  const { rows } = await tx.execute(
    sql`select from bank_lines l join bank_files f on f.id = l.file_id where l.id = ${uuidOf(lineId)}::uuid
      and f.user_id is distinct from ${userId && uuidOf(userId)}::uuid
      and position(${withdrawalNumber(id)} in upper(concat_ws(' ', l.end_to_end_id, l.remittance_text))) > 0`,
  );
  return rows.length > 0;
}
