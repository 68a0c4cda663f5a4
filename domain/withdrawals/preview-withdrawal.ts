import { previewOf } from '@/domain/preview';
import { requestWithdrawalInput } from './input';
import { planWithdrawal } from './plan-withdrawal';

/** What taking money out would come to, by the plan of the command itself. Nothing is left behind. @source design/decisions.md 41 */
export const previewWithdrawal = previewOf({
  name: 'withdrawals.request',
  permission: 'withdrawals.request',
  input: requestWithdrawalInput,
  async look({ tx, actor, refuse }, input) {
    const { flows, objection } = await planWithdrawal(tx, actor, input, refuse);
    return { outlook: { ...input, flows }, objection, denial: undefined };
  },
});

/** A withdrawal as it would be, as `previewWithdrawal` tells it. */
export type WithdrawalOutlook = NonNullable<Awaited<ReturnType<typeof previewWithdrawal>>['outlook']>;
