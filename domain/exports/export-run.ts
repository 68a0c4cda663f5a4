import { and, eq, lt, or, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import { type JobOrganization, jobActor, scopeInJob } from '@/domain/job';
import type { ReadScope } from '@/domain/read-scope';
import { keepTrail } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { ExportFormat } from './input';
import { exportLists } from './lists';

const { exportTasks, exportChunks, users, organizations } = schema;

/** A task that says nothing for so long belongs to a process that is gone. */
const silentSeconds = 60;
/** How often a file is begun before the task counts as failed. */
const attemptsMax = 3;

/** One attempt at a task. Its number is what tells it from a later one, should it come back from the dead. */
export interface ExportRun {
  readonly id: Id<'exportTask'>;
  readonly attempt: number;
  readonly list: ExportList;
  readonly format: ExportFormat;
  readonly filter: Readonly<Record<string, string>>;
  readonly language: 'zh-CN' | 'en';
  readonly timeZone: string;
  readonly userId: Id<'user'>;
  readonly organization: JobOrganization & { readonly name: string; readonly nameEn: string | null };
  readonly scope: ReadScope;
}

/**
 * Takes the oldest task that waits, or whose process fell silent, and begins it anew: whatever pieces there were are gone.
 *
 * @returns `settled` when the task taken could only be closed as failed; undefined when nothing waits
 */
export async function claimExport(tx: Transaction): Promise<ExportRun | 'settled' | undefined> {
  const [task] = await tx
    .select()
    .from(exportTasks)
    .where(
      or(
        eq(exportTasks.state, 'waiting'),
        and(
          eq(exportTasks.state, 'running'),
          lt(exportTasks.heartbeatAt, sql`clock_timestamp() - make_interval(secs => ${silentSeconds})`),
        ),
      ),
    )
    .orderBy(exportTasks.createdAt, exportTasks.id)
    .limit(1)
    .for('no key update', { skipLocked: true });
  if (!task) return undefined;
  const person = await readPerson(tx, task.userId, task.list);
  if (task.attempts >= attemptsMax || !person.scope) {
    await failExport(tx, task.id, person.organization);
    return 'settled';
  }
  await tx.delete(exportChunks).where(eq(exportChunks.taskId, task.id));
  const attempt = task.attempts + 1;
  await tx
    .update(exportTasks)
    .set({
      state: 'running',
      attempts: attempt,
      rowsDone: 0,
      rowsTotal: null,
      heartbeatAt: sql`clock_timestamp()`,
    })
    .where(eq(exportTasks.id, task.id));
  const { id, list, format, filter, language, timeZone, userId } = task;
  return {
    ...{ id, attempt, list, format, filter, language, timeZone, userId },
    organization: person.organization,
    scope: person.scope,
  };
}

/**
 * Whether this attempt still is the task's, and its person still may have the file. The task is held until the transaction ends.
 *
 * @returns false also when the person may not any more; then the task is closed as failed
 */
export async function holdRun(tx: Transaction, run: ExportRun): Promise<boolean> {
  const [task] = await tx
    .select({ id: exportTasks.id })
    .from(exportTasks)
    .where(and(eq(exportTasks.id, run.id), eq(exportTasks.state, 'running'), eq(exportTasks.attempts, run.attempt)))
    .for('no key update');
  if (!task) return false;
  const { scope, organization } = await readPerson(tx, run.userId, run.list);
  if (scope) return true;
  await failExport(tx, run.id, organization);
  return false;
}

/** Closes a task without a file. */
async function failExport(tx: Transaction, id: Id<'exportTask'>, organization: JobOrganization): Promise<void> {
  await tx.delete(exportChunks).where(eq(exportChunks.taskId, id));
  await tx
    .update(exportTasks)
    .set({ state: 'failed', finishedAt: sql`clock_timestamp()` })
    .where(eq(exportTasks.id, id));
  await keepTrail(tx, jobActor(organization), { action: 'exports.fail', subjectId: id, detail: {} }, []);
}

/** Who asked, and what of the list they may read: as they are now. */
async function readPerson(tx: Transaction, userId: Id<'user'>, list: ExportList) {
  const [row] = await tx
    .select({
      user: { id: users.id, roles: users.roles, state: users.state },
      organization: {
        id: organizations.id,
        rootId: organizations.rootId,
        kind: organizations.kind,
        currency: organizations.currency,
        timeZone: organizations.timeZone,
        state: organizations.state,
        name: organizations.name,
        nameEn: organizations.nameEn,
      },
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(eq(users.id, userId));
  invariant(row, 'whoever asked for an export is a user');
  return { organization: row.organization, scope: scopeInJob(row, exportLists[list].permission) };
}
