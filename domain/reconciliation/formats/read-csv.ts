import type { CsvColumns, CsvProfile } from '@/db/schema/reconciliation';
import { type BankFileItem, BankFileProblem, bankFileLimits, type StatementLine } from '../model';
import { type CsvRecord, csvRecords } from './csv-records';
import { csvAmount, csvCurrency, csvDay } from './csv-values';
import { RunningBalance } from './running-balance';
import { addLine, checkClosing, noSums, type StatementSums } from './statement-sums';
import { accountNumberOf, cut, fitting, problem, textMax } from './values';

/** What amounts are in where neither a column nor the profile says a currency. */
const homeCurrency = 'CNY';

/**
 * Reads a bank's CSV as its profile says it is written. Lines of one account that follow each other are one statement. Where the file
 * says opening and closing balance, or the balance after each line, they must agree with the lines.
 *
 * @throws BankFileProblem: what is not written as the profile says is refused with its line
 * @source quality/acceptance.md F3, F4
 */
export async function* readCsvStatement(
  profile: CsvProfile,
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<BankFileItem, void, void> {
  const reader = new CsvReader(profile);
  for await (const record of csvRecords(pieces, profile)) {
    reader.take(record);
    yield* reader.items.splice(0);
  }
  reader.end();
  yield* reader.items.splice(0);
}

/** A balance the file states under a label, still as it is written: its currency may only be known later. */
interface Stated {
  readonly text: string;
  readonly line: number;
}

interface Statement {
  readonly account: string;
  readonly sums: StatementSums;
  readonly openingMinor: bigint | null;
  readonly balance: RunningBalance;
  firstOn: string | null;
  lastOn: string | null;
}

type Column = keyof CsvColumns;

class CsvReader {
  readonly items: BankFileItem[] = [];
  private readonly profile: CsvProfile;
  private places: ReadonlyMap<Column, number> | undefined;
  private width = 0;
  private statement: Statement | undefined;
  private opening: Stated | undefined;
  private closing: Stated | undefined;
  private isFooted = false;
  private lineCount = 0;
  private lastLine = 1;

  constructor(profile: CsvProfile) {
    this.profile = profile;
  }

  take(record: CsvRecord): void {
    this.lastLine = record.line;
    if (this.takeBalances(record) || record.isHead) return;
    if (!this.places) {
      this.places = placesOf(record, this.profile.columns);
      this.width = record.cells.length;
      return;
    }
    if (this.isFooted) problem('cell_not_readable', record.line, { column: '', value: record.cells[0] ?? '' });
    if (record.cells.length !== this.width) {
      if (!record.isEnded) throw new BankFileProblem('broken_off', record.line);
      problem('column_missing', record.line, { found: String(record.cells.length), expected: String(this.width) });
    }
    this.takeLine(record);
  }

  end(): void {
    if (!this.places) throw new BankFileProblem('broken_off', this.lastLine);
    const { accountNumber } = this.profile;
    if (!this.statement && accountNumber && this.opening && this.closing)
      this.begin(accountNumberOf(accountNumber), this.ownCurrency(), this.lastLine);
    if (!this.statement) throw new BankFileProblem('empty');
    if (this.profile.closingLabel && !this.closing)
      problem('balance_missing', this.lastLine, { expected: this.profile.closingLabel });
    this.endStatement(true);
  }

  /** Whether the line states a balance: behind its label, in the same cell or the next. Above the table, one line may state both. */
  private takeBalances({ line, cells, isHead }: CsvRecord): boolean {
    const { openingLabel, closingLabel } = this.profile;
    const statedBy = (label: string | undefined): Stated | undefined => {
      const at = label ? cells.findIndex((cell) => cell.startsWith(label)) : -1;
      if (!label || at < 0 || (!isHead && at > 0)) return undefined;
      const behind = (cells[at] ?? '').slice(label.length).replace(/^\s*[:：]\s*/, '');
      return { text: behind || (cells[at + 1] ?? ''), line };
    };
    // The line of names may name a column as a balance is labelled.
    if (!isHead && !this.places) return false;
    const [opening, closing] = [statedBy(openingLabel), statedBy(closingLabel)];
    if (opening) this.opening ??= opening;
    if (closing) this.closing = closing;
    if (closing && !isHead) this.isFooted = true;
    return opening !== undefined || closing !== undefined;
  }

  private takeLine(record: CsvRecord): void {
    const { line } = record;
    const currencyCell = this.cell(record, 'currency');
    const currency = currencyCell ? csvCurrency(currencyCell, this.nameOf('currency'), line) : this.ownCurrency();
    const account = accountNumberOf(this.cell(record, 'account') || this.profile.accountNumber || '');
    if (!account) problem('unknown_account', line);
    if (this.statement && this.statement.account !== account) this.endStatement(false);
    const statement = this.statement ?? this.begin(account, currency, line);
    const { sums } = statement;
    if (currency !== sums.currency) problem('currency_differs', line, { found: currency, expected: sums.currency });
    const signed = this.signedAmount(record, currency);
    const balanceCell = this.cell(record, 'balance');
    if (this.places?.has('balance'))
      statement.balance.add(signed, csvAmount(balanceCell, this.profile, currency, this.nameOf('balance'), line), line);
    if (signed === 0n) return;
    this.lineCount += 1;
    if (this.lineCount > bankFileLimits.linesMax) problem('too_many_lines', line);
    const read = this.lineOf(record, signed, currency);
    addLine(sums, read);
    if (statement.firstOn === null || read.bookedOn < statement.firstOn) statement.firstOn = read.bookedOn;
    if (statement.lastOn === null || read.bookedOn > statement.lastOn) statement.lastOn = read.bookedOn;
    this.items.push({ kind: 'line', line: read });
  }

  private begin(account: string, currency: string, line: number): Statement {
    const { openingLabel } = this.profile;
    if (openingLabel && !this.opening) problem('balance_missing', line, { expected: openingLabel });
    const openingMinor = this.opening ? this.balanceOf(this.opening, currency, openingLabel) : null;
    const sums = noSums(currency);
    this.statement = {
      account,
      sums,
      openingMinor,
      balance: new RunningBalance(currency),
      firstOn: null,
      lastOn: null,
    };
    const accountNumber = fitting(account, textMax.account, this.nameOf('account'), line) ?? account;
    this.items.push({ kind: 'statement', head: { accountNumber, currency, reference: null, openingMinor } });
    return this.statement;
  }

  private endStatement(isLast: boolean): void {
    const { statement, closing, opening } = this;
    if (!statement) return;
    // Balances of the whole file say nothing of one of several accounts.
    if (!isLast && (opening || closing))
      problem('cell_not_readable', this.lastLine, { column: this.nameOf('account') });
    const closingMinor = closing ? this.balanceOf(closing, statement.sums.currency, this.profile.closingLabel) : null;
    if (statement.openingMinor !== null && closing && closingMinor !== null)
      checkClosing(statement.sums, statement.openingMinor, closingMinor, closing.line);
    this.items.push({ kind: 'end', closingMinor, fromOn: statement.firstOn, toOn: statement.lastOn, declared: {} });
    this.statement = undefined;
  }

  private balanceOf({ text, line }: Stated, currency: string, label = ''): bigint {
    return csvAmount(text, this.profile, currency, label, line);
  }

  private signedAmount(record: CsvRecord, currency: string): bigint {
    const { profile } = this;
    const { line } = record;
    const amountIn = (column: 'amount' | 'credit' | 'debit'): bigint => {
      const text = this.cell(record, column);
      const minor = text || column === 'amount' ? csvAmount(text, profile, currency, this.nameOf(column), line) : 0n;
      const maySign = column === 'amount' && !profile.columns.direction;
      if (minor < 0n && !maySign) problem('amount_not_readable', line, { column: this.nameOf(column), value: text });
      return minor;
    };
    if (profile.columns.amount) {
      const minor = amountIn('amount');
      if (!profile.columns.direction) return minor;
      const word = this.cell(record, 'direction');
      if (word === profile.creditWord) return minor;
      if (word === profile.debitWord) return -minor;
      return problem('cell_not_readable', line, { column: profile.columns.direction, value: word });
    }
    const [credit, debit] = [amountIn('credit'), amountIn('debit')];
    const isEmpty = !this.cell(record, 'credit') && !this.cell(record, 'debit');
    if (isEmpty || (credit !== 0n && debit !== 0n))
      problem('amount_not_readable', line, { column: this.nameOf('credit'), value: this.cell(record, 'credit') });
    return credit - debit;
  }

  private lineOf(record: CsvRecord, signed: bigint, currency: string): StatementLine {
    const { line } = record;
    const text = (column: Column, max: number) => fitting(this.cell(record, column), max, this.nameOf(column), line);
    const valueOn = this.cell(record, 'valueOn');
    return {
      line,
      bankReference: text('bankReference', textMax.reference),
      direction: signed > 0n ? 'credit' : 'debit',
      amountMinor: signed > 0n ? signed : -signed,
      currency,
      bookedOn: csvDay(this.cell(record, 'bookedOn'), this.profile, this.nameOf('bookedOn'), line),
      valueOn: valueOn ? csvDay(valueOn, this.profile, this.nameOf('valueOn'), line) : null,
      payerName: text('payerName', textMax.name),
      payerAccount: text('payerAccount', textMax.account),
      virtualNumber: signed > 0n ? text('virtualNumber', textMax.account) : null,
      remittanceText: cut(this.cell(record, 'remittanceText'), textMax.remittance),
      endToEndId: null,
    };
  }

  private cell(record: CsvRecord, column: Column): string {
    const place = this.places?.get(column);
    return place === undefined ? '' : (record.cells[place] ?? '');
  }

  private ownCurrency(): string {
    return this.profile.currency ?? homeCurrency;
  }

  private nameOf(column: Column): string {
    return this.profile.columns[column] ?? column;
  }
}

/** Where each column stands. @throws BankFileProblem `column_missing` where one is not there, or twice */
function placesOf({ cells, line }: CsvRecord, columns: CsvColumns): ReadonlyMap<Column, number> {
  const places = new Map<Column, number>();
  for (const [column, name] of Object.entries(columns) as [Column, string | undefined][]) {
    if (name === undefined) continue;
    const at = cells.indexOf(name);
    if (at < 0 || cells.includes(name, at + 1)) problem('column_missing', line, { column: name });
    places.set(column, at);
  }
  return places;
}
