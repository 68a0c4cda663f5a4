import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { openAccount, postBatch, type Transfer } from '@/domain/ledger/post';
import { payerNamesOf } from '@/domain/recharge/payer-names';
import { Refusal } from '@/domain/refusal';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money, money } from '@/lib/money';
import { closeClaims } from './close-claims';
import type { HeldLine, LineContext, Receiver } from './hold-line';

const { bankLines, bankTransfers } = schema;

/** What a line in suspense amounts to. */
export const amountOfLine = (line: Pick<HeldLine, 'amountMinor' | 'currency'>): Money =>
  money(line.amountMinor, line.currency);

/**
 * What a recharge is called by: the bank's reference, and where the bank did not name its line, the name of the line itself. So too of money of
 * ours that came back, which may bear the reference of a credit that is a recharge already.
 */
export const referenceOf = (line: Pick<HeldLine, 'id' | 'bankReference' | 'isReversal'>): string =>
  line.isReversal ? line.id : (line.bankReference ?? line.id);

/** Who paid, as a recharge says it; banks leave it out at times. */
export const payerOf = (line: Pick<HeldLine, 'payerName' | 'payerAccount'>): string =>
  line.payerName || line.payerAccount || '—';

/**
 * Credits a partner with what lies in suspense: the line is its, with the recharge as the document of the transfer. Balances are locked from
 * here to the commit, so this is called last; the transfer's id is the caller's, who has written it down.
 *
 * @returns what the partner is to hear of
 * @refuses partner_frozen: under the emergency brake nothing is credited
 * @source spec/06 §6.2, spec/13 L14
 */
export async function creditLine(
  context: MoveContext,
  line: HeldLine,
  receiver: Receiver,
  posting: { readonly transferId: Id<'transfer'>; readonly note: string | null; readonly userId: Id<'user'> | null },
): Promise<readonly DomainEvent[]> {
  const { tx } = context;
  const amount = amountOfLine(line);
  const id = newId('bankTransfer');
  await tx
    .update(bankLines)
    .set({ state: 'posted', partnerId: receiver.id, updatedAt: sql`clock_timestamp()` })
    .where(eq(bankLines.id, line.id));
  await tx.insert(bankTransfers).values({
    id,
    organizationId: receiver.id,
    rootId: receiver.rootId,
    payerName: payerOf(line),
    bankReference: referenceOf(line),
    amountMinor: line.amountMinor,
    currency: line.currency,
    receivedOn: line.bookedOn,
    note: posting.note,
    transferId: posting.transferId,
    userId: posting.userId,
    createdAt: sql`clock_timestamp()`,
    lineId: line.id,
    receivingAccountId: line.receivingAccountId,
    payerAccount: line.payerAccount,
    entrustedPayerId: await payerUnderAgreement(tx, receiver.id, line.payerNameKey),
  });
  const transfer = { id: posting.transferId, kind: 'recharge', credit: receiver.funds } as const;
  await moveFromSuspense(context, line, transfer, { receiverId: receiver.id, userId: posting.userId });
  const payload = { amount: formatMoney(amount), currency: amount.currency, bankTransferId: id };
  return [
    {
      kind: 'recharge.credited',
      organizationId: receiver.id,
      rootId: receiver.rootId,
      subjectId: id,
      transferId: posting.transferId,
      payload,
    },
  ];
}

/** In which transaction, and how to say no: any command's context that declares it. */
type MoveContext = Pick<LineContext<'partner_frozen'>, 'tx' | 'refuse'>;

/**
 * Moves what a line brought out of suspense. Called last.
 *
 * @param decided whose recharge it becomes, and who says so: the claims of the line that are open are decided by it, and their partners told.
 * Nobody's unless it says otherwise
 * @refuses partner_frozen for a partner under the emergency brake; busy (thrown) for an account of the operator's under it
 */
export async function moveFromSuspense(
  { tx, refuse }: MoveContext,
  line: HeldLine,
  { id, kind, credit }: Pick<Transfer, 'id' | 'kind' | 'credit'>,
  decided: { readonly receiverId: Id<'organization'> | null; readonly userId: Id<'user'> | null } = nobodys,
): Promise<void> {
  const events = await closeClaims(tx, line, decided);
  if (events.length > 0) await tx.execute(insertEvents(events));
  const debit = await openAccount(tx, line.organizationId, 'recharge_suspense', line.currency);
  const [posting] = await postBatch(tx, [{ id, kind, debit, credit, amount: amountOfLine(line) }]);
  invariant(posting && posting.outcome !== 'short', 'what lies in suspense can leave it');
  if (posting.outcome === 'posted') return;
  if (kind === 'recharge' || kind === 'withdraw_return') refuse('partner_frozen');
  throw new Refusal('busy');
}

const nobodys = { receiverId: null, userId: null };

/** The agreement by which somebody of that name pays for the partner now; null where it pays itself, or a person has decided. */
async function payerUnderAgreement(
  tx: Transaction,
  partnerId: Id<'organization'>,
  nameKey: string | null,
): Promise<Id<'entrustedPayer'> | null> {
  const names = (await payerNamesOf(tx, [partnerId])).get(partnerId) ?? [];
  return names.find((name) => name.nameKey === nameKey)?.entrustedPayerId ?? null;
}
