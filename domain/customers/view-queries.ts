import { and, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';

const { savedViews } = schema;

/** A view as its owner sees it: `query` is what `viewQuery` makes of an address. */
export interface SavedView {
  readonly id: Id<'savedView'>;
  readonly name: string;
  readonly query: string;
}

/** The reader's own views of the list of customers, by name. Programs have none. */
export async function listViews(scope: ReadScope): Promise<SavedView[]> {
  if (scope.userId === null) return [];
  return database()
    .select({ id: savedViews.id, name: savedViews.name, query: savedViews.query })
    .from(savedViews)
    .where(and(eq(savedViews.userId, scope.userId), eq(savedViews.list, 'customers')))
    .orderBy(savedViews.name, savedViews.id);
}
