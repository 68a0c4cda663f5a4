import { command } from '@/domain/command';
import { closeChange } from './complete-change';
import { holdChange } from './hold-change';
import { withdrawChangeInput } from './input';
import { sideOf } from './model';

/**
 * Takes back a wish to change a relation, as long as nobody has answered it. By an administrator of the side that asked.
 *
 * It then no longer counts among the requests that are limited.
 *
 * @source spec/01 §1.7
 */
export const withdrawChange = command({
  name: 'association_changes.withdraw',
  permission: 'association_changes.request',
  returns: 'associationChange',
  input: withdrawChangeInput,
  refusals: ['change_not_found', 'not_permitted', 'change_not_open'],
  async run({ tx, actor, refuse }, { changeId }) {
    const held = await holdChange(tx, actor, changeId);
    if (!held) return refuse('change_not_found');
    const { change } = held;
    if (change.startedBy !== sideOf(actor)) return refuse('not_permitted');
    if (change.state !== 'submitted') return refuse('change_not_open');
    await closeChange(tx, actor, changeId, { state: 'withdrawn' });
    const { customerId, kind, toType, startedBy, organizationId, rootId } = change;
    const facts = { customerId, kind, toType, startedBy };
    return {
      id: changeId,
      audit: { detail: facts },
      events: [{ kind: 'association_change.withdrawn', organizationId, rootId, subjectId: changeId, payload: facts }],
    };
  },
});
