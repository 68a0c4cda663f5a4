import { netBalances } from '@/domain/ledger/post';
import { previewOf } from '@/domain/preview';
import { money } from '@/lib/money';
import { allDeclined, firstDenial } from './declined';
import { issueQuotaInput } from './input';
import { planQuotaIssue } from './plan-quota-issue';

/**
 * What issuing quota to resellers would come to: on what terms, which of them could have it, what that takes from the distributor's. By the
 * plan of the command itself; nothing is left behind.
 *
 * @source spec/05 §5.4
 */
export const previewQuotaIssue = previewOf({
  name: 'quotas.issue',
  permission: 'quotas.issue',
  input: issueQuotaInput,
  async look({ actor, tx, refuse }, input) {
    const { parent, validity, limits, resellers } = await planQuotaIssue(tx, actor, input, refuse);
    const count = resellers.filter(({ refusal }) => !refusal).length;
    const total = input.amount.minor * BigInt(count);
    const before = (await netBalances(tx, [parent.accountId])).get(parent.accountId) ?? 0n;
    const isShort = total > before;
    const outlook = {
      ...{ quotaId: parent.id, type: parent.type, terms: { ...validity, limits }, resellers, count },
      amount: input.amount,
      total: money(total, input.amount.currency),
      before: money(before, parent.currency),
      after: isShort ? undefined : money(before - total, parent.currency),
    };
    const short = isShort ? ({ code: 'insufficient_quota', fields: {} } as const) : undefined;
    return { outlook, objection: allDeclined(resellers) ?? short, denial: firstDenial(resellers) };
  },
});

/** What issuing quota would come to, as `previewQuotaIssue` tells it. */
export type QuotaIssueOutlook = NonNullable<Awaited<ReturnType<typeof previewQuotaIssue>>['outlook']>;
