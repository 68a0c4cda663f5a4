import { and, eq, or } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor, OrganizationKind } from '@/domain/actor';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import type { Id } from '@/lib/id';

const { bankLines, bankPostings, organizations } = schema;

/** Why a line cannot be decided about. */
type OpenLineCode = 'bank_line_not_found' | 'line_not_open' | 'line_posting_open';
/** The same, or not for that partner. */
export type LineCode = OpenLineCode | 'organization_not_found' | 'partner_cannot_receive' | 'partner_frozen';

/** A line that lies in suspense, held until the transaction ends. */
export type HeldLine = typeof bankLines.$inferSelect;

/** Who is asking, in which transaction, and how to say no: any command's context that declares these codes. */
export interface LineContext<Code extends LineCode = LineCode> {
  readonly tx: Transaction;
  readonly actor: Actor;
  readonly refuse: (code: Code) => never;
}

/**
 * Holds a line of the actor's that lies in suspense. The line is always held first: its postings, the partner and the balances come after it.
 *
 * @refuses bank_line_not_found, line_not_open
 */
async function holdOpenLine(
  { tx, actor, refuse }: LineContext<OpenLineCode>,
  lineId: Id<'bankLine'>,
): Promise<HeldLine> {
  const [line] = await tx
    .select()
    .from(bankLines)
    .where(and(eq(bankLines.id, lineId), eq(bankLines.organizationId, actor.organizationId)))
    .for('no key update');
  if (!line) return refuse('bank_line_not_found');
  return line.state === 'suspense' ? line : refuse('line_not_open');
}

/**
 * The same, of which nobody has proposed anything that still waits.
 *
 * @refuses bank_line_not_found, line_not_open, line_posting_open
 */
export async function holdFreeLine(context: LineContext<OpenLineCode>, lineId: Id<'bankLine'>): Promise<HeldLine> {
  const line = await holdOpenLine(context, lineId);
  return (await hasProposal(context.tx, lineId)) ? context.refuse('line_posting_open') : line;
}

/** Whether anything that waits is proposed about a held line: whose it is, or that the bank has taken it back. */
export async function hasProposal(tx: Transaction, lineId: Id<'bankLine'>): Promise<boolean> {
  const isAbout = or(eq(bankPostings.lineId, lineId), eq(bankPostings.originalLineId, lineId));
  const [open] = await tx
    .select({ id: bankPostings.id })
    .from(bankPostings)
    .where(and(isAbout, eq(bankPostings.state, 'proposed')));
  return open !== undefined;
}

/** Kinds of organization that money from outside comes to. A reseller's comes from its distributor. @source spec/13 L14 */
export const receivingKinds: readonly OrganizationKind[] = ['distributor', 'solution_provider', 'subsidised_partner'];

/** A partner that can be credited, with its account. Its kind and its account never change. */
export interface Receiver {
  readonly id: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly funds: AccountId;
}

/**
 * The partner a line is to be credited to.
 *
 * @refuses organization_not_found, partner_cannot_receive
 */
export async function findReceiver(
  { tx, refuse }: LineContext<'organization_not_found' | 'partner_cannot_receive'>,
  partnerId: Id<'organization'>,
  { currency }: HeldLine,
): Promise<Receiver> {
  const [partner] = await tx
    .select({ id: organizations.id, rootId: organizations.rootId, kind: organizations.kind })
    .from(organizations)
    .where(eq(organizations.id, partnerId));
  if (!partner) return refuse('organization_not_found');
  const funds = (await fundsAccounts(tx, [partner.id], currency)).get(partner.id);
  if (!receivingKinds.includes(partner.kind) || funds === undefined) return refuse('partner_cannot_receive');
  return { id: partner.id, rootId: partner.rootId, funds };
}
