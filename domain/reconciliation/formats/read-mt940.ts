import { type BankFileItem, BankFileProblem, bankFileLimits, type StatementLine } from '../model';
import { detailsOf86 } from './mt940-details';
import { addLine, checkClosing, noSums, type StatementSums } from './statement-sums';
import { type TextLine, textLines } from './text-lines';
import { accountNumberOf, cut, fitting, isDay, minorOf, problem, textMax } from './values';

/** Fields of the message. Whatever else begins with a colon is text of the field before. */
const fieldStart = /^:(20|21|25P?|28C?|60[FM]|61|62[FM]|64|65|86|13D?|34F|90[CD]|NS):(.*)$/;

/** So many lines of a bank's own may stand before the first field. */
const preambleMax = 10;

/**
 * Reads SWIFT MT940, with or without the envelope around each message.
 *
 * Written here and not taken from `mt940js`: that one wants the whole file at once, counts money in floating point numbers, gives no lines
 * for what is wrong, and stops at fields it does not know.
 *
 * @throws BankFileProblem
 * @source SWIFT Standards MT, category 9, MT 940
 */
export async function* readMt940(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<BankFileItem, void, void> {
  const reader = new Mt940Reader();
  for await (const lines of textLines(pieces, 'utf-8')) {
    for (const line of lines) reader.take(line);
    yield* reader.items.splice(0);
  }
  reader.end();
  yield* reader.items.splice(0);
}

interface Field {
  readonly tag: string;
  readonly line: number;
  readonly lines: string[];
  length: number;
}

interface Balance {
  readonly minor: bigint;
  readonly currency: string;
  readonly day: string;
}

interface Statement {
  readonly line: number;
  readonly reference: string;
  account?: string;
  opening?: Balance;
  sums?: StatementSums;
  isClosed: boolean;
}

class Mt940Reader {
  readonly items: BankFileItem[] = [];
  private field: Field | undefined;
  private statement: Statement | undefined;
  /** A transaction whose field 86 may still come. */
  private waiting: { readonly field: Field; readonly details: string[] } | undefined;
  private hasBegun = false;
  private isEnveloped = false;
  private lineCount = 0;
  private lastLine = 1;

  take({ line, text, isEnded }: TextLine): void {
    this.lastLine = line;
    const plain = text.replace(/^\{1:.*\{4:$/, '{4:').trimEnd();
    if (plain === '{4:') {
      this.endMessage(line);
      this.isEnveloped = true;
    } else if (/^-(?:\}(?:\{5:.*\})?|XXX)?$/.test(plain) && !this.isInTransaction(plain)) {
      // A dash that was cut off from its brace does not end an envelope.
      if (this.isEnveloped && !plain.startsWith('-}') && !isEnded) throw new BankFileProblem('broken_off', line);
      this.isEnveloped = false;
      this.endMessage(line);
    } else {
      this.takeText(line, plain);
    }
  }

  end(): void {
    this.endMessage(this.lastLine);
    if (this.isEnveloped) throw new BankFileProblem('broken_off', this.lastLine);
    if (!this.hasBegun) throw new BankFileProblem('not_this_format', 1);
  }

  /** A dash alone may be text that was wrapped. */
  private isInTransaction(text: string): boolean {
    return text === '-' && (this.field?.tag === '61' || (this.field?.tag === '86' && this.waiting !== undefined));
  }

  private takeText(line: number, text: string): void {
    const match = fieldStart.exec(text);
    if (match) {
      this.endField();
      this.field = { tag: match[1] ?? '', line, lines: [match[2] ?? ''], length: text.length };
      if (this.field.tag === '20') this.beginStatement(this.field);
      else if (!this.statement) problem('not_this_format', line);
      return;
    }
    if (this.field) {
      this.field.length += text.length;
      if (this.field.length > bankFileLimits.lineBytesMax) problem('line_too_long', line);
      this.field.lines.push(text);
    } else if (text && (this.hasBegun || line > preambleMax || /^[:<{[]/.test(text))) {
      problem('not_this_format', line);
    }
  }

  private endMessage(line: number): void {
    this.endField();
    this.endStatement(line);
  }

  private beginStatement(field: Field): void {
    this.endStatement(field.line);
    this.hasBegun = true;
    this.statement = { line: field.line, reference: field.lines[0]?.trim() ?? '', isClosed: false };
  }

  private endStatement(line: number): void {
    const { statement } = this;
    if (!statement) return;
    if (!statement.isClosed) throw new BankFileProblem('broken_off', line);
    this.statement = undefined;
  }

  private endField(): void {
    const { field, statement } = this;
    this.field = undefined;
    if (!field || !statement) return;
    const { tag } = field;
    if (tag === '86' && this.waiting) {
      this.waiting.details.push(...field.lines);
      return;
    }
    if (tag === 'NS') return;
    this.endTransaction(statement);
    if (tag.startsWith('25')) statement.account = accountOf(field);
    if (tag.startsWith('60')) this.open(statement, field);
    if (tag === '61') {
      if (!statement.opening || statement.isClosed) problem('balance_missing', field.line);
      this.waiting = { field, details: [] };
    }
    if (tag.startsWith('62')) this.close(statement, field);
  }

  private open(statement: Statement, field: Field): void {
    const opening = balanceOf(field);
    if (statement.opening) problem('cell_not_readable', field.line, { column: field.tag });
    if (!statement.account) problem('unknown_account', statement.line);
    statement.opening = opening;
    statement.sums = noSums(opening.currency);
    this.items.push({
      kind: 'statement',
      head: {
        // Some banks write the currency behind the number.
        accountNumber: statement.account?.replace(new RegExp(`(?<=\\d)${opening.currency}$`), '') ?? '',
        currency: opening.currency,
        reference: fitting(statement.reference, textMax.statement, '20', statement.line),
        openingMinor: opening.minor,
      },
    });
  }

  private endTransaction({ sums }: Statement): void {
    const { waiting } = this;
    this.waiting = undefined;
    if (!waiting || !sums) return;
    const line = transactionOf(waiting.field, waiting.details, sums.currency);
    if (line.amountMinor === 0n) return;
    this.lineCount += 1;
    if (this.lineCount > bankFileLimits.linesMax) problem('too_many_lines', line.line);
    addLine(sums, line);
    this.items.push({ kind: 'line', line });
  }

  private close(statement: Statement, field: Field): void {
    const closing = balanceOf(field);
    const { opening, sums } = statement;
    if (!opening || !sums || statement.isClosed) throw new BankFileProblem('balance_missing', field.line);
    if (closing.currency !== sums.currency)
      problem('currency_differs', field.line, { found: closing.currency, expected: sums.currency });
    checkClosing(sums, opening.minor, closing.minor, field.line);
    statement.isClosed = true;
    this.items.push({ kind: 'end', closingMinor: closing.minor, fromOn: opening.day, toOn: closing.day, declared: {} });
  }
}

function accountOf(field: Field): string {
  const text = accountNumberOf(field.lines[0] ?? '');
  return fitting(text, textMax.account, '25', field.line) ?? problem('unknown_account', field.line);
}

function balanceOf({ tag, line, lines }: Field): Balance {
  const [text = ''] = lines;
  const match = /^([CD])(\d{6})([A-Z]{3})(\d{1,15},\d{0,3})$/.exec(text);
  const [, mark, date = '', currency = '', amount = ''] = match ?? [];
  const minor = match ? minorOf(amount.replace(',', '.'), currency) : undefined;
  if (minor === undefined) return problem('amount_not_readable', line, { column: tag, value: text });
  return { minor: mark === 'C' ? minor : -minor, currency, day: dayOf(date, line) };
}

/** `RC` takes a credit back and is a debit, `RD` the other way round. */
const directions: Readonly<Record<string, 'credit' | 'debit'>> = { C: 'credit', RD: 'credit', D: 'debit', RC: 'debit' };

function transactionOf({ line, lines }: Field, details: readonly string[], currency: string): StatementLine {
  const [text = '', ...supplement] = lines;
  const match = /^(\d{6})(\d{4})?(RC|RD|C|D)[A-Z]?(\d{1,15}(?:,\d{0,3})?)([SNF][A-Z0-9 ]{3})(.*)$/.exec(text);
  if (!match) return problem('cell_not_readable', line, { column: '61', value: text });
  const [, date = '', entry, mark = '', amount = '', , references = ''] = match;
  const amountMinor = minorOf(amount.replace(',', '.'), currency);
  if (amountMinor === undefined) return problem('amount_not_readable', line, { column: '61', value: amount });
  const valueOn = dayOf(date, line);
  const [own = '', bank = ''] = references.split('//', 2);
  const told = detailsOf86(details);
  return {
    line,
    bankReference: fitting(meaning(bank), textMax.reference, '61', line),
    direction: directions[mark] ?? 'debit',
    amountMinor,
    currency,
    bookedOn: entry ? entryDay(valueOn, entry, line) : valueOn,
    valueOn,
    payerName: fitting(told.name, textMax.name, '86', line),
    payerAccount: fitting(told.account?.replaceAll(/\s/g, '').toUpperCase(), textMax.account, '86', line),
    virtualNumber: null,
    remittanceText: cut([told.remittance, ...supplement].join(' '), textMax.remittance),
    endToEndId: fitting(meaning(told.endToEnd ?? '') ?? meaning(own), textMax.reference, '61', line),
    isReversal: mark.startsWith('R'),
    otherReferences: [own].flatMap(
      (text) => (told.endToEnd && text.length <= textMax.reference && meaning(text)) || [],
    ),
  };
}

/** Banks that have no reference write that they have none, or noughts. */
const meaning = (text: string): string | undefined =>
  /^(?:NONREF|NOTPROVIDED|0*)$/.test(text.trim()) ? undefined : text.trim();

function dayOf(date: string, line: number): string {
  const year = Number(date.slice(0, 2));
  const day = `${year < 80 ? 20 : 19}${date.slice(0, 2)}-${date.slice(2, 4)}-${date.slice(4, 6)}`;
  return isDay(day) ? day : problem('date_not_readable', line, { value: date });
}

/** The day of booking has no year: it is the value date's, unless a new year lies between them. */
function entryDay(valueOn: string, entry: string, line: number): string {
  const [year, valueMonth, month] = [Number(valueOn.slice(0, 4)), valueOn.slice(5, 7), entry.slice(0, 2)];
  const shift = valueMonth === '12' && month === '01' ? 1 : valueMonth === '01' && month === '12' ? -1 : 0;
  const day = `${year + shift}-${month}-${entry.slice(2, 4)}`;
  return isDay(day) ? day : problem('date_not_readable', line, { value: entry });
}
