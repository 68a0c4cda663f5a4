import type { StatementLine } from '../model';
import { amountAt, type CamtRecord, dayOf, directionAt, isReversalAt, valueAt } from './camt-record';
import { sameAmount } from './statement-sums';
import { accountNumberOf, cut, fitting, problem, textMax } from './values';

/** One booking, and the transactions it is made of as far as the bank tells them. */
export interface CamtEntry extends CamtRecord {
  readonly details: CamtRecord[];
}

/**
 * The lines of one booking: each transaction of a batch is one of its own, and together they are the booking.
 *
 * The bank's reference is what the account servicer gives, of a batch with the transaction's place in it; `NtryRef` is none, since
 * banks number their entries with it from 1 or write one and the same for every batch. Where no transaction of a batch has an amount, the booking is one line.
 *
 * @throws BankFileProblem where transactions do not sum to their booking, or something cannot be read
 * @source design/differentiators.md X4
 */
export function linesOfEntry(entry: CamtEntry, account: string): StatementLine[] {
  const { minor, currency } = amountAt(entry, 'Amt');
  const direction = directionAt(entry);
  if (minor === 0n) return [];
  const [only] = entry.details;
  const priced = entry.details.map(priceOf);
  if (entry.details.length < 2 || priced.every((price) => price === undefined)) {
    const detail = entry.details.length === 1 && only ? only : noDetail;
    const reference = valueAt(entry, 'AcctSvcrRef') ?? valueAt(detail, 'Refs/AcctSvcrRef');
    return [lineOf(entry, detail, { direction, amountMinor: minor, currency, reference }, account)];
  }
  const references = referencesOf(entry);
  let total = 0n;
  const lines = entry.details.flatMap((detail, index) => {
    const price = priced[index] ?? amountAt(detail, 'Amt');
    if (price.currency !== currency)
      problem('currency_differs', detail.line, { found: price.currency, expected: currency });
    const own = detail.values.has('CdtDbtInd') ? directionAt(detail) : direction;
    total += own === direction ? price.minor : -price.minor;
    if (price.minor === 0n) return [];
    const facts = { direction: own, amountMinor: price.minor, currency, reference: references[index] };
    return [lineOf(entry, detail, facts, account)];
  });
  sameAmount('batch', total, minor, currency, entry.line);
  return lines;
}

const noDetail: CamtRecord = { line: 0, values: new Map() };

interface Facts {
  readonly direction: 'credit' | 'debit';
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
}

/** Version 2 has the amount of a transaction among its details, later ones have it directly. */
function priceOf(detail: CamtRecord): { minor: bigint; currency: string } | undefined {
  const path = ['Amt', 'AmtDtls/TxAmt/Amt'].find((place) => detail.values.has(place));
  return path === undefined ? undefined : amountAt(detail, path);
}

function referencesOf(entry: CamtEntry): (string | undefined)[] {
  const own = entry.details.map((detail) => valueAt(detail, 'Refs/AcctSvcrRef'));
  const batch = valueAt(entry, 'AcctSvcrRef');
  if (new Set(own).size === own.length && own.every((text) => text !== undefined && text !== batch)) return own;
  return own.map((_text, index) => (batch === undefined ? undefined : `${batch}/${index + 1}`));
}

function lineOf(entry: CamtEntry, detail: CamtRecord, facts: Facts, account: string): StatementLine {
  const line = detail.line || entry.line;
  const isReversal = isReversalAt(entry);
  // The parties of a reversal are those of what it reverses.
  const isCredit = (facts.direction === 'credit') !== isReversal;
  const [other, own] = isCredit ? (['Dbtr', 'Cdtr'] as const) : (['Cdtr', 'Dbtr'] as const);
  const paidTo = compact(accountOf(detail, own));
  const bookedOn = dayOf(entry, 'BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm');
  if (bookedOn === null) return problem('date_not_readable', entry.line, { column: 'BookgDt', value: '' });
  return {
    line,
    bankReference: fitting(facts.reference, textMax.reference, 'AcctSvcrRef', line),
    direction: facts.direction,
    amountMinor: facts.amountMinor,
    currency: facts.currency,
    bookedOn,
    valueOn: dayOf(entry, 'ValDt/Dt', 'ValDt/DtTm'),
    payerName: fitting(nameOf(detail, other), textMax.name, `${other}/Nm`, line),
    payerAccount: fitting(compact(accountOf(detail, other)), textMax.account, `${other}Acct`, line),
    virtualNumber:
      isCredit && !isReversal && accountNumberOf(paidTo ?? '') !== account
        ? fitting(paidTo, textMax.account, 'CdtrAcct', line)
        : null,
    remittanceText: cut(remittanceOf(entry, detail, other), textMax.remittance),
    endToEndId: endToEndOf(detail, line),
    isReversal,
    otherReferences: otherReferencesOf(entry, detail, facts.reference),
  };
}

const nameOf = (detail: CamtRecord, party: 'Dbtr' | 'Cdtr'): string | undefined =>
  valueAt(detail, `RltdPties/${party}/Nm`, ...(party === 'Dbtr' ? ['RltdPties/UltmtDbtr/Nm'] : []));

const accountOf = (detail: CamtRecord, party: 'Dbtr' | 'Cdtr'): string | undefined =>
  valueAt(detail, `RltdPties/${party}Acct/Id/IBAN`, `RltdPties/${party}Acct/Id/Othr/Id`);

const compact = (text: string | undefined): string | undefined => text?.replaceAll(/\s/g, '').toUpperCase();

/** What the payer wrote, else what the bank did; and for whom it was paid, where that is not the payer. */
function remittanceOf(entry: CamtEntry, detail: CamtRecord, other: 'Dbtr' | 'Cdtr'): string {
  const written = ['Ustrd', 'Strd/CdtrRefInf/Ref', 'Strd/RfrdDocInf/Nb', 'Strd/AddtlRmtInf'].flatMap(
    (part) => valueAt(detail, `RmtInf/${part}`) ?? [],
  );
  const said = written.length > 0 ? written : [valueAt(detail, 'AddtlTxInf') ?? valueAt(entry, 'AddtlNtryInf') ?? ''];
  const ultimate = other === 'Dbtr' ? valueAt(detail, 'RltdPties/UltmtDbtr/Nm') : undefined;
  return [...said, ...(ultimate && ultimate !== nameOf(detail, other) ? [ultimate] : [])].join(' ');
}

/** A reversal may be called by the entry's name what the reversed one is called by the transaction's, and the other way round. */
function otherReferencesOf(entry: CamtEntry, detail: CamtRecord, own: string | undefined): string[] {
  const places = ['Refs/AcctSvcrRef', 'Refs/InstrId', 'Refs/TxId', 'Refs/UETR', 'Refs/Prtry/Ref'];
  const batch = entry.details.length < 2 ? [valueAt(entry, 'AcctSvcrRef')] : [];
  const found = [...batch, ...places.map((place) => valueAt(detail, place))];
  return [...new Set(found)].flatMap((text) =>
    text && text !== own && text !== 'NOTPROVIDED' && text.length <= textMax.reference ? text : [],
  );
}

/** `NOTPROVIDED` is how the standard says that there is none. */
function endToEndOf(detail: CamtRecord, line: number): string | null {
  const id = valueAt(detail, 'Refs/EndToEndId');
  return id === 'NOTPROVIDED' ? null : fitting(id, textMax.reference, 'EndToEndId', line);
}
