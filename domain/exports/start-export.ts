import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { customerFilterNames } from '@/domain/customers/filter-text';
import { startExportInput } from './input';

const { exportTasks, users } = schema;

/**
 * Asks for a list as a file: everything its filter leaves, not the page that is shown. A job makes it; whoever asked has one at a time.
 *
 * @source spec/00 §0.3, spec/02 §2.1, quality/acceptance.md F16
 */
export const startExport = command({
  name: 'exports.start',
  permission: 'customers.export',
  returns: 'exportTask',
  input: startExportInput,
  refusals: ['user_not_found', 'export_running'],
  async run({ tx, actor, newId, refuse }, { list, format, query, language }) {
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
    const filter = filterIn(query);
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
  },
});

/** What restricts the list in its address: not its page, its columns or its order. */
function filterIn(query: string): Record<string, string> {
  const written = new URLSearchParams(query);
  return Object.fromEntries(
    customerFilterNames.flatMap((name) => {
      const text = written.get(name);
      return text ? [[name, text]] : [];
    }),
  );
}
