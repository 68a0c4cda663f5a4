import { z } from 'zod';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';

/** Whose a line in suspense is, by the word of a person. `makesRule` is a box that is ticked. */
export const proposePostingInput = z.strictObject({
  lineId: idOf('bankLine'),
  partnerId: idOf('organization'),
  note: optionalText(256),
  makesRule: z
    .literal('yes')
    .nullish()
    .transform((ticked) => ticked === 'yes'),
});

/** That a line goes back to whom it came from, and why. */
export const sendBackLineInput = z.strictObject({ lineId: idOf('bankLine'), note: plainText(256) });

/** That a line in suspense is a transfer which was recorded by hand before. */
export const markRecordedInput = z.strictObject({
  lineId: idOf('bankLine'),
  bankTransferId: idOf('bankTransfer'),
  note: optionalText(256),
});

/** Of which line a reversal took the money back. */
export const takeBackInput = z.strictObject({
  lineId: idOf('bankLine'),
  originalId: idOf('bankLine'),
  note: optionalText(256),
});

/** That there is nothing to take back for a reversal, and why. */
export const closeReversalInput = z.strictObject({ lineId: idOf('bankLine'), note: plainText(256) });

/** A second person's yes. */
export const approvePostingInput = z.strictObject({ postingId: idOf('bankPosting'), note: optionalText(256) });

/** A no says why. */
export const rejectPostingInput = z.strictObject({ postingId: idOf('bankPosting'), note: plainText(256) });

/** That what nobody has proposed is right. */
export const takeUpPostingInput = z.strictObject({ postingId: idOf('bankPosting') });

/** One's own proposal taken back. */
export const withdrawPostingInput = z.strictObject({ postingId: idOf('bankPosting') });

/** A rule that suggests nothing any more. */
export const endPayerRuleInput = z.strictObject({ ruleId: idOf('payerRule') });
