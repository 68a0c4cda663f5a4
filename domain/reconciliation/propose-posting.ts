import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { postLine } from './post-line';
import { proposePostingInput } from './posting-input';

/**
 * Says whose a line in suspense is. From `manual_posting_below` on, by default always, a second person decides; below, the partner has the
 * money at once.
 *
 * @source spec/06 §6.2, design/differentiators.md X4, X10
 */
export const proposePosting = command({
  name: 'postings.propose',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: proposePostingInput,
  sensitive: 'if_asked',
  refusals: [
    'bank_line_not_found',
    'line_not_open',
    'line_posting_open',
    'organization_not_found',
    'partner_cannot_receive',
    'partner_frozen',
  ],
  constraints: { bank_postings_line_key: 'line_posting_open' },
  async run(context, { lineId, partnerId, note, makesRule }) {
    const posted = await postLine(context, { kind: 'manual', lineId, partnerId, note, makesRule });
    const { postingId, state, transferId, amount, events } = posted;
    const detail = {
      amount: formatMoney(amount),
      currency: amount.currency,
      lineId,
      organizationId: partnerId,
      state,
      note,
    };
    return { id: postingId, audit: { transferId, detail: { ...detail, makesRule } }, events };
  },
});
