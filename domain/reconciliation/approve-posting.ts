import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount } from '@/domain/ledger/post';
import type { DomainEvent } from '@/domain/trail';
import { newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { amountOfLine, creditLine, moveFromSuspense } from './credit-line';
import { findReceiver, type HeldLine, type LineContext } from './hold-line';
import { decidePosting, holdOpenPosting, type OpenPosting } from './hold-posting';
import { makeRule } from './make-rule';
import { approvePostingInput } from './posting-input';

/**
 * A second person's yes to what was recognised, matched, claimed or is to go back: the money moves. Whoever proposed it cannot; the database
 * says so too. Nothing of a proposal can be changed, so what is approved is what was looked at.
 *
 * @source design/differentiators.md X10, quality/acceptance.md F6
 */
export const approvePosting = command({
  name: 'postings.approve',
  permission: 'reconciliation.post',
  returns: 'bankPosting',
  input: approvePostingInput,
  sensitive: 'if_asked',
  refusals: [
    'posting_not_found',
    'posting_decided',
    'second_person_needed',
    'posting_not_taken_up',
    'line_not_open',
    'organization_not_found',
    'partner_cannot_receive',
  ],
  constraints: { bank_postings_second_person: 'second_person_needed' },
  async run(context, { postingId, note }) {
    const { tx, actor, refuse } = context;
    const open = await holdOpenPosting(context, postingId);
    const { posting, line } = open;
    if (actor.userId === null || posting.proposedBy === actor.userId) return refuse('second_person_needed');
    // What the watched folder brought is nobody's word yet: somebody takes it up first, then another decides.
    if (posting.proposedBy === null) return refuse('posting_not_taken_up');
    if (line.state !== 'suspense') return refuse('line_not_open');
    const transferId = newId('transfer');
    await decidePosting(tx, postingId, { state: 'done', by: actor.userId, note, transferId });
    const events = await (posting.kind === 'send_back' ? sendBack : credit)(context, open, transferId);
    const amount = amountOfLine(line);
    const facts = { amount: formatMoney(amount), currency: amount.currency, kind: posting.kind };
    const detail = {
      ...facts,
      lineId: line.id,
      organizationId: posting.partnerId,
      proposedBy: posting.proposedBy,
      note,
    };
    return { id: postingId, audit: { transferId, detail }, events };
  },
});

type Context = LineContext<'organization_not_found' | 'partner_cannot_receive'>;

async function credit(
  context: Context,
  { posting, line }: OpenPosting,
  transferId: ReturnType<typeof newId<'transfer'>>,
): Promise<readonly DomainEvent[]> {
  const { tx } = context;
  invariant(posting.partnerId, 'whatever does not go back is for a partner');
  const receiver = await findReceiver(context, posting.partnerId, line);
  if (posting.makesRule) await makeRule(tx, line, receiver.id, posting.proposedBy);
  return creditLine(tx, line, receiver, { transferId, note: posting.note, userId: context.actor.userId });
}

async function sendBack(
  { tx, actor }: Context,
  { line }: { readonly line: HeldLine },
  transferId: ReturnType<typeof newId<'transfer'>>,
): Promise<readonly DomainEvent[]> {
  await tx
    .update(schema.bankLines)
    .set({ state: 'sent_back', updatedAt: sql`clock_timestamp()` })
    .where(eq(schema.bankLines.id, line.id));
  const clearing = await openAccount(tx, line.organizationId, 'bank_clearing', line.currency);
  await moveFromSuspense(tx, line, { id: transferId, kind: 'bank_send_back', credit: clearing });
  const amount = amountOfLine(line);
  const payload = { amount: formatMoney(amount), currency: amount.currency };
  const { organizationId, rootId } = actor;
  return [{ kind: 'bank_line.sent_back', organizationId, rootId, subjectId: line.id, transferId, payload }];
}
