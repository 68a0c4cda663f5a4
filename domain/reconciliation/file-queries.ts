import { and, asc, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { BankFileFormat, BankFileState } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';

const { bankFiles, bankLines, bankStatements, receivingAccounts, users } = schema;

/** A bank's file as its list shows it. */
export interface BankFileRow {
  readonly id: Id<'bankFile'>;
  readonly name: string;
  readonly source: 'upload' | 'folder';
  readonly format: BankFileFormat;
  /** For CSV: the profile it is read with, as it was called then. */
  readonly profileName: string | null;
  readonly state: BankFileState;
  readonly linesTotal: number | null;
  readonly linesDone: number;
  readonly linesNew: number;
  readonly linesKnown: number;
  readonly refusal: string | null;
  readonly refusalLine: number | null;
  readonly refusalDetail: Readonly<Record<string, string>> | null;
  readonly bytes: number;
  readonly sha256: string;
  /** Its content is there to be taken. */
  readonly isKept: boolean;
  /** Who uploaded it; nobody, where it came through the folder. */
  readonly userName: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** One account's statement in a file, with its figures. Notifications have no balances. */
export interface StatementFigures {
  readonly number: number;
  readonly accountId: Id<'receivingAccount'>;
  readonly accountNumber: string;
  readonly reference: string | null;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  readonly lineCount: number;
  readonly opening: Money | null;
  readonly credits: Money;
  readonly debits: Money;
  readonly closing: Money | null;
}

/** What became of a file's money: each state of its lines with what they come to. `known` are such as an earlier file had brought. */
export interface LineSums {
  readonly state: (typeof schema.bankLines.$inferSelect)['state'] | 'known';
  readonly count: number;
  readonly credits: Money;
  readonly debits: Money;
}

/** Files of banks, the newest first. @source design/differentiators.md X4 */
export async function listBankFiles(
  scope: ReadScope,
  filter: { readonly state?: BankFileState | undefined },
  request: PageRequest<'bankFile'>,
): Promise<Page<BankFileRow>> {
  const page = await readPage(request, {
    read: (position) => readFiles(scope, position, filter.state ? eq(bankFiles.state, filter.state) : undefined),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { ...page, rows: page.rows.map(rowOf) };
}

/** One file. Undefined for what is not the reader's. */
export async function findBankFile(scope: ReadScope, id: Id<'bankFile'>): Promise<BankFileRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readFiles(scope, first, eq(bankFiles.id, id));
  return row && rowOf(row);
}

/** The statements of a file, in its order, as far as it has been read. */
export async function listStatements(scope: ReadScope, fileId: Id<'bankFile'>): Promise<StatementFigures[]> {
  const rows = await database()
    .select({ statement: bankStatements, accountNumber: receivingAccounts.accountNumber })
    .from(bankStatements)
    .innerJoin(receivingAccounts, eq(receivingAccounts.id, bankStatements.receivingAccountId))
    .where(and(eq(bankStatements.fileId, fileId), eq(bankStatements.organizationId, scope.organizationId)))
    .orderBy(asc(bankStatements.number));
  return rows.map(({ statement, accountNumber }) => {
    const of = (minor: bigint | null) => (minor === null ? null : money(minor, statement.currency));
    const { number, receivingAccountId: accountId, reference, fromOn, toOn, lineCount } = statement;
    return {
      ...{ number, accountId, accountNumber, reference, fromOn, toOn, lineCount },
      opening: of(statement.openingMinor),
      credits: money(statement.creditsMinor, statement.currency),
      debits: money(statement.debitsMinor, statement.currency),
      closing: of(statement.closingMinor),
    };
  });
}

/** What became of the lines of a file, one currency after the other: together they are the sums of its statements. */
export async function sumLines(scope: ReadScope, fileId: Id<'bankFile'>): Promise<LineSums[]> {
  const ofFile = and(eq(bankLines.fileId, fileId), eq(bankLines.organizationId, scope.organizationId));
  const side = (direction: 'credit' | 'debit') =>
    sql<string>`coalesce(sum(${bankLines.amountMinor}) filter (where ${bankLines.direction} = ${direction}), 0)`;
  const [lines, statements] = await Promise.all([
    database()
      .select({
        ...{ state: bankLines.state, currency: bankLines.currency, count: sql<string>`count(*)` },
        ...{ credits: side('credit'), debits: side('debit') },
      })
      .from(bankLines)
      .where(ofFile)
      .groupBy(bankLines.currency, bankLines.state)
      .orderBy(bankLines.currency, bankLines.state),
    listStatements(scope, fileId),
  ]);
  const sums = lines.map(({ state, currency, count, credits, debits }) => ({
    ...{ state, count: Number(count) },
    ...{ credits: money(BigInt(credits), currency), debits: money(BigInt(debits), currency) },
  }));
  const currencies = [...new Set(statements.map(({ credits }) => credits.currency))];
  return currencies.flatMap((currency) => {
    const own = sums.filter(({ credits }) => credits.currency === currency);
    const known = knownSums(currency, own, statements);
    return known.count > 0 ? [...own, known] : own;
  });
}

/** What the statements have more than the lines that are this file's. */
function knownSums(currency: Currency, lines: readonly LineSums[], statements: readonly StatementFigures[]): LineSums {
  const own = statements.filter(({ credits }) => credits.currency === currency);
  const rest = (side: 'credits' | 'debits') =>
    own.reduce((sum, each) => sum + each[side].minor, 0n) - lines.reduce((sum, each) => sum + each[side].minor, 0n);
  const count = own.reduce((sum, each) => sum + each.lineCount, 0) - lines.reduce((sum, each) => sum + each.count, 0);
  return { state: 'known', count, credits: money(rest('credits'), currency), debits: money(rest('debits'), currency) };
}

async function readFiles(scope: ReadScope, position: Position<'bankFile'>, which: ReturnType<typeof eq> | undefined) {
  const page = keyset(position, { key: sql`${bankFiles.createdAt}`, sort: 'instant', id: sql`${bankFiles.id}` });
  return database()
    .select({
      ...{ file: bankFiles, key: instantKey(sql`${bankFiles.createdAt}`), id: bankFiles.id, userName: users.name },
      isKept: sql<boolean>`exists (select from bank_file_chunks c where c.file_id = ${bankFiles.id} and c.number = 0)`,
    })
    .from(bankFiles)
    .leftJoin(users, eq(users.id, bankFiles.userId))
    .where(and(eq(bankFiles.organizationId, scope.organizationId), which, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function rowOf({ file, isKept, userName }: Awaited<ReturnType<typeof readFiles>>[number]): BankFileRow {
  const { id, name, source, format, profileName, state, linesTotal, linesDone, linesNew, linesKnown } = file;
  const { refusal, refusalLine, refusalDetail, bytes, createdAt, finishedAt } = file;
  return {
    ...{ id, name, source, format, profileName, state, linesTotal, linesDone, linesNew, linesKnown },
    ...{ refusal, refusalLine, refusalDetail, bytes, createdAt, finishedAt, isKept, userName },
    sha256: file.sha256.toString('hex'),
  };
}
