import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import type { ExportFormat } from './input';

const { exportTasks, exportChunks, users } = schema;

/** An export somebody of the reader's organization asked for. */
export interface ExportTask {
  readonly id: Id<'exportTask'>;
  readonly list: ExportList;
  readonly format: ExportFormat;
  readonly filter: Readonly<Record<string, string>>;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'removed';
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly userName: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** The exports of one list of the reader's organization, the newest first. */
export async function listExports(
  scope: ReadScope,
  list: ExportList,
  request: PageRequest<'exportTask'>,
): Promise<Page<ExportTask>> {
  const page = await readPage(request, {
    read: (position) => readTasks(scope, list, position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return {
    ...page,
    rows: page.rows.map(({ key: _key, removedAt, ...row }) => ({
      ...row,
      state: removedAt === null ? row.state : 'removed',
    })),
  };
}

/** The file of a finished export, as far as an answer's head needs it. Undefined for what is not the reader's, or not there. */
export async function findExportFile(
  scope: ReadScope,
  id: Id<'exportTask'>,
): Promise<{ format: ExportFormat; bytes: number; finishedAt: Date } | undefined> {
  const [row] = await database()
    .select({ format: exportTasks.format, bytes: exportTasks.bytes, finishedAt: exportTasks.finishedAt })
    .from(exportTasks)
    .where(
      and(
        eq(exportTasks.id, id),
        eq(exportTasks.organizationId, scope.organizationId),
        eq(exportTasks.state, 'done'),
        isNull(exportTasks.removedAt),
      ),
    );
  if (!row || row.bytes === null || row.finishedAt === null) return undefined;
  return { format: row.format, bytes: row.bytes, finishedAt: row.finishedAt };
}

/** One piece of a file, counted from 0. Undefined behind the last one, and once they have been removed. */
export async function readExportChunk(
  scope: ReadScope,
  id: Id<'exportTask'>,
  number: number,
): Promise<Uint8Array | undefined> {
  const [row] = await database()
    .select({ bytes: exportChunks.bytes })
    .from(exportChunks)
    .where(
      and(
        eq(exportChunks.taskId, id),
        eq(exportChunks.number, number),
        eq(exportChunks.organizationId, scope.organizationId),
      ),
    );
  return row?.bytes;
}

async function readTasks(scope: ReadScope, list: ExportList, position: Position<'exportTask'>) {
  const page = keyset(position, {
    key: sql`${exportTasks.createdAt}`,
    sort: 'instant',
    id: sql`${exportTasks.id}`,
  });
  return database()
    .select({
      id: exportTasks.id,
      key: instantKey(sql`${exportTasks.createdAt}`),
      list: exportTasks.list,
      format: exportTasks.format,
      filter: exportTasks.filter,
      state: exportTasks.state,
      rowsDone: exportTasks.rowsDone,
      rowsTotal: exportTasks.rowsTotal,
      bytes: exportTasks.bytes,
      sha256: exportTasks.sha256,
      userName: users.name,
      createdAt: exportTasks.createdAt,
      finishedAt: exportTasks.finishedAt,
      removedAt: exportTasks.removedAt,
    })
    .from(exportTasks)
    .innerJoin(users, eq(users.id, exportTasks.userId))
    .where(and(eq(exportTasks.organizationId, scope.organizationId), eq(exportTasks.list, list), page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

/** For how many days a finished file can be downloaded. The platform's setting, the same for everybody. */
export const keptDays = async (_scope: ReadScope): Promise<number> => (await readSettings(database())).export_kept_days;
