import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { CouponBatch } from '@/domain/batches/queries';
import { readAmount } from '@/lib/money';

/** From which quota and on what terms the coupons of a list are, as lines of its summary. */
export async function termsOf({ quota, terms, moved }: CouponBatch) {
  const [t, words] = await Promise.all([getTranslations('batches.coupons'), getTranslations('couponwords')]);
  const asQuota = t('asQuota');
  const minOrder = terms.minOrder === null ? null : readAmount(terms.minOrder, moved.currency);
  const codes = (list: readonly string[]) => (list.length > 0 ? list.join(', ') : asQuota);
  const moment = (at: string | null) => (at === null ? asQuota : <When at={new Date(at)} />);
  return [
    {
      label: t('quota'),
      value: (
        <>
          <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink> {words(`types.${quota.type}`)}
        </>
      ),
    },
    { label: t('validFrom'), value: moment(terms.effectiveAt) },
    { label: t('validUntil'), value: moment(terms.expiresAt) },
    {
      label: t('minOrder'),
      value: minOrder === null || typeof minOrder === 'string' ? asQuota : <Amount value={minOrder} />,
    },
    { label: t('serviceTypes'), value: codes(terms.serviceTypes) },
    { label: t('productIds'), value: codes(terms.productIds) },
  ];
}
