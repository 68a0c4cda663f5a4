import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { amountOfLine } from './credit-line';
import { holdReversal } from './hold-reversal';
import { closeReversalInput } from './posting-input';

/**
 * Proposes that for a reversal there is nothing to take back: the money had gone back already, or never was a partner's. A second person decides;
 * the line is an ordinary debit then.
 *
 * @source design/differentiators.md X10, docs/decisions/0024-reversals.md
 */
export const closeReversal = command({
  name: 'reversals.close',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: closeReversalInput,
  refusals: ['bank_line_not_found', 'line_not_open', 'line_posting_open'],
  constraints: { bank_postings_line_key: 'line_posting_open' },
  async run(context, { lineId, note }) {
    const { tx, actor, newId: id } = context;
    const reversal = await holdReversal(context, lineId);
    const { organizationId, rootId } = reversal;
    const amount = amountOfLine(reversal);
    await tx.insert(schema.bankPostings).values({
      ...{ id, organizationId, rootId, lineId, kind: 'reversal_closed', partnerId: null },
      ...{ amountMinor: amount.minor, currency: amount.currency, note, needsSecond: true, state: 'proposed' },
      proposedBy: actor.userId,
    });
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    const payload = { ...facts, kind: 'reversal_closed', partnerId: null };
    return {
      id,
      audit: { detail: { ...facts, lineId, note } },
      events: [{ kind: 'posting.proposed', organizationId, rootId, subjectId: id, payload }],
    };
  },
});
