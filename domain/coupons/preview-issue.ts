import { netBalances } from '@/domain/ledger/post';
import { previewOf } from '@/domain/preview';
import { money } from '@/lib/money';
import { allDeclined, firstDenial } from './declined';
import { issueCouponsInput } from './input';
import { planIssue } from './plan-issue';

/**
 * What issuing coupons would come to: the terms of each, who could have one and who could not, what that takes from the quota. By the plan
 * of the command itself; nothing is left behind.
 *
 * @source spec/05 §5.2
 */
export const previewIssue = previewOf({
  name: 'coupons.issue',
  permission: 'coupons.issue',
  input: issueCouponsInput,
  async look({ actor, tx, refuse }, input) {
    const { quota, terms, customers } = await planIssue(tx, actor, input, refuse);
    const { faceValue } = input;
    const count = customers.filter(({ refusal }) => !refusal).length;
    const total = faceValue.minor * BigInt(count);
    const before = (await netBalances(tx, [quota.accountId])).get(quota.accountId) ?? 0n;
    const isShort = total > before;
    const outlook = {
      quotaId: quota.id,
      type: quota.type,
      terms,
      customers,
      count,
      faceValue,
      total: money(total, faceValue.currency),
      before: money(before, quota.currency),
      after: isShort ? undefined : money(before - total, quota.currency),
    };
    const short = isShort ? ({ code: 'insufficient_quota', fields: {} } as const) : undefined;
    return { outlook, objection: allDeclined(customers) ?? short, denial: firstDenial(customers) };
  },
});

/** What issuing would come to, as `previewIssue` tells it. */
export type IssueOutlook = NonNullable<Awaited<ReturnType<typeof previewIssue>>['outlook']>;
