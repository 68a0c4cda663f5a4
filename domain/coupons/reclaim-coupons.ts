import { and, eq, inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { invariant } from '@/lib/invariant';
import { money } from '@/lib/money';
import { allDeclined } from './declined';
import { giveBack } from './give-back';
import { type HeldCoupon, holdCoupons } from './hold-coupons';
import { holdParties, partnerRefusals } from './hold-parties';
import { reclaimCouponsInput } from './input';

const { coupons } = schema;

/**
 * Takes issued coupons back: usable ones only, and always all that is left of each at the commit. What cannot be taken back does not keep the
 * others from it; the customer no longer sees what was. A distributor may also take back its reseller's.
 *
 * The record of each, declined ones too, is found under the id this returns.
 *
 * @source spec/05 §5.3, spec/13 L9
 */
export const reclaimCoupons = command({
  name: 'coupons.reclaim',
  permission: 'coupons.reclaim',
  returns: 'couponOperation',
  input: reclaimCouponsInput,
  sensitive: 'if_asked',
  refusals: [...partnerRefusals, 'coupon_not_found', 'coupon_not_usable', 'coupon_locked'],
  async run({ actor, tx, newId, refuse }, { couponIds, remark, resellerId }) {
    const parties = await holdParties(tx, actor, resellerId);
    if (typeof parties === 'string') return refuse(parties);
    const { id: organizationId, rootId } = parties.partner;
    const own = and(eq(coupons.organizationId, organizationId), inArray(coupons.id, couponIds));
    invariant(own, 'there is a condition');
    const held = new Map((await holdCoupons(tx, own)).map((coupon) => [coupon.id, coupon]));
    const judged = couponIds.map((id) => ({ id, coupon: held.get(id), refusal: whyNot(held.get(id)) }));
    const none = allDeclined(judged);
    if (none) return refuse(none.code, none.fields);

    const usable = judged.flatMap(({ coupon, refusal }) => (coupon && !refusal ? [coupon] : []));
    const declined = judged.flatMap(({ id, coupon, refusal }) => {
      if (!refusal) return [];
      const about = { kind: 'reclaim', organizationId, rootId, amount: money(0n, actor.currency), remark } as const;
      return [{ ...about, ...(coupon ? factsOf(coupon) : {}), couponId: id, refusal }];
    });
    const back = { coupons: usable, kind: 'reclaim', remark, declined } as const;
    const given = await giveBack(tx, actor, { action: 'coupons.reclaim', id: newId }, back);
    return { id: newId, audit: { detail: { coupons: given.length, declined: declined.length } } };
  },
});

function whyNot(coupon: HeldCoupon | undefined): 'coupon_not_found' | 'coupon_not_usable' | 'coupon_locked' | null {
  if (!coupon) return 'coupon_not_found';
  if (coupon.state !== 'usable' || coupon.isOver) return 'coupon_not_usable';
  return coupon.isLocked ? 'coupon_locked' : null;
}

const factsOf = ({ quotaId, type, customerId }: HeldCoupon) => ({ quotaId, quotaType: type, customerId });
