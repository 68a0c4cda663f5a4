import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount } from '@/domain/ledger/post';
import type { DomainEvent } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { amountOfLine, creditLine, moveFromSuspense } from './credit-line';
import { findReceiver, type HeldLine, type LineContext } from './hold-line';
import { decidePosting, holdOpenPosting, type OpenPosting } from './hold-posting';
import { makeRule } from './make-rule';
import { approvePostingInput } from './posting-input';
import { takeBackLine } from './take-back-line';

/**
 * A second person's yes to what was recognised, matched, claimed or recorded before, is to go back or is taken back: the money moves. Whoever
 * proposed it cannot; the database says so too. Nothing of a proposal can be changed, so what is approved is what was looked at.
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
    'insufficient_balance',
    'partner_frozen',
    'recharge_known',
  ],
  constraints: { bank_postings_second_person: 'second_person_needed', bank_lines_recorded_id_key: 'recharge_known' },
  async run(context, { postingId, note }) {
    const { tx, actor, refuse } = context;
    const open = await holdOpenPosting(context, postingId);
    const { posting, line } = open;
    const { kind } = posting;
    if (actor.userId === null || posting.proposedBy === actor.userId) return refuse('second_person_needed');
    // What the watched folder brought is nobody's word yet: somebody takes it up first, then another decides.
    if (posting.proposedBy === null) return refuse('posting_not_taken_up');
    const isAboutReversal = kind === 'take_back' || kind === 'reversal_closed';
    if (line.state !== (isAboutReversal ? 'reversal' : 'suspense')) return refuse('line_not_open');
    const transferId = kind === 'reversal_closed' ? undefined : newId('transfer');
    const decision = { state: 'done', by: actor.userId, note } as const;
    await decidePosting(tx, postingId, transferId ? { ...decision, transferId } : decision);
    const events = await (transferId ? moves[kind](context, open, transferId) : close(context, open));
    const amount = amountOfLine(line);
    const facts = { amount: formatMoney(amount), currency: amount.currency, kind };
    const detail = {
      ...facts,
      lineId: line.id,
      organizationId: posting.partnerId,
      proposedBy: posting.proposedBy,
      note,
    };
    return { id: postingId, audit: { transferId: transferId ?? null, detail }, events };
  },
});

type Context = LineContext<'organization_not_found' | 'partner_cannot_receive' | 'partner_frozen'> & {
  readonly refuse: (code: 'insufficient_balance' | 'partner_frozen') => never;
};
type Move = (context: Context, open: OpenPosting, transferId: Id<'transfer'>) => Promise<readonly DomainEvent[]>;

const credit: Move = async (context, { posting, line }, transferId) => {
  const { tx } = context;
  invariant(posting.partnerId, 'whatever does not go back is for a partner');
  const receiver = await findReceiver(context, posting.partnerId, line);
  if (posting.makesRule) await makeRule(tx, line, receiver.id, posting.proposedBy);
  return creditLine(context, line, receiver, { transferId, note: posting.note, userId: context.actor.userId });
};

const sendBack: Move = async (context, { line }, transferId) => {
  await setLine(context.tx, line, { state: 'sent_back' });
  return leaveSuspense(context, line, transferId, ['bank_send_back', 'bank_line.sent_back']);
};

const recorded: Move = async (context, { posting, line }, transferId) => {
  const { partnerId, rechargeId: recordedId } = posting;
  await setLine(context.tx, line, { state: 'recorded', recordedId, partnerId });
  return leaveSuspense(context, line, transferId, ['bank_recorded', 'bank_line.recorded']);
};

/** While a proposal waits nobody can decide otherwise about the original: see `hasProposal`. */
const reverse: Move = async (context, { posting, line }, transferId) => {
  invariant(posting.originalLineId, 'a reversal takes a line back');
  const [original] = await context.tx
    .select()
    .from(schema.bankLines)
    .where(eq(schema.bankLines.id, posting.originalLineId))
    .for('no key update');
  invariant(original, 'lines stay');
  return takeBackLine(context, line, original, transferId);
};

const moves: Readonly<Record<OpenPosting['posting']['kind'], Move>> = {
  automatic: credit,
  manual: credit,
  claim: credit,
  withdrawal_return: credit,
  send_back: sendBack,
  recorded,
  take_back: reverse,
  reversal_closed: close,
};

/** Nothing moves: what is left is a debit like others. */
async function close({ tx }: Context, { line }: OpenPosting): Promise<readonly DomainEvent[]> {
  await setLine(tx, line, { state: 'outgoing' });
  return [];
}

const setLine = (
  tx: Context['tx'],
  line: HeldLine,
  change: Partial<Pick<HeldLine, 'state' | 'recordedId' | 'partnerId'>>,
) =>
  tx
    .update(schema.bankLines)
    .set({ ...change, updatedAt: sql`clock_timestamp()` })
    .where(eq(schema.bankLines.id, line.id));

/** What the line brought goes the way it came. */
async function leaveSuspense(
  context: Context,
  line: HeldLine,
  transferId: Id<'transfer'>,
  [kind, eventKind]: readonly ['bank_send_back' | 'bank_recorded', string],
): Promise<readonly DomainEvent[]> {
  const { organizationId, rootId } = line;
  const clearing = await openAccount(context.tx, organizationId, 'bank_clearing', line.currency);
  await moveFromSuspense(context, line, { id: transferId, kind, credit: clearing });
  const amount = amountOfLine(line);
  const payload = { amount: formatMoney(amount), currency: amount.currency };
  return [{ kind: eventKind, organizationId, rootId, subjectId: line.id, transferId, payload }];
}
