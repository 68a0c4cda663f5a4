import { type BankFileItem, BankFileProblem, bankFileLimits } from '../model';
import { type CamtEntry, linesOfEntry } from './camt-entry';
import { amountAt, type CamtRecord, dayOf, directionAt, keepValue, valueAt } from './camt-record';
import { addLine, checkClosing, noSums, type StatementSums, sameAmount, sameCount } from './statement-sums';
import { accountNumberOf, fitting, isCurrencyCode, minorOf, problem, textMax } from './values';
import { type XmlElement, type XmlVisitor, xmlItems } from './xml-elements';

const messages = {
  camt053: { message: 'BkToCstmrStmt', part: 'Stmt', namespace: 'camt.053' },
  camt054: { message: 'BkToCstmrDbtCdtNtfctn', part: 'Ntfctn', namespace: 'camt.054' },
} as const;
type Camt = keyof typeof messages;

/**
 * Reads ISO 20022 bank statements (camt.053) and notifications (camt.054), versions 2 to 12. Only what is booked is read; a
 * statement must have its balances, and they must agree with its entries.
 *
 * @throws BankFileProblem
 * @source design/differentiators.md X4
 */
export async function* readCamt(
  kind: Camt,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<BankFileItem, void, void> {
  const visitor = new CamtVisitor(kind);
  yield* xmlItems(pieces, visitor);
  if (!visitor.hasMessage) throw new BankFileProblem('not_this_format');
}

/** One statement while it is read. */
interface Statement extends CamtRecord {
  readonly balances: CamtRecord[];
  sums: StatementSums | undefined;
  /** Of all entries, booked or not: the summary speaks of all. */
  readonly all: { credit: { minor: bigint; count: number }; debit: { minor: bigint; count: number } };
}

class CamtVisitor implements XmlVisitor<BankFileItem> {
  hasMessage = false;
  private readonly kind: Camt;
  private items: BankFileItem[] = [];
  private path: string[] = [];
  private statement: Statement | undefined;
  private balance: CamtRecord | undefined;
  private entry: CamtEntry | undefined;
  private detail: CamtRecord | undefined;
  private lineCount = 0;

  constructor(kind: Camt) {
    this.kind = kind;
  }

  take(): readonly BankFileItem[] {
    const taken = this.items;
    this.items = [];
    return taken;
  }

  open(element: XmlElement): void {
    if (!this.statement) {
      this.openOutside(element);
      return;
    }
    if (element.name === 'Pty') return;
    this.path.push(element.name);
    const path = this.path.length <= 3 ? this.path.join('/') : '';
    const record = { line: element.line, values: new Map<string, string>() };
    if (path === 'Bal') this.balance = record;
    if (path === 'Ntry') this.entry = { ...record, details: [] };
    if (path !== 'Ntry/NtryDtls/TxDtls' || !this.entry) return;
    this.detail = record;
    // Counted as they come, so that a hostile batch is not collected first.
    if (this.lineCount + this.entry.details.push(record) > bankFileLimits.linesMax)
      problem('too_many_lines', element.line);
  }

  close(element: XmlElement): void {
    const { statement } = this;
    if (!statement || element.name === 'Pty') return;
    if (this.path.length === 0) {
      this.endStatement(statement, element.line);
      this.statement = undefined;
      return;
    }
    const depth = this.detail ? 3 : this.entry || this.balance ? 1 : 0;
    if (this.path.length > depth) {
      const record = this.detail ?? this.entry ?? this.balance ?? statement;
      keepValue(record, this.path.slice(depth).join('/'), element.text, element.attributes['Ccy']?.value);
    } else {
      this.endRecord(statement);
    }
    this.path.pop();
  }

  private openOutside({ name, namespace, line }: XmlElement): void {
    const { message, part, namespace: wanted } = messages[this.kind];
    const isOurs = new RegExp(
      `^urn:iso:std:iso:20022:tech:xsd:${wanted.replace('.', '\\.')}\\.001\\.(?:0[2-9]|1[0-2])$`,
    ).test(namespace);
    if (name === 'Document' && !isOurs) problem('not_this_format', line, { found: namespace });
    if (name === message && isOurs) this.hasMessage = true;
    if (name !== part || !isOurs || !this.hasMessage) return;
    const none = () => ({ minor: 0n, count: 0 });
    this.path = [];
    this.statement = { line, values: new Map(), balances: [], sums: undefined, all: { credit: none(), debit: none() } };
  }

  private endRecord(statement: Statement): void {
    if (this.detail) {
      this.detail = undefined;
    } else if (this.entry) {
      this.endEntry(statement, this.entry);
      this.entry = undefined;
    } else if (this.balance) {
      statement.balances.push(this.balance);
      if (statement.balances.length > 100) problem('too_many_lines', this.balance.line);
      this.balance = undefined;
    }
  }

  private endEntry(statement: Statement, entry: CamtEntry): void {
    const { minor, currency } = amountAt(entry, 'Amt');
    const sums = this.begun(statement, currency);
    if (sums.currency !== currency)
      problem('currency_differs', entry.line, { found: currency, expected: sums.currency });
    const side = statement.all[directionAt(entry)];
    side.minor += minor;
    side.count += 1;
    if ((valueAt(entry, 'Sts', 'Sts/Cd') ?? 'BOOK') !== 'BOOK') return;
    for (const line of linesOfEntry(entry, accountOf(statement))) {
      this.lineCount += 1;
      if (this.lineCount > bankFileLimits.linesMax) problem('too_many_lines', line.line);
      addLine(sums, line);
      this.items.push({ kind: 'line', line });
    }
  }

  /** The head goes out as soon as the currency is known for certain; balances stand before entries. */
  private begun(statement: Statement, currency: string): StatementSums {
    if (statement.sums) return statement.sums;
    const opening = openingOf(statement);
    const known = valueAt(statement, 'Acct/Ccy') ?? (opening ? amountAt(opening, 'Amt').currency : currency);
    statement.sums = noSums(known);
    this.items.push({
      kind: 'statement',
      head: {
        accountNumber: accountOf(statement),
        currency: known,
        reference: fitting(valueAt(statement, 'Id'), textMax.statement, 'Id', statement.line),
        openingMinor: opening ? signedBalance(opening, known) : null,
      },
    });
    return statement.sums;
  }

  private endStatement(statement: Statement, line: number): void {
    const anyBalance = statement.balances[0];
    const currency = valueAt(statement, 'Acct/Ccy') ?? (anyBalance ? amountAt(anyBalance, 'Amt').currency : '');
    // A notification about nothing, in no currency: there is nothing to tell.
    if (!statement.sums && !isCurrencyCode(currency)) return;
    const sums = this.begun(statement, currency);
    const opening = openingOf(statement);
    const closing = closingOf(statement);
    if (this.kind === 'camt053' && !(opening && closing)) problem('balance_missing', line);
    if (opening && closing)
      checkClosing(sums, signedBalance(opening, sums.currency), signedBalance(closing, sums.currency), closing.line);
    checkSummary(statement, sums.currency);
    this.items.push({
      kind: 'end',
      closingMinor: closing ? signedBalance(closing, sums.currency) : null,
      fromOn: dayOf(statement, 'FrToDt/FrDtTm'),
      toOn: dayOf(statement, 'FrToDt/ToDtTm'),
      declared: {},
    });
  }
}

function accountOf(statement: Statement): string {
  const text = accountNumberOf(valueAt(statement, 'Acct/Id/IBAN', 'Acct/Id/Othr/Id') ?? '');
  return fitting(text, textMax.account, 'Acct', statement.line) ?? problem('unknown_account', statement.line);
}

const ofType = (statement: Statement, type: string): readonly CamtRecord[] =>
  statement.balances.filter((balance) => balance.values.get('Tp/CdOrPrtry/Cd') === type);

/** A statement of several pages has interim balances at the ends of its pages. */
const openingOf = (statement: Statement): CamtRecord | undefined =>
  ofType(statement, 'OPBD')[0] ?? ofType(statement, 'PRCD')[0] ?? ofType(statement, 'ITBD')[0];

function closingOf(statement: Statement): CamtRecord | undefined {
  const closing = ofType(statement, 'CLBD').at(-1) ?? ofType(statement, 'ITBD').at(-1);
  return closing === openingOf(statement) ? undefined : closing;
}

function signedBalance(balance: CamtRecord, currency: string): bigint {
  const amount = amountAt(balance, 'Amt');
  if (amount.currency !== currency)
    problem('currency_differs', balance.line, { found: amount.currency, expected: currency });
  return directionAt(balance) === 'credit' ? amount.minor : -amount.minor;
}

/** What the message says of its entries as a whole, where it does. */
function checkSummary({ values, all, line }: Statement, currency: string): void {
  const both = { minor: all.credit.minor + all.debit.minor, count: all.credit.count + all.debit.count };
  for (const [name, side] of [
    ['TtlNtries', both],
    ['TtlCdtNtries', all.credit],
    ['TtlDbtNtries', all.debit],
  ] as const) {
    const [count, sum] = [values.get(`TxsSummry/${name}/NbOfNtries`), values.get(`TxsSummry/${name}/Sum`)];
    if (count) sameCount(side.count, /^\d{1,15}$/.test(count) ? Number(count) : -1, line);
    if (sum) sameAmount('summary', side.minor, minorOf(sum, currency) ?? -1n, currency, line);
  }
}
