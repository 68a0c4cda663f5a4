import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { newId as freshId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { amountOfLine } from './credit-line';
import { holdOriginal, holdReversal } from './hold-reversal';
import { takeBackInput } from './posting-input';
import { checkFunds } from './take-back-line';

/**
 * Proposes that the money of a line which the bank has taken back leaves where it went: the partner's account, or suspense. Whatever the amount,
 * a second person decides. Where the partner has spent it, this is refused and the reversal stays open.
 *
 * @source spec/13 L14, design/differentiators.md X10, docs/decisions/0024-reversals.md
 */
export const takeBack = command({
  name: 'reversals.take_back',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: takeBackInput,
  sensitive: 'if_asked',
  refusals: [
    'bank_line_not_found',
    'line_not_open',
    'line_posting_open',
    'original_differs',
    'original_taken_back',
    'insufficient_balance',
    'partner_frozen',
  ],
  constraints: {
    bank_postings_line_key: 'line_posting_open',
    bank_postings_original_key: 'original_taken_back',
    bank_postings_recharge_key: 'original_taken_back',
  },
  async run(context, { lineId, originalId, note }) {
    const { tx, actor, newId: id } = context;
    const reversal = await holdReversal(context, lineId);
    const { line: original, money } = await holdOriginal(context, reversal, originalId);
    await checkFunds(context, original, money, freshId('transfer'));
    const amount = amountOfLine(reversal);
    const { organizationId, rootId } = reversal;
    const { partnerId, rechargeId, withdrawalId } =
      money.lies === 'with_partner' ? money : { partnerId: null, rechargeId: null, withdrawalId: null };
    await tx.insert(schema.bankPostings).values({
      ...{ id, organizationId, rootId, lineId, kind: 'take_back', originalLineId: originalId },
      ...{ partnerId, rechargeId, withdrawalId, amountMinor: amount.minor, currency: amount.currency, note },
      ...{ needsSecond: true, state: 'proposed', proposedBy: actor.userId },
    });
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    const payload = { ...facts, kind: 'take_back', partnerId };
    return {
      id,
      audit: { detail: { ...facts, lineId, originalLineId: originalId, organizationId: partnerId, note } },
      events: [{ kind: 'posting.proposed', organizationId, rootId, subjectId: id, payload }],
    };
  },
});
