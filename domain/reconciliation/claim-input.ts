import { z } from 'zod';
import { amountOf, perCurrency } from '@/lib/amount-input';
import { idOf } from '@/lib/id';
import { shownFileName } from '@/lib/named-bytes';
import { optionalText, plainText } from '@/lib/text';

/** The end of an account's number: four of its characters or more, blanks and hyphens left out. */
const accountEnd = z
  .string()
  .max(64, 'too_long')
  .nullish()
  .transform((text) => (text ?? '').normalize('NFKC').replaceAll(/[\s-]/g, '').toUpperCase() || null)
  .refine((text) => text === null || /^[A-Z0-9]{4,34}$/.test(text), 'invalid_account_end');

/** What one has to know of a transfer to find it. */
const known = (currency: Parameters<typeof amountOf>[0]) => ({
  payerName: plainText(256),
  amount: amountOf(currency),
  accountEnd,
});

/** Looking for a transfer that lies in suspense. @source spec/06 §6.2 */
export const searchClaimInput = perCurrency((currency) => z.strictObject(known(currency)));
export type SearchClaimInput = z.output<ReturnType<typeof searchClaimInput>>;

/** A claim, with what the transfer was found by: an id alone opens nothing. */
export const makeClaimInput = perCurrency((currency) =>
  z.strictObject({
    ...known(currency),
    lineId: idOf('bankLine'),
    note: optionalText(256),
    receipt: z
      .instanceof(Uint8Array, { message: 'required' })
      .transform((bytes) => ({ bytes, name: shownFileName(bytes) })),
  }),
);

export const withdrawClaimInput = z.strictObject({ claimId: idOf('remittanceClaim') });

export const approveClaimInput = z.strictObject({ claimId: idOf('remittanceClaim'), note: optionalText(256) });

/** Who is turned down reads why. */
export const rejectClaimInput = z.strictObject({ claimId: idOf('remittanceClaim'), note: plainText(256) });
