import { sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { readSettings } from '@/domain/settings/read-settings';
import type { DomainEvent } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { formatMoney, type Money, wholeUnits } from '@/lib/money';
import { amountOfLine, creditLine } from './credit-line';
import { findReceiver, type HeldLine, holdFreeLine, type LineContext, type Receiver } from './hold-line';
import { makeRule } from './make-rule';

/** Whose a line in suspense is, by the word of a person. */
export interface WantedPosting {
  readonly kind: 'manual' | 'claim';
  readonly lineId: Id<'bankLine'>;
  readonly partnerId: Id<'organization'>;
  readonly note: string | null;
  /** The claim that is approved thereby. */
  readonly claimId?: Id<'remittanceClaim'>;
  /** Whether the payer's next transfers are to be suggested for that partner. */
  readonly makesRule?: boolean;
}

/** What became of it. */
export interface LinePosted {
  readonly postingId: Id<'bankPosting'>;
  /** `done`: the partner has the money. `proposed`: a second person decides. */
  readonly state: 'done' | 'proposed';
  /** For the audit of the command; null while it waits. */
  readonly transferId: Id<'transfer'> | null;
  readonly amount: Money;
  /** For the command to hand on. */
  readonly events: readonly DomainEvent[];
}

/**
 * Credits a partner with a line that lies in suspense, inside another command's transaction; from `manual_posting_below` on, for a claim from
 * `review_alone_below`, it only proposes so, and `approvePosting` does it. Holds the line, and from the posting on the balances, so it is
 * called last; what the caller holds of its own (a claim) it holds before.
 *
 * A claim whose posting is `proposed` stays submitted: approving the posting approves the claim, rejecting it leaves the claim as it is.
 *
 * @refuses bank_line_not_found, line_not_open, line_posting_open, organization_not_found, partner_cannot_receive,
 * partner_frozen
 * @source spec/06 §6.2, design/differentiators.md X10
 */
export async function postLine(context: LineContext, wanted: WantedPosting): Promise<LinePosted> {
  const line = await holdFreeLine(context, wanted.lineId);
  const receiver = await findReceiver(context, wanted.partnerId, line);
  const settings = await readSettings(context.tx);
  // Whoever claims is the first of two; what a person has matched has no other.
  const below = wanted.kind === 'claim' ? settings.review_alone_below : settings.manual_posting_below;
  return line.amountMinor >= wholeUnits(below, line.currency).minor
    ? propose(context, wanted, line)
    : post(context, wanted, line, receiver);
}

async function propose(context: LineContext, wanted: WantedPosting, line: HeldLine): Promise<LinePosted> {
  const { tx, actor } = context;
  const id = newId('bankPosting');
  await tx.insert(schema.bankPostings).values({
    ...postingRow(context, wanted, line),
    ...{ id, needsSecond: true, state: 'proposed' },
  });
  const amount = amountOfLine(line);
  const event = {
    kind: 'posting.proposed',
    organizationId: actor.organizationId,
    rootId: actor.rootId,
    subjectId: id,
    payload: { amount: formatMoney(amount), currency: amount.currency, kind: wanted.kind, partnerId: wanted.partnerId },
  };
  return { postingId: id, state: 'proposed', transferId: null, amount, events: [event] };
}

async function post(
  context: LineContext,
  wanted: WantedPosting,
  line: HeldLine,
  receiver: Receiver,
): Promise<LinePosted> {
  const { tx, actor } = context;
  const id = newId('bankPosting');
  const transferId = newId('transfer');
  const row = postingRow(context, wanted, line);
  await tx.insert(schema.bankPostings).values({
    ...row,
    ...{ id, needsSecond: false, state: 'done', decidedAt: sql`clock_timestamp()`, transferId },
  });
  if (row.makesRule) await makeRule(tx, line, receiver.id, actor.userId);
  const events = await creditLine(context, line, receiver, { transferId, note: wanted.note, userId: actor.userId });
  return { postingId: id, state: 'done', transferId, amount: amountOfLine(line), events };
}

const postingRow = ({ actor }: LineContext, wanted: WantedPosting, line: HeldLine) => ({
  organizationId: line.organizationId,
  rootId: line.rootId,
  lineId: line.id,
  kind: wanted.kind,
  partnerId: wanted.partnerId,
  claimId: wanted.claimId ?? null,
  amountMinor: line.amountMinor,
  currency: line.currency,
  note: wanted.note,
  // Where the bank does not say who paid there is nothing to go by the next time.
  makesRule: wanted.makesRule === true && Boolean(line.payerNameKey),
  proposedBy: actor.userId,
});
