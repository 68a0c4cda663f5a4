/** The forms of bank files there are. */
export const bankFileFormats = ['camt053', 'camt054', 'mt940', 'csv'] as const;

/** The largest file and the longest line that is read, in bytes, and the most transactions a file may hold. @source quality/acceptance.md F7 */
export const bankFileLimits = { bytesMax: 20_000_000, linesMax: 100_000, lineBytesMax: 4_000 } as const;

/** How many files an organization may upload within 24 hours. @source quality/acceptance.md F11 */
export const uploadsPerDayMax = 50;

/** Why a file is refused as a whole: words in `messages/<language>/bankfiles.json` under `fileRefusals`. */
export const fileRefusals = [
  'not_this_format',
  'wrong_encoding',
  'too_large',
  'too_many_lines',
  'line_too_long',
  'broken_off',
  'entities_not_allowed',
  'nested_too_deep',
  'column_missing',
  'cell_not_readable',
  'amount_not_readable',
  'date_not_readable',
  'currency_differs',
  'unknown_account',
  'sums_do_not_add_up',
  'balance_missing',
  'reference_conflict',
  'empty',
] as const;
export type FileRefusal = (typeof fileRefusals)[number];

/** Thrown by a reader: where the file is wrong and what stood there. Nothing of the file is kept but this. */
export class BankFileProblem extends Error {
  override readonly name = 'BankFileProblem';
  readonly code: FileRefusal;
  /** From 1; null where it is the file as a whole. */
  readonly line: number | null;
  readonly detail: Readonly<Record<string, string>>;
  constructor(code: FileRefusal, line: number | null = null, detail: Readonly<Record<string, string>> = {}) {
    super(code);
    this.code = code;
    this.line = line;
    this.detail = detail;
  }
}

/** The head of one account's statement, as it is read. Amounts in minor units; days `YYYY-MM-DD`. */
export interface StatementHead {
  readonly accountNumber: string;
  readonly currency: string;
  readonly reference: string | null;
  readonly openingMinor: bigint | null;
}

/** One transaction of a statement. */
export interface StatementLine {
  /** In which line of the file it begins, from 1. */
  readonly line: number;
  readonly bankReference: string | null;
  readonly direction: 'credit' | 'debit';
  /** Above zero. */
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  readonly payerName: string | null;
  readonly payerAccount: string | null;
  readonly virtualNumber: string | null;
  readonly remittanceText: string | null;
  readonly endToEndId: string | null;
  /** The bank says that the line takes another one back. */
  readonly isReversal?: boolean;
  /** What else the file calls the transaction. */
  readonly otherReferences?: readonly string[];
}

/** What a reader hands out, in the file's order: a head, its lines, its end; then perhaps the next. */
export type BankFileItem =
  | { readonly kind: 'statement'; readonly head: StatementHead }
  | { readonly kind: 'line'; readonly line: StatementLine }
  | {
      readonly kind: 'end';
      readonly closingMinor: bigint | null;
      readonly fromOn: string | null;
      readonly toOn: string | null;
      /** What the file itself says of its sums, where it does. */
      readonly declared: { readonly creditsMinor?: bigint; readonly debitsMinor?: bigint; readonly lineCount?: number };
    };
