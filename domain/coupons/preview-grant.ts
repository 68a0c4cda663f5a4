import { previewOf } from '@/domain/preview';
import { grantQuotaInput } from './input';
import { planGrant } from './plan-grant';

/** What granting quota would come to, by the plan of the command itself. Nothing is left behind. @source design/decisions.md 41 */
export const previewGrant = previewOf({
  name: 'quotas.grant',
  permission: 'quotas.grant',
  input: grantQuotaInput,
  async look({ tx, refuse }, input) {
    const { type, amount, remark } = input;
    const outlook = { ...(await planGrant(tx, input, refuse)), type, amount, remark };
    return { outlook, objection: undefined, denial: undefined };
  },
});

/** A grant as it would be, as `previewGrant` tells it. */
export type GrantOutlook = NonNullable<Awaited<ReturnType<typeof previewGrant>>['outlook']>;
