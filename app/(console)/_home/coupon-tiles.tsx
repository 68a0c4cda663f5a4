import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { FigureTile } from '@/components/ui/card';
import { soonDays } from '@/domain/coupons/coupon-state-now';
import { sumIssuedCoupons, sumUsableQuota } from '@/domain/coupons/held-queries';

/** What coupons can be issued from, and what ends soon of those that were; people in sales see their own customers' only. */
export async function CouponTiles() {
  const [scope, t, locale] = await Promise.all([requireScope('coupons.read'), getTranslations('home'), getLocale()]);
  const [quota, { soon }] = await Promise.all([sumUsableQuota(scope), sumIssuedCoupons(scope)]);
  return (
    <>
      {!scope.accountManagerId && (
        <FigureTile
          label={t('quota')}
          value={<Amount value={quota.left} />}
          note={t('quotaNote', { count: quota.count })}
          href="/coupons"
        />
      )}
      <FigureTile
        label={t('couponsSoon', { days: soonDays })}
        value={new Intl.NumberFormat(locale).format(soon.count)}
        note={t('couponsSoonNote', { amount: formatAmount(soon.left, locale) })}
        href={`/coupons/issued?within=${soonDays}`}
      />
    </>
  );
}
