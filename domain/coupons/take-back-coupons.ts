import { inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { money } from '@/lib/money';
import { allDeclined } from './declined';
import { giveBack } from './give-back';
import { type HeldCoupon, holdCoupons } from './hold-coupons';
import { takeBackCouponsInput } from './input';

const { coupons } = schema;

/**
 * Takes coupons of any partners' back at the platform's word: because the recharge they came with was cancelled, or because their customer
 * moved between resellers. Usable ones that no order has locked, whole as always; frozen partners' too. Each goes back to the quota it was cut
 * from, and what cannot be taken back does not keep the others from it.
 *
 * The record of each, declined ones too, is found under the id this returns.
 *
 * @source spec/05 §5.3, spec/13 L9
 */
export const takeBackCoupons = command({
  name: 'coupons.take_back',
  permission: 'coupons.take_back',
  returns: 'couponOperation',
  input: takeBackCouponsInput,
  sensitive: 'if_asked',
  refusals: ['coupon_not_found', 'coupon_not_usable', 'coupon_locked'],
  async run({ actor, tx, newId, refuse }, { couponIds, reason, remark }) {
    const found = await holdCoupons(tx, inArray(coupons.id, couponIds));
    const held = new Map(found.map((coupon) => [coupon.id, coupon]));
    const judged = couponIds.map((id) => ({ id, coupon: held.get(id), refusal: whyNot(held.get(id)) }));
    const none = allDeclined(judged);
    if (none) return refuse(none.code, none.fields);

    const usable = judged.flatMap(({ coupon, refusal }) => (coupon && !refusal ? [coupon] : []));
    const declined = judged.flatMap(({ id, coupon, refusal }) => {
      if (!refusal) return [];
      // What names no coupon is nobody's: it stays with who asked.
      const owner = coupon ? factsOf(coupon) : { organizationId: actor.organizationId, rootId: actor.rootId };
      return [{ kind: reason, ...owner, couponId: id, amount: money(0n, actor.currency), remark, refusal }];
    });
    const back = { coupons: usable, kind: reason, remark, declined };
    const given = await giveBack(tx, actor, { action: 'coupons.take_back', id: newId }, back);
    return { id: newId, audit: { detail: { reason, coupons: given.length, declined: declined.length } } };
  },
});

function whyNot(coupon: HeldCoupon | undefined): 'coupon_not_found' | 'coupon_not_usable' | 'coupon_locked' | null {
  if (!coupon) return 'coupon_not_found';
  if (coupon.state !== 'usable' || coupon.isOver) return 'coupon_not_usable';
  return coupon.isLocked ? 'coupon_locked' : null;
}

const factsOf = ({ organizationId, rootId, quotaId, type, customerId }: HeldCoupon) => ({
  organizationId,
  rootId,
  quotaId,
  quotaType: type,
  customerId,
});
