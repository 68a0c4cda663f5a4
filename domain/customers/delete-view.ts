import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdView } from './hold-views';
import { deleteViewInput } from './input';

const { savedViews } = schema;

/** Forgets a view of one's own. */
export const deleteView = command({
  name: 'views.delete',
  permission: 'views.manage',
  returns: 'savedView',
  input: deleteViewInput,
  refusals: ['view_not_found'],
  async run({ tx, actor, refuse }, { viewId }) {
    const view = await holdView(tx, actor, viewId);
    if (!view) return refuse('view_not_found');
    await tx.delete(savedViews).where(eq(savedViews.id, view.id));
    return { id: view.id, audit: { detail: { name: view.name } } };
  },
});
