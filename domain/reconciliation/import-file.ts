import { eq, sql } from 'drizzle-orm';
import { database, schema, sqlState, type Transaction } from '@/db/client';
import { patiently } from '@/domain/command';
import { inJob } from '@/domain/job';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { bookLines, type FileLine } from './book-lines';
import { type CheckedStatement, checkFile } from './check-file';
import { finishFile, holdImport, type ImportRun, refuseFile } from './import-run';
import { lineFingerprints } from './line-fingerprint';
import { type BankFileItem, BankFileProblem } from './model';

const { bankFiles, bankStatements, receivingAccounts } = schema;

/** So many lines are booked by one transaction: some tenths of a second of it. */
const linesPerBatch = 500;

/**
 * Imports one file: it is read once to check it, which books nothing, and a second time to book it. What is booked and how far the file has
 * come is one commit, so a process that takes over begins with the next line, and no line is booked twice.
 *
 * @param read begins the file anew each time
 * @source quality/acceptance.md F1, F2, docs/decisions/0019-bank-feed.md
 */
export async function importFile(run: ImportRun, read: () => AsyncIterable<BankFileItem>): Promise<void> {
  try {
    if (run.linesTotal === null) {
      const statements = await checkFile(run, read());
      if (!statements || !(await keepStatements(run, statements))) return;
    }
  } catch (error) {
    if (!(error instanceof BankFileProblem)) throw error;
    return refuseFile(run, error);
  }
  if (await bookFile(run, read())) await finishFile(run);
}

/** From here on the file counts as right: its statements are there, and how many lines are to follow. */
const keepStatements = (run: ImportRun, statements: readonly CheckedStatement[]): Promise<boolean> =>
  inJob(async (tx) => {
    if (!(await holdImport(tx, run))) return false;
    const { id: organizationId, rootId } = run.organization;
    const rows = statements.map((statement) => ({
      ...statement,
      ...{ id: newId('bankStatement'), organizationId, rootId, fileId: run.id },
    }));
    for (let at = 0; at < rows.length; at += 1_000) await tx.insert(bankStatements).values(rows.slice(at, at + 1_000));
    const linesTotal = statements.reduce((count, { lineCount }) => count + lineCount, 0);
    await tx.update(bankFiles).set({ linesTotal, heartbeatAt: sql`clock_timestamp()` }).where(eq(bankFiles.id, run.id));
    return true;
  });

interface KeptStatement {
  readonly id: Id<'bankStatement'>;
  readonly number: number;
  readonly receivingAccountId: Id<'receivingAccount'>;
  readonly accountNumber: string;
}

/** @returns false where somebody else has taken the file over */
async function bookFile(run: ImportRun, items: AsyncIterable<BankFileItem>): Promise<boolean> {
  const statements = await statementsOf(run);
  const fingerprint = lineFingerprints();
  let [number, seen] = [0, 0];
  let batch: FileLine[] = [];
  for await (const item of items) {
    if (item.kind === 'statement') number += 1;
    if (item.kind !== 'line') continue;
    const statement = statements.get(number);
    invariant(statement, 'a file is read twice as the same');
    const { id: statementId, receivingAccountId, accountNumber } = statement;
    // Also of lines that are booked: the later ones are counted among them.
    const digest = fingerprint(receivingAccountId, item.line);
    seen += 1;
    if (seen <= run.linesDone) continue;
    batch.push({ line: item.line, statementId, receivingAccountId, accountNumber, fingerprint: digest });
    if (batch.length < linesPerBatch) continue;
    if (!(await bookBatch(run, seen - batch.length, batch))) return false;
    batch = [];
  }
  return batch.length === 0 || bookBatch(run, seen - batch.length, batch);
}

/** How often a batch is begun that waits too long for what somebody else holds. */
const roundsMax = 10;

/**
 * @param from how many lines were done before
 * @returns false where somebody else has taken the file over
 */
async function bookBatch(run: ImportRun, from: number, lines: readonly FileLine[]): Promise<boolean> {
  for (let round = 1; ; round += 1) {
    try {
      return await patiently(() => inJob((tx) => bookOnce(tx, run, from, lines)));
    } catch (error) {
      if (sqlState(error) !== '55P03' || round === roundsMax) throw error;
    }
  }
}

async function bookOnce(tx: Transaction, run: ImportRun, from: number, lines: readonly FileLine[]): Promise<boolean> {
  const held = await holdImport(tx, run);
  if (!held) return false;
  // The answer to its commit got lost: it is done.
  if (held.linesDone > from) return true;
  const linesNew = await bookLines(tx, run, lines);
  await tx
    .update(bankFiles)
    .set({
      linesDone: from + lines.length,
      linesNew: sql`${bankFiles.linesNew} + ${linesNew}`,
      linesKnown: sql`${bankFiles.linesKnown} + ${lines.length - linesNew}`,
      heartbeatAt: sql`clock_timestamp()`,
    })
    .where(eq(bankFiles.id, run.id));
  return true;
}

async function statementsOf(run: ImportRun): Promise<Map<number, KeptStatement>> {
  const { id, number, receivingAccountId } = bankStatements;
  const rows = await database()
    .select({ id, number, receivingAccountId, accountNumber: receivingAccounts.accountNumber })
    .from(bankStatements)
    .innerJoin(receivingAccounts, eq(receivingAccounts.id, receivingAccountId))
    .where(eq(bankStatements.fileId, run.id));
  return new Map(rows.map((row) => [row.number, row]));
}
