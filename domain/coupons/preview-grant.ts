import type { Actor } from '@/domain/actor';
import { type DryRun, dryRun } from '@/domain/dry-run';
import type { Money } from '@/lib/money';
import { grantQuota } from './grant-quota';
import { grantQuotaInput } from './input';
import type { CouponType } from './model';
import { type GrantPlan, type grantRefusals, planGrant } from './plan-grant';

/** A grant as it would be. */
export interface GrantPreview extends GrantPlan {
  readonly type: CouponType;
  readonly amount: Money;
  readonly remark: string | null;
}

/** What granting quota would come to, by the command's own checks. Nothing is left behind. @source design/decisions.md 41 */
export const previewGrant = (
  actor: Actor,
  raw: unknown,
): Promise<DryRun<(typeof grantRefusals)[number], GrantPreview>> =>
  dryRun(
    { name: grantQuota.commandName, permission: grantQuota.permission, input: grantQuotaInput },
    actor,
    raw,
    async (tx, input, refuse) => {
      const { type, amount, remark } = input;
      return { ...(await planGrant(tx, input, refuse)), type, amount, remark };
    },
  );
