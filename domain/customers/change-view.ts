import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdView } from './hold-views';
import { changeViewInput } from './input';

const { savedViews } = schema;

/** Gives a view of one's own another name, and lets it show what the list shows now. @source design/ux-checklist.md 19 */
export const changeView = command({
  name: 'views.change',
  permission: 'views.manage',
  returns: 'savedView',
  input: changeViewInput,
  refusals: ['view_not_found', 'view_name_taken'],
  constraints: { saved_views_name_key: 'view_name_taken' },
  async run({ tx, actor, refuse }, { viewId, name, query }) {
    const view = await holdView(tx, actor, viewId);
    if (!view) return refuse('view_not_found');
    await tx.update(savedViews).set({ name, query }).where(eq(savedViews.id, view.id));
    return { id: view.id, audit: { detail: { nameWas: view.name, name } } };
  },
});
