import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant, minorUnits } from '../columns';

export type BankFileFormat = 'camt053' | 'camt054' | 'mt940' | 'csv';
export type BankFileState = 'waiting' | 'running' | 'done' | 'refused';
export type BankLineState =
  | 'posted'
  | 'suspense'
  | 'recorded'
  | 'outgoing'
  | 'sent_back'
  | 'returned'
  | 'reversal'
  | 'taken_back'
  | 'reversed';
export type MatchRung = 'virtual_account' | 'reference' | 'payer' | 'rule';
export type BankPostingKind =
  | 'automatic'
  | 'manual'
  | 'claim'
  | 'send_back'
  | 'withdrawal_return'
  | 'recorded'
  | 'take_back'
  | 'reversal_closed';
export type BankPostingState = 'proposed' | 'done' | 'rejected' | 'withdrawn';
export type ReceiptType = 'application/pdf' | 'image/png' | 'image/jpeg';
export type ClaimState = 'submitted' | 'approved' | 'rejected' | 'withdrawn';

/** Where a value stands in a CSV file of a bank: the column's name in the line of names, as the bank writes it. */
export interface CsvColumns {
  readonly bookedOn: string;
  readonly valueOn?: string;
  readonly bankReference?: string;
  readonly payerName?: string;
  readonly payerAccount?: string;
  readonly virtualNumber?: string;
  readonly remittanceText?: string;
  /** Either one column with the amount, and where there is one a column that tells credits from debits; or one for each. */
  readonly amount?: string;
  readonly direction?: string;
  readonly credit?: string;
  readonly debit?: string;
  readonly currency?: string;
  readonly balance?: string;
  /** The account the line is of, where one file holds several or names it in each line. */
  readonly account?: string;
}

/** How one bank writes its statements as CSV. Nothing is guessed: what is not written like this is refused with its line. */
export interface CsvProfile {
  readonly encoding: 'utf-8' | 'gb18030' | 'utf-16le';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly columns: CsvColumns;
  /** The number of the line with the columns' names, from 1. */
  readonly headerLine: number;
  readonly dateFormat: 'YYYY-MM-DD' | 'YYYYMMDD' | 'YYYY/MM/DD' | 'DD.MM.YYYY';
  readonly amountFormat: '1,234.56' | '1.234,56' | '1234.56';
  /** What stands in the direction column for a credit and for a debit. */
  readonly creditWord?: string;
  readonly debitWord?: string;
  /** The operator's account the file is of, where the file does not say it in a column. */
  readonly accountNumber?: string;
  /** What amounts are in where no column says it; CNY where this does not either. */
  readonly currency?: string;
  /** In which line of the file's head, and behind which words, opening and closing balance stand; none where the bank does not write them. */
  readonly openingLabel?: string;
  readonly closingLabel?: string;
}

/** One thing that speaks for a match, or against it. Its words are `reconciliation.reasons.<code>`. */
export interface MatchReason {
  readonly code: string;
  readonly speaks: 'for' | 'against';
  readonly value?: string;
}

export const bankProfiles = pgTable('bank_profiles', {
  id: id('bankProfile').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  name: text().notNull(),
  definition: jsonb().$type<CsvProfile>().notNull(),
  archivedAt: instant(),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const bankFiles = pgTable('bank_files', {
  id: id('bankFile').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  name: text().notNull(),
  source: text().$type<'upload' | 'folder'>().notNull(),
  format: text().$type<BankFileFormat>().notNull(),
  /** For CSV: one of the built-in profiles by its key, or a saved one as it was at that time. */
  profileName: text(),
  profile: jsonb().$type<CsvProfile>(),
  sha256: bytes().notNull(),
  bytes: bigint({ mode: 'number' }).notNull(),
  state: text().$type<BankFileState>().notNull().default('waiting'),
  /** Why it was refused, at which line of the file, and what stood there. */
  refusal: text(),
  refusalLine: integer(),
  refusalDetail: jsonb().$type<Readonly<Record<string, string>>>(),
  linesTotal: integer(),
  linesDone: integer().notNull().default(0),
  /** Of the lines: new ones, and such as were known from an earlier file. */
  linesNew: integer().notNull().default(0),
  linesKnown: integer().notNull().default(0),
  attempt: integer().notNull().default(0),
  heartbeatAt: instant(),
  userId: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  startedAt: instant(),
  finishedAt: instant(),
});

export const bankFileChunks = pgTable(
  'bank_file_chunks',
  {
    fileId: id('bankFile').notNull(),
    number: integer().notNull(),
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    bytes: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.fileId, t.number] })],
);

/** One account's statement within a file. A notification (camt.054) has no balances. */
export const bankStatements = pgTable('bank_statements', {
  id: id('bankStatement').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  fileId: id('bankFile').notNull(),
  number: integer().notNull(),
  receivingAccountId: id('receivingAccount').notNull(),
  reference: text(),
  currency: currency().notNull(),
  openingMinor: minorUnits(),
  closingMinor: minorUnits(),
  creditsMinor: minorUnits().notNull(),
  debitsMinor: minorUnits().notNull(),
  lineCount: integer().notNull(),
  fromOn: date(),
  toOn: date(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const bankLines = pgTable('bank_lines', {
  id: id('bankLine').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  fileId: id('bankFile').notNull(),
  statementId: id('bankStatement').notNull(),
  lineNumber: integer().notNull(),
  receivingAccountId: id('receivingAccount').notNull(),
  /** What the bank itself calls the line; where it calls it nothing, the fingerprint alone tells it from others. */
  bankReference: text(),
  fingerprint: bytes().notNull(),
  direction: text().$type<'credit' | 'debit'>().notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  bookedOn: date().notNull(),
  valueOn: date(),
  payerName: text(),
  payerNameKey: text(),
  payerAccount: text(),
  /** The number that was paid to, where the bank says it. */
  virtualNumber: text(),
  remittanceText: text(),
  endToEndId: text(),
  /** The bank says that it takes another line back. */
  isReversal: boolean().notNull().default(false),
  /** What else the file calls the transaction: instruction, transaction; of a reversal also what it reverses. */
  otherReferences: text().array().notNull().default([]),
  /** `posted`: it is a partner's. `suspense`: it lies in the suspense account. `recorded`: it was recorded by hand before. `outgoing`: a debit. `sent_back`: it has gone back to whom it came from. `returned`: a withdrawal that came back. `reversal`: a debit by which the bank took a credit back, open; `taken_back`: the same, settled. `reversed`: a credit it took back while that lay in suspense. */
  state: text().$type<BankLineState>().notNull(),
  rung: text().$type<MatchRung>(),
  /** What speaks for the match and what against it, and how sure it is in percent. */
  reasons: jsonb().$type<readonly MatchReason[]>().notNull().default([]),
  certainty: integer(),
  /** Whose it seems to be, or is. */
  partnerId: id('organization'),
  /** Its way into the suspense account. */
  receiptTransferId: id('transfer'),
  /** The transfer that was recorded by hand before, where it is that. */
  recordedId: id('bankTransfer'),
  /** What the operator was told of: it has lain there for too long. */
  alertedAt: instant(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** A decision about a line that lies in suspense, or about a reversal: whose it is, that it goes back, what is taken back. Large and manual ones need a second person. */
export const bankPostings = pgTable('bank_postings', {
  id: id('bankPosting').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  lineId: id('bankLine').notNull(),
  kind: text().$type<BankPostingKind>().notNull(),
  partnerId: id('organization'),
  claimId: id('remittanceClaim'),
  withdrawalId: id('withdrawal'),
  /** Of a reversal: the line it takes back. */
  originalLineId: id('bankLine'),
  /** The recharge that is taken back, or that the line was recorded as. */
  rechargeId: id('bankTransfer'),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  note: text(),
  /** Whether the payer's next transfers are to be suggested for that partner. */
  makesRule: boolean().notNull().default(false),
  needsSecond: boolean().notNull(),
  state: text().$type<BankPostingState>().notNull(),
  /** Nobody, where a job has found it in a file that came by itself, until somebody has taken it up. */
  proposedBy: id('user'),
  decidedBy: id('user'),
  decidedAt: instant(),
  decisionNote: text(),
  transferId: id('transfer'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const payerRules = pgTable('payer_rules', {
  id: id('payerRule').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  payerName: text().notNull(),
  payerNameKey: text().notNull(),
  payerAccount: text(),
  partnerId: id('organization').notNull(),
  lineId: id('bankLine'),
  endedAt: instant(),
  endedBy: id('user'),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** How often an organization has looked for transfers of others' names within the hour that began then. */
export const claimSearches = pgTable('claim_searches', {
  organizationId: id('organization').primaryKey(),
  rootId: id('organization').notNull(),
  beganAt: instant().notNull().default(sql`clock_timestamp()`),
  searches: integer().notNull(),
});

export const remittanceClaims = pgTable('remittance_claims', {
  id: id('remittanceClaim').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  lineId: id('bankLine').notNull(),
  note: text(),
  receiptName: text().notNull(),
  receiptType: text().$type<ReceiptType>().notNull(),
  receipt: bytes().notNull(),
  receiptSha256: bytes().notNull(),
  state: text().$type<ClaimState>().notNull().default('submitted'),
  decidedBy: id('user'),
  decidedAt: instant(),
  decisionNote: text(),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});
