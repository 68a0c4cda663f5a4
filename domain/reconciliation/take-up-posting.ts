import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { amountOfLine } from './credit-line';
import { holdOpenPosting } from './hold-posting';
import { takeUpPostingInput } from './posting-input';

/**
 * Says that what was recognised in a file of the watched folder is right, which nobody has proposed: who says so has proposed it from then on,
 * and somebody else decides. Nothing moves.
 *
 * @source design/differentiators.md X10
 */
export const takeUpPosting = command({
  name: 'postings.take_up',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: takeUpPostingInput,
  refusals: ['posting_not_found', 'posting_decided', 'posting_taken_up'],
  async run(context, { postingId }) {
    const { tx, actor, refuse } = context;
    const { posting, line } = await holdOpenPosting(context, postingId);
    if (posting.proposedBy !== null) return refuse('posting_taken_up');
    await tx.update(schema.bankPostings).set({ proposedBy: actor.userId }).where(eq(schema.bankPostings.id, postingId));
    const amount = amountOfLine(line);
    const facts = { amount: formatMoney(amount), currency: amount.currency, kind: posting.kind };
    return { id: postingId, audit: { detail: { ...facts, lineId: line.id, organizationId: posting.partnerId } } };
  },
});
