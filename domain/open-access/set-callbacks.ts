import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { holdConfiguration, keepAccessChange } from './access-changes';
import { setCallbacksInput } from './callback-input';
import { shownCallbacks } from './shown-access';

/**
 * Says where browsers come back to on the partner's platform after an order was paid and after a recharge. Both at once; none is allowed.
 *
 * @source spec/08 §8.2, quality/acceptance.md I6, A24
 */
export const setCallbacks = command({
  name: 'callbacks.set',
  permission: 'open_access.configure',
  returns: 'accessChange',
  sensitive: 'if_asked',
  input: ({ kind }) => setCallbacksInput(kind),
  refusals: ['access_unchanged', 'changed_meanwhile'],
  async run({ tx, actor, newId: id, refuse }, { orderPaymentUrl, rechargeUrl, seen }) {
    refuseOvertaken(refuse, seen, shownCallbacks(await holdConfiguration(tx, actor)));
    const kept = await keepAccessChange(tx, actor, { id, part: 'callbacks', set: { orderPaymentUrl, rechargeUrl } });
    if (!kept) return refuse('access_unchanged');
    return { id, audit: { detail: { orderPaymentUrl, rechargeUrl } } };
  },
});
