import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';

/** From which quota the list is issued, and what that allows. */
export async function QuotaCard({ quota, params }: { quota: QuotaDetail; params: SearchParams }) {
  const [t, words] = await Promise.all([getTranslations('batches.coupons'), getTranslations('couponwords')]);
  const another = (
    <TextLink href={hrefWith('/coupons/batches/new', params, { quota: '' })}>{t('chooseAnother')}</TextLink>
  );
  return (
    <Card title={t('quota')} actions={another}>
      <DescriptionList
        items={[
          {
            label: t('quotaNumber'),
            value: <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink>,
          },
          { label: t('quotaType'), value: words(`types.${quota.type}`) },
          { label: t('quotaState'), value: <QuotaState state={quota.state} /> },
          { label: t('quotaBalance'), value: <Amount value={quota.balance} /> },
          { label: t('validFrom'), value: <When at={quota.effectiveAt} /> },
          { label: t('validUntil'), value: <When at={quota.expiresAt} /> },
          {
            label: t('quotaLimits'),
            value: <LimitsInWords limits={quota.limits} currency={quota.balance.currency} />,
          },
        ]}
      />
    </Card>
  );
}
