import { and, eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type HeldLine, hasProposal } from './hold-line';

const { bankLines, bankPostings, bankTransfers, organizations } = schema;

/** Who is asking about a reversal, in which transaction, and how to say no. */
interface ReversalContext<Code extends string = ReversalCode> {
  readonly tx: Transaction;
  readonly actor: Actor;
  readonly refuse: (code: Code) => never;
}
type ReversalCode =
  | 'bank_line_not_found'
  | 'line_not_open'
  | 'line_posting_open'
  | 'original_differs'
  | 'original_taken_back';

/** Where the money of a reversed line is now. */
export type MoneyOfLine =
  | { readonly lies: 'in_suspense' }
  | {
      readonly lies: 'with_partner';
      readonly partnerId: Id<'organization'>;
      readonly rootId: Id<'organization'>;
      readonly funds: AccountId;
      /** Its document: the recharge, or the withdrawal that had come back. */
      readonly rechargeId: Id<'bankTransfer'> | null;
      readonly withdrawalId: Id<'withdrawal'> | null;
    };

/**
 * Holds a reversal of the actor's that is open and of which nothing is proposed. It is held before the line it reverses.
 *
 * @refuses bank_line_not_found, line_not_open, line_posting_open
 */
export async function holdReversal(
  { tx, actor, refuse }: ReversalContext<'bank_line_not_found' | 'line_not_open' | 'line_posting_open'>,
  id: Id<'bankLine'>,
): Promise<HeldLine> {
  const line = await holdOwn({ tx, actor }, id);
  if (!line) return refuse('bank_line_not_found');
  if (line.state !== 'reversal') return refuse('line_not_open');
  return (await hasProposal(tx, id)) ? refuse('line_posting_open') : line;
}

/**
 * Holds the line that a held reversal takes back: a credit of the same account and amount, no later than it, of which the money has not gone
 * back already.
 *
 * @refuses bank_line_not_found, original_differs, original_taken_back, line_posting_open
 */
export async function holdOriginal(
  context: ReversalContext,
  reversal: HeldLine,
  id: Id<'bankLine'>,
): Promise<{ readonly line: HeldLine; readonly money: MoneyOfLine }> {
  const { tx, refuse } = context;
  const line = await holdOwn(context, id);
  if (!line) return refuse('bank_line_not_found');
  const isAlike =
    line.receivingAccountId === reversal.receivingAccountId &&
    line.amountMinor === reversal.amountMinor &&
    line.currency === reversal.currency &&
    line.bookedOn <= reversal.bookedOn;
  if (!isAlike || line.direction !== 'credit' || line.isReversal) return refuse('original_differs');
  if (line.state === 'sent_back' || line.state === 'reversed' || (await isTakenBack(tx, id)))
    return refuse('original_taken_back');
  if (await hasProposal(tx, id)) return refuse('line_posting_open');
  return { line, money: await moneyOf(tx, line) };
}

/** Where the money of a held credit line is. Not for lines of which it has gone back. */
export async function moneyOf(tx: Transaction, line: HeldLine): Promise<MoneyOfLine> {
  if (line.state === 'suspense') return { lies: 'in_suspense' };
  const { partnerId, rechargeId, withdrawalId } = await documentOf(tx, line);
  const { currency } = line;
  const [partner] = await tx
    .select({ rootId: organizations.rootId })
    .from(organizations)
    .where(eq(organizations.id, partnerId));
  const funds = (await fundsAccounts(tx, [partnerId], currency)).get(partnerId);
  invariant(partner && funds !== undefined, 'whoever was credited has an account');
  return { lies: 'with_partner', partnerId, rootId: partner.rootId, funds, rechargeId, withdrawalId };
}

async function documentOf(tx: Transaction, line: HeldLine) {
  if (line.state === 'returned') {
    const { partnerId, withdrawalId } = bankPostings;
    const isIt = and(eq(bankPostings.lineId, line.id), eq(bankPostings.state, 'done'));
    const [posting] = await tx.select({ partnerId, withdrawalId }).from(bankPostings).where(isIt);
    invariant(posting?.partnerId, 'what came back is a partner’s');
    return { partnerId: posting.partnerId, rechargeId: null, withdrawalId: posting.withdrawalId };
  }
  const isIt = line.recordedId ? eq(bankTransfers.id, line.recordedId) : eq(bankTransfers.lineId, line.id);
  const [recharge] = await tx
    .select({ id: bankTransfers.id, partnerId: bankTransfers.organizationId })
    .from(bankTransfers)
    .where(isIt);
  invariant(recharge, 'what was credited has its recharge');
  return { partnerId: recharge.partnerId, rechargeId: recharge.id, withdrawalId: null };
}

async function holdOwn({ tx, actor }: Pick<ReversalContext, 'tx' | 'actor'>, id: Id<'bankLine'>) {
  const [line] = await tx
    .select()
    .from(bankLines)
    .where(and(eq(bankLines.id, id), eq(bankLines.organizationId, actor.organizationId)))
    .for('no key update');
  return line;
}

async function isTakenBack(tx: Transaction, id: Id<'bankLine'>): Promise<boolean> {
  const [posting] = await tx
    .select({ id: bankPostings.id })
    .from(bankPostings)
    .where(and(eq(bankPostings.originalLineId, id), eq(bankPostings.state, 'done')));
  return posting !== undefined;
}
