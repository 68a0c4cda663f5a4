import { and, eq, isNull } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import type { Id } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { amountOfLine } from './credit-line';
import { type HeldLine, holdFreeLine, type LineContext } from './hold-line';
import { markRecordedInput } from './posting-input';

const { bankLines, bankPostings, bankTransfers } = schema;

type Code =
  | 'bank_line_not_found'
  | 'line_not_open'
  | 'line_posting_open'
  | 'recharge_not_found'
  | 'recharge_differs'
  | 'recharge_known';

/**
 * Proposes that a line in suspense is a transfer which was recorded by hand before, under another reference than the bank's: its partner has the
 * money, so what the line brought leaves suspense the way it came. Whatever the amount, a second person decides.
 *
 * @source spec/06 §6.2, design/differentiators.md X10, docs/decisions/0024-reversals.md
 */
export const markRecorded = command({
  name: 'bank_lines.mark_recorded',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: markRecordedInput,
  sensitive: 'if_asked',
  refusals: [
    'bank_line_not_found',
    'line_not_open',
    'line_posting_open',
    'recharge_not_found',
    'recharge_differs',
    'recharge_known',
  ],
  constraints: { bank_postings_line_key: 'line_posting_open', bank_postings_recharge_key: 'recharge_known' },
  async run(context, { lineId, bankTransferId, note }) {
    const { tx, actor, newId: id } = context;
    const line = await holdFreeLine(context, lineId);
    const partnerId = await findRecorded(context, line, bankTransferId);
    const { organizationId, rootId } = line;
    const amount = amountOfLine(line);
    await tx.insert(bankPostings).values({
      ...{ id, organizationId, rootId, lineId, kind: 'recorded', partnerId, rechargeId: bankTransferId },
      ...{ amountMinor: amount.minor, currency: amount.currency, note, needsSecond: true, state: 'proposed' },
      proposedBy: actor.userId,
    });
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    const payload = { ...facts, kind: 'recorded', partnerId };
    return {
      id,
      audit: { detail: { ...facts, lineId, bankTransferId, organizationId: partnerId, note } },
      events: [{ kind: 'posting.proposed', organizationId, rootId, subjectId: id, payload }],
    };
  },
});

/**
 * Whose the transfer is that was recorded by hand: of the line's amount, and no line yet.
 *
 * @refuses recharge_not_found, recharge_differs, recharge_known
 */
async function findRecorded(
  { tx, refuse }: Pick<LineContext, 'tx'> & { readonly refuse: (code: Code) => never },
  line: HeldLine,
  id: Id<'bankTransfer'>,
): Promise<Id<'organization'>> {
  const { organizationId: partnerId, amountMinor, currency } = bankTransfers;
  const [recharge] = await tx
    .select({ partnerId, amountMinor, currency })
    .from(bankTransfers)
    .where(and(eq(bankTransfers.id, id), isNull(bankTransfers.lineId)));
  if (!recharge) return refuse('recharge_not_found');
  if (recharge.amountMinor !== line.amountMinor || recharge.currency !== line.currency)
    return refuse('recharge_differs');
  const [known] = await tx.select({ id: bankLines.id }).from(bankLines).where(eq(bankLines.recordedId, id));
  return known ? refuse('recharge_known') : recharge.partnerId;
}
