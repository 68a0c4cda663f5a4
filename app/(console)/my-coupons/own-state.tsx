import { useTranslations } from 'next-intl';
import { CouponState } from '@/components/coupon/coupon-badges';
import { Badge } from '@/components/ui/badge';
import { When } from '@/components/when';
import type { OwnCoupon } from '@/domain/coupons/own-coupon-queries';

/** How a coupon stands, and what its customer should know besides: that it ends soon, has not begun, or waits for an order. */
export function OwnState({ coupon }: { coupon: OwnCoupon }) {
  const t = useTranslations('mycoupons');
  const { state, endsSoon, isEffective, lockOrderId } = coupon;
  return (
    <span className="flex flex-wrap justify-end gap-1 sm:justify-start">
      <CouponState state={state} />
      {endsSoon && <Badge tone="warning">{t('endsSoon')}</Badge>}
      {state === 'usable' && !isEffective && <Badge>{t('notYet')}</Badge>}
      {lockOrderId !== null && <Badge tone="info">{t('locked')}</Badge>}
    </span>
  );
}

/** From when to when, one below the other. */
export function Validity({ coupon, label = false }: { coupon: OwnCoupon; label?: boolean }) {
  const t = useTranslations('mycoupons');
  return (
    <span className="flex flex-col">
      <span className="whitespace-nowrap">
        {t.rich('from', { when: () => <When at={coupon.effectiveAt} precision="minute" label={label} /> })}
      </span>
      <span className="whitespace-nowrap">
        {t.rich('until', { when: () => <When at={coupon.expiresAt} precision="minute" label={label} /> })}
      </span>
    </span>
  );
}
