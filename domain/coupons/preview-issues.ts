import type { Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { netBalances } from '@/domain/ledger/post';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import type { IssueCoupons } from './input';
import { holdIssue, type IssueRefusal, issuedFrom, whyNotOfValue, whyTooMany } from './plan-issue';

/** One coupon of a list: for whom, and of how much. */
export interface WantedCoupon {
  readonly customerId: Id<'customer'>;
  readonly faceValue: Money;
}

/** What would become of one coupon of a list: what its quota would have left after it, or why it would be refused. */
export type LookedCoupon = { readonly left: Money } | { readonly refusal: RefusalCode };

/**
 * Looks at coupons that are to be issued one after the other, each by a request of its own: the same checks and the same arithmetic, so that
 * an earlier one may use up what a later one would need. It locks what issuing locks, which is the caller's to undo.
 *
 * @param terms what all of them have in common
 * @param refuse called with the reason why none of them can be issued
 * @source spec/05 §5.2, spec/13 L10, L20
 */
export async function previewIssues(
  tx: Transaction,
  actor: Actor,
  terms: Omit<IssueCoupons, 'customerIds' | 'faceValue' | 'remark'>,
  wanted: readonly WantedCoupon[],
  refuse: (code: IssueRefusal, fields?: FieldProblems) => never,
): Promise<{ readonly before: Money; readonly coupons: readonly LookedCoupon[] }> {
  const customerIds = [...new Set(wanted.map(({ customerId }) => customerId))];
  const { quota, customers } = await holdIssue(tx, actor, { ...terms, customerIds }, refuse);
  const refusals = new Map(customers.map(({ id, refusal }) => [id, refusal]));
  const issued = { ...(await issuedFrom(tx, quota)) };
  const before = (await netBalances(tx, [quota.accountId])).get(quota.accountId);
  invariant(before !== undefined, 'a quota has a balance');

  let left = before;
  const coupons = wanted.map(({ customerId, faceValue }): LookedCoupon => {
    const refusal =
      whyNotOfValue(faceValue, quota.limits) ??
      refusals.get(customerId) ??
      whyTooMany(quota.limits, issued, faceValue.minor, 1) ??
      (faceValue.minor > left ? 'insufficient_quota' : undefined);
    if (refusal) return { refusal };
    issued.count += 1;
    issued.sumMinor += faceValue.minor;
    left -= faceValue.minor;
    return { left: money(left, quota.currency) };
  });
  return { before: money(before, quota.currency), coupons };
}
