import { and, eq, inArray, lt, or, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { BankFileFormat, CsvProfile } from '@/db/schema/reconciliation';
import { inJob, type JobOrganization, jobActor } from '@/domain/job';
import { keepTrail } from '@/domain/trail';
import type { Id } from '@/lib/id';
import type { BankFileProblem } from './model';

const { bankFiles, organizations } = schema;

/** A file that says nothing for so long belongs to a process that is gone. */
const silentSeconds = 60;
/** A file that so many processes have begun and none has ended waits behind the others, so that it holds up none. */
const attemptsBeforeLast = 5;

/** One attempt at a file. Its number is what tells it from a later one, should it come back from the dead. */
export interface ImportRun {
  readonly id: Id<'bankFile'>;
  readonly attempt: number;
  readonly format: BankFileFormat;
  readonly profile: CsvProfile | null;
  /** Who uploaded it; nobody, where it was found in the watched folder. */
  readonly userId: Id<'user'> | null;
  readonly organization: JobOrganization;
  /** What an earlier attempt has come to: null while the file has not been checked as a whole. */
  readonly linesTotal: number | null;
  readonly linesDone: number;
}

/**
 * Takes the oldest file that waits, or whose process fell silent. One file at a time: a later one may hold the same lines, and what it is
 * checked against has to be complete.
 *
 * @returns undefined when nothing waits, or somebody is at it
 */
export async function claimBankFile(tx: Transaction): Promise<ImportRun | undefined> {
  const isOpen = inArray(bankFiles.state, ['waiting', 'running']);
  const oldest = tx
    .select({ id: bankFiles.id })
    .from(bankFiles)
    .where(isOpen)
    .orderBy(sql`${bankFiles.attempt} >= ${attemptsBeforeLast}`, bankFiles.createdAt, bankFiles.id)
    .limit(1);
  const isSilent = lt(bankFiles.heartbeatAt, sql`clock_timestamp() - make_interval(secs => ${silentSeconds})`);
  const [file] = await tx
    .select()
    .from(bankFiles)
    .where(and(inArray(bankFiles.id, oldest), or(eq(bankFiles.state, 'waiting'), and(isOpen, isSilent))))
    .for('no key update', { skipLocked: true });
  if (!file) return undefined;
  const attempt = file.attempt + 1;
  await tx
    .update(bankFiles)
    .set({
      state: 'running',
      attempt,
      heartbeatAt: sql`clock_timestamp()`,
      startedAt: sql`coalesce(started_at, clock_timestamp())`,
    })
    .where(eq(bankFiles.id, file.id));
  const { id, format, profile, userId, linesTotal, linesDone } = file;
  const organization = await readOperator(tx, file.organizationId);
  return { id, attempt, format, profile, userId, organization, linesTotal, linesDone };
}

/** How far the file is, if this attempt still is its. The file is held until the transaction ends. */
export async function holdImport(
  tx: Transaction,
  { id, attempt }: ImportRun,
): Promise<{ readonly linesDone: number } | undefined> {
  const [file] = await tx
    .select({ linesDone: bankFiles.linesDone })
    .from(bankFiles)
    .where(and(eq(bankFiles.id, id), eq(bankFiles.state, 'running'), eq(bankFiles.attempt, attempt)))
    .for('no key update');
  return file;
}

/** Says that the attempt is alive. @returns whether it still is the file's */
export const beat = (run: ImportRun): Promise<boolean> =>
  inJob(async (tx) => {
    const { rowCount } = await tx
      .update(bankFiles)
      .set({ heartbeatAt: sql`clock_timestamp()` })
      .where(and(eq(bankFiles.id, run.id), eq(bankFiles.state, 'running'), eq(bankFiles.attempt, run.attempt)));
    return rowCount === 1;
  });

/** Closes a file of which nothing is booked, with where it is wrong. */
export const refuseFile = (run: ImportRun, problem: BankFileProblem): Promise<void> =>
  inJob(async (tx) => {
    if (!(await holdImport(tx, run))) return;
    const { code, line, detail } = problem;
    await tx
      .update(bankFiles)
      .set({
        state: 'refused',
        refusal: code,
        refusalLine: line,
        refusalDetail: detail,
        finishedAt: sql`clock_timestamp()`,
      })
      .where(eq(bankFiles.id, run.id));
    const fact = { action: 'bank_files.refuse', subjectId: run.id, detail: { reason: code, line } };
    await keepTrail(tx, jobActor(run.organization), fact, []);
  });

/** Closes a file of which everything is booked. */
export const finishFile = (run: ImportRun): Promise<void> =>
  inJob(async (tx) => {
    if (!(await holdImport(tx, run))) return;
    const [file] = await tx
      .update(bankFiles)
      .set({ state: 'done', finishedAt: sql`clock_timestamp()` })
      .where(eq(bankFiles.id, run.id))
      .returning({ lines: bankFiles.linesTotal, linesNew: bankFiles.linesNew });
    const fact = { action: 'bank_files.import', subjectId: run.id, detail: { ...file } };
    await keepTrail(tx, jobActor(run.organization), fact, []);
  });

async function readOperator(tx: Transaction, id: Id<'organization'>): Promise<JobOrganization> {
  const { rootId, kind, currency, timeZone } = organizations;
  const [row] = await tx
    .select({ id: organizations.id, rootId, kind, currency, timeZone })
    .from(organizations)
    .where(eq(organizations.id, id));
  if (!row) throw new Error('a file is an organization’s');
  return row;
}
