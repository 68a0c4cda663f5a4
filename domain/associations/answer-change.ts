import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { checkRelation } from './change-checks';
import { closeChange, completeChange } from './complete-change';
import { holdChange } from './hold-change';
import { answerChangeInput } from './input';
import { relationRefusals, sideOf } from './model';

/**
 * Answers the other side's wish to change the relation. A no closes it; a yes does it at once, with the whole balance on its way back.
 *
 * By an administrator of the side that did not ask. What kept the request from being made keeps it from being agreed to as well, and
 * may have come up since; a no is always possible. Of several answers at once one counts.
 *
 * The money's record is kept under the id this returns, so that the receipt of the request is also the money's.
 *
 * @source spec/01 §1.7, spec/13 L4, L8
 */
export const answerChange = command({
  name: 'association_changes.answer',
  permission: 'association_changes.answer',
  returns: 'associationChange',
  input: answerChangeInput,
  sensitive: 'customers_always',
  refusals: ['change_not_found', 'not_permitted', 'change_not_open', ...relationRefusals],
  async run({ tx, actor, refuse }, { changeId, agree, answer }) {
    const held = await holdChange(tx, actor, changeId);
    if (!held) return refuse('change_not_found');
    const { change, relation } = held;
    const side = sideOf(actor);
    if (change.startedBy === side) return refuse('not_permitted');
    if (change.state !== 'submitted' || !relation) return refuse('change_not_open');
    const { customerId, kind, toType, startedBy, organizationId, rootId } = change;
    const facts = { customerId, kind, toType, startedBy };

    if (!agree) {
      await closeChange(tx, actor, changeId, { state: 'rejected', answer });
      const event = {
        kind: 'association_change.rejected',
        organizationId,
        rootId,
        subjectId: changeId,
        payload: facts,
      };
      return { id: changeId, audit: { detail: { ...facts, agree, answer } }, events: [event] };
    }

    const failed = checkRelation(relation, side, toType).find(({ isPassed }) => !isPassed);
    if (failed) return refuse(failed.code);
    const { transferId, returned, coupons, events } = await completeChange(tx, actor, relation, change, answer);
    const fromCoupons = { coupons: coupons.count, couponAmount: formatMoney(coupons.amount) };
    const detail = { ...facts, agree, answer, amount: returned, currency: relation.currency, ...fromCoupons };
    return { id: changeId, audit: { transferId, detail }, events };
  },
});
