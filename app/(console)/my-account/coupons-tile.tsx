import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { FigureTile } from '@/components/ui/card';
import { soonDays } from '@/domain/coupons/coupon-state-now';
import { sumOwnCoupons } from '@/domain/coupons/own-coupon-queries';

/** What a customer can pay with besides its balance. */
export async function CouponsTile() {
  const [scope, t] = await Promise.all([requireScope('coupons.own'), getTranslations('mycoupons')]);
  const { usable, soon } = await sumOwnCoupons(scope);
  return (
    <FigureTile
      label={t('tile', { count: usable.count })}
      value={<Amount value={usable.left} />}
      note={t('tileNote', { count: soon.count, days: soonDays })}
      href="/my-coupons"
    />
  );
}
