import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { CouponState as AnyCouponState, QuotaState as AnyQuotaState } from '@/domain/coupons/model';

const quotaTones = {
  normal: 'success',
  invalid: 'neutral',
  adjusting: 'warning',
  frozen: 'danger',
  reclaimed: 'neutral',
} as const satisfies Record<AnyQuotaState, Tone>;

/** How a quota stands. */
export function QuotaState({ state }: { state: AnyQuotaState }) {
  const t = useTranslations('couponwords.quotaStates');
  return <Badge tone={quotaTones[state]}>{t(state)}</Badge>;
}

const couponTones = {
  usable: 'success',
  used: 'neutral',
  expired: 'warning',
  reclaimed: 'neutral',
} as const satisfies Record<AnyCouponState, Tone>;

/** How a coupon stands. */
export function CouponState({ state }: { state: AnyCouponState }) {
  const t = useTranslations('couponwords.couponStates');
  return <Badge tone={couponTones[state]}>{t(state)}</Badge>;
}
