import { netBalances } from '@/domain/ledger/post';
import { previewOf } from '@/domain/preview';
import { isDenial, type RefusalCode } from '@/domain/refusal';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import { after, whyTooMany } from './caps';
import { previewIssuesInput } from './input';
import { holdIssue, whyNotOfValue } from './plan-issue';

/** What would become of one coupon of a list: what its quota would have left after it, or why it would be refused. */
export type LookedCoupon = { readonly left: Money } | { readonly refusal: RefusalCode };

/**
 * What issuing coupons one after the other would come to, each by a request of its own: the same checks and the same arithmetic, so that an
 * earlier one may use up what a later one would need. Nothing is left behind.
 *
 * @source spec/05 §5.2, spec/13 L10, L20
 */
export const previewIssues = previewOf({
  name: 'coupons.issue',
  permission: 'coupons.issue',
  input: previewIssuesInput,
  async look({ actor, tx, refuse }, { coupons: wanted, ...terms }) {
    const customerIds = [...new Set(wanted.map(({ customerId }) => customerId))];
    const { quota, caps, customers } = await holdIssue(tx, actor, { ...terms, customerIds }, refuse);
    const refusals = new Map(customers.map(({ id, refusal }) => [id, refusal]));
    let allowed = caps;
    const before = (await netBalances(tx, [quota.accountId])).get(quota.accountId);
    invariant(before !== undefined, 'a quota has a balance');

    let left = before;
    const coupons = wanted.map(({ customerId, faceValue }): LookedCoupon => {
      const refusal =
        whyNotOfValue(faceValue, quota.limits) ??
        refusals.get(customerId) ??
        whyTooMany(allowed, faceValue.minor, 1) ??
        (faceValue.minor > left ? 'insufficient_quota' : undefined);
      if (refusal) return { refusal };
      allowed = after(allowed, faceValue.minor, 1);
      left -= faceValue.minor;
      return { left: money(left, quota.currency) };
    });
    const denial = customers.flatMap(({ refusal }) => (refusal && isDenial(refusal) ? [refusal] : []))[0];
    return { outlook: { before: money(before, quota.currency), coupons }, objection: undefined, denial };
  },
});
