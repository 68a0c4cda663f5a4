import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { countHeldViews, personOf } from './hold-views';
import { saveViewInput } from './input';
import { viewsMax } from './model';

const { savedViews } = schema;

/** Keeps how somebody looks at the list of customers, under a name of their choice. Only they see it. @source design/ux-checklist.md 19 */
export const saveView = command({
  name: 'views.save',
  permission: 'views.manage',
  returns: 'savedView',
  input: saveViewInput,
  refusals: ['view_name_taken', 'too_many_views'],
  constraints: { saved_views_name_key: 'view_name_taken' },
  async run({ tx, actor, newId, refuse }, { name, query }) {
    const userId = personOf(actor);
    if ((await countHeldViews(tx, userId)) >= viewsMax) return refuse('too_many_views');
    const { organizationId, rootId } = actor;
    await tx.insert(savedViews).values({ id: newId, organizationId, rootId, userId, list: 'customers', name, query });
    return { id: newId, audit: { detail: { name } } };
  },
});
