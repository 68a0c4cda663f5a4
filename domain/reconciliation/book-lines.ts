import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { BankLineState } from '@/db/schema/reconciliation';
import { openAccount, postBatch, type Transfer } from '@/domain/ledger/post';
import { type Id, newId, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import { payerNameKey } from '@/lib/payer-name';
import { handRecorded, handRecordedAlike, knownElsewhere, knownFingerprints } from './earlier-lines';
import type { ImportRun } from './import-run';
import { type LoadedFacts, loadFacts } from './match-facts';
import { type LineToMatch, type Match, matchLine } from './match-line';
import type { StatementLine } from './model';
import { writeBooked } from './write-booked';

/** A line of a file with where it belongs. */
export interface FileLine {
  readonly line: StatementLine;
  readonly statementId: Id<'bankStatement'>;
  readonly receivingAccountId: Id<'receivingAccount'>;
  readonly accountNumber: string;
  readonly fingerprint: Buffer;
}

/** What is written down of a new line. */
export interface BookedLine {
  readonly id: Id<'bankLine'>;
  readonly of: FileLine;
  readonly text: LineText;
  readonly amount: Money;
  readonly state: BankLineState;
  readonly match: Match | null;
  /** Its recharge, where it was credited by itself. */
  readonly recharge: { readonly id: Id<'bankTransfer'>; readonly rootId: Id<'organization'> } | null;
  /** The transfer it was recorded as before. */
  readonly recordedId: Id<'bankTransfer'> | null;
  readonly transfer: Transfer | null;
}

/**
 * Books lines of a checked file: new ones are credited to whom they clearly are, or lie in suspense; known ones change nothing. A handful of
 * statements however many lines there are. Balances are locked from the last of them to the commit.
 *
 * Whoever books lines, or records a transfer by hand, holds the operator's row first: what is known is complete, and two never book one.
 *
 * @returns how many were new
 * @source spec/06 §6.2, spec/13 L14, quality/acceptance.md F1, F2, F5
 */
export async function bookLines(tx: Transaction, run: ImportRun, lines: readonly FileLine[]): Promise<number> {
  const { organization: operator } = run;
  await tx.execute(sql`select 1 from organizations where id = ${uuidOf(operator.id)}::uuid for no key update`);
  const fresh = await newOnes(tx, lines);
  if (fresh.length === 0) return 0;
  const credits = fresh.filter(({ line }) => line.direction === 'credit');
  const toMatch = new Map(credits.map((of) => [of, lineToMatch(of)]));
  const facts = await loadFacts(tx, operator, [...toMatch.values()]);
  const recorded = await handRecorded(tx, credits);
  const elsewhere = await knownElsewhere(tx, run.id, credits);
  const alike = await handRecordedAlike(tx, credits);
  const clearing = await openAccount(tx, operator.id, 'bank_clearing', operator.currency);
  const suspense = await openAccount(tx, operator.id, 'recharge_suspense', operator.currency);

  const booked = fresh.map((of): BookedLine => {
    const basis = {
      id: newId('bankLine'),
      of,
      text: textOf(of.line),
      amount: money(of.line.amountMinor, operator.currency),
    };
    const nothing = { match: null, recharge: null, recordedId: null, transfer: null };
    const matchable = toMatch.get(of);
    if (!matchable) return { ...basis, ...nothing, state: of.line.isReversal ? 'reversal' : 'outgoing' };
    const byHand = recorded.take(of);
    if (byHand.is === 'the_same')
      return { ...basis, ...nothing, state: 'recorded', match: byHand.match, recordedId: byHand.id };
    const doubts = [
      // Money of the operator's own that comes back is nobody's recharge.
      ...(of.line.isReversal ? [{ code: 'is_reversal', speaks: 'against' } as const] : []),
      ...(byHand.is === 'another' ? [{ code: 'reference_used', speaks: 'against' } as const] : []),
      ...(elsewhere.has(of) ? [{ code: 'maybe_known', speaks: 'against' } as const] : []),
    ];
    const plain = matchLine(matchable, facts, doubts);
    const isDoubtful = plain.partnerId !== null && alike.has(of, plain.partnerId);
    const match = isDoubtful ? matchLine(matchable, facts, [...doubts, recordedAlike]) : plain;
    return settle(basis, match, facts, { clearing, suspense });
  });
  await writeBooked(tx, run, booked);
  await post(tx, booked);
  return booked.length;
}

/** Of several that are the same in one batch the first one counts. */
async function newOnes(tx: Transaction, lines: readonly FileLine[]): Promise<FileLine[]> {
  const known = await knownFingerprints(tx, lines);
  return lines.filter((of) => {
    const key = keyOf(of);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

const recordedAlike = { code: 'recorded_alike', speaks: 'against' } as const;

/** What tells a line from every other of the operator's. */
export const keyOf = (of: Pick<FileLine, 'receivingAccountId' | 'fingerprint'>): string =>
  `${of.receivingAccountId} ${of.fingerprint.toString('hex')}`;

type LineText = ReturnType<typeof textOf>;

/** What stands in a line, as much of it as is kept. */
const textOf = (line: StatementLine) => ({
  payerName: cut(line.payerName, 256),
  payerNameKey: line.payerName === null ? null : payerNameKey(line.payerName),
  payerAccount: cut(line.payerAccount, 64),
  virtualNumber: cut(line.virtualNumber, 64),
  remittanceText: cut(line.remittanceText, 1024),
  endToEndId: cut(line.endToEndId, 64),
});

const cut = (text: string | null, max: number): string | null =>
  text === null ? null : [...text.toWellFormed().replaceAll('\0', '')].slice(0, max).join('');

const lineToMatch = ({ line, accountNumber }: FileLine): LineToMatch => ({
  ...textOf(line),
  amountMinor: line.amountMinor,
  accountNumber,
});

function settle(
  basis: Pick<BookedLine, 'id' | 'of' | 'text' | 'amount'>,
  match: Match,
  facts: LoadedFacts,
  { clearing, suspense }: { readonly clearing: bigint; readonly suspense: bigint },
): BookedLine {
  const transfer = { id: newId('transfer'), debit: clearing, amount: basis.amount };
  const recordedId = null;
  if (match.decision !== 'post' || !match.partnerId) {
    const receipt = { ...transfer, kind: 'bank_receipt', credit: suspense } as const;
    return { ...basis, state: 'suspense', match, recharge: null, recordedId, transfer: receipt };
  }
  const receiver = facts.receivers.get(match.partnerId);
  invariant(receiver?.funds !== undefined, 'whoever is credited has an account');
  const recharge = { id: newId('bankTransfer'), rootId: receiver.rootId };
  return {
    ...basis,
    state: 'posted',
    match,
    recharge,
    recordedId,
    transfer: { ...transfer, kind: 'recharge', credit: receiver.funds },
  };
}

async function post(tx: Transaction, booked: readonly BookedLine[]): Promise<void> {
  const transfers = booked.flatMap(({ transfer }) => transfer ?? []);
  if (transfers.length === 0) return;
  const postings = await postBatch(tx, transfers);
  invariant(
    postings.every(({ outcome }) => outcome === 'posted'),
    'what has arrived is posted',
  );
}
