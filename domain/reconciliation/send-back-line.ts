import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { amountOfLine } from './credit-line';
import { holdFreeLine } from './hold-line';
import { sendBackLineInput } from './posting-input';

/**
 * Proposes that a line in suspense goes back to whom it came from. Whatever its amount, a second person decides: money leaves.
 *
 * @source spec/06 §6.2, design/differentiators.md X10
 */
export const sendBackLine = command({
  name: 'bank_lines.send_back',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: sendBackLineInput,
  sensitive: 'if_asked',
  refusals: ['bank_line_not_found', 'line_not_open', 'line_posting_open'],
  constraints: { bank_postings_line_key: 'line_posting_open' },
  async run(context, { lineId, note }) {
    const { actor, tx, newId: id } = context;
    const line = await holdFreeLine(context, lineId);
    const amount = amountOfLine(line);
    await tx.insert(schema.bankPostings).values({
      ...{ id, organizationId: line.organizationId, rootId: line.rootId, lineId, kind: 'send_back', partnerId: null },
      ...{ amountMinor: amount.minor, currency: amount.currency, note, needsSecond: true, state: 'proposed' },
      proposedBy: actor.userId,
    });
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    return {
      id,
      audit: { detail: { ...facts, lineId, note } },
      events: [
        {
          ...{ kind: 'posting.proposed', organizationId: actor.organizationId, rootId: actor.rootId, subjectId: id },
          payload: { ...facts, kind: 'send_back', partnerId: null },
        },
      ],
    };
  },
});
