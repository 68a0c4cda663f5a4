import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import type { CommandContext, Done } from '@/domain/command';
import type { ExportFormat } from './input';
import { filterIn } from './lists';

const { exportTasks, users } = schema;

/**
 * Writes down that somebody wants a list as a file. Whoever asked has one at a time, of whatever list.
 *
 * @refuses user_not_found, export_running
 */
export async function askForFile(
  { tx, actor, newId, refuse }: CommandContext<'user_not_found' | 'export_running', 'exportTask'>,
  list: ExportList,
  wanted: { readonly format: ExportFormat; readonly query: string; readonly language: 'zh-CN' | 'en' },
): Promise<Done<'exportTask'>> {
  const userId = actor.userId ?? refuse('user_not_found');
  // Held, so that two requests of one person see each other.
  const [user] = await tx.select({ id: users.id }).from(users).where(eq(users.id, userId)).for('no key update');
  if (!user) return refuse('user_not_found');
  const open = await tx
    .select({ id: exportTasks.id })
    .from(exportTasks)
    .where(and(eq(exportTasks.userId, userId), inArray(exportTasks.state, ['waiting', 'running'])))
    .limit(1);
  if (open.length > 0) return refuse('export_running');
  const { format, language } = wanted;
  const filter = filterIn(list, wanted.query, actor.timeZone);
  await tx.insert(exportTasks).values({
    id: newId,
    organizationId: actor.organizationId,
    rootId: actor.rootId,
    userId,
    list,
    format,
    filter,
    language,
    timeZone: actor.timeZone,
  });
  return { id: newId, audit: { detail: { list, format, filter: new URLSearchParams(filter).toString() } } };
}
