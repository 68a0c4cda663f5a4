import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { type ChosenQuota, listChosenQuotas } from '@/domain/coupons/chosen-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { reclaimQuotasAction } from '../_issue/actions';
import { listOf } from '../_issue/params';
import { type ChosenRow, ReclaimReview } from '../_issue/reclaim-review';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('reclaimQuotasTitle') };
}

/** Quotas of resellers. Coupons that were issued from them stay with the customers. */
export default async function ReclaimQuotasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale] = await Promise.all([searchParams, requireScope('quotas.reclaim'), getLocale()]);
  const ids = listOf(params, 'quota')
    .filter((id) => isId('couponQuota', id))
    .slice(0, 100);
  const quotas = ids.length > 0 ? await listChosenQuotas(scope, ids) : [];
  return (
    <ReclaimReview
      what="quotas"
      rows={quotas.map((quota) => rowOf(quota, locale))}
      chosen={ids.length}
      currency={scope.currency}
      form={{
        action: reclaimQuotasAction,
        name: 'quotaIds',
        remarkMax: 256,
        here: hrefWith('/coupons/reclaim-quotas', params, {}),
      }}
    />
  );
}

const rowOf = (quota: ChosenQuota, locale: string): ChosenRow => ({
  ...{ id: quota.id, number: quota.number, type: quota.type, expiresAt: quota.expiresAt },
  href: `/coupons/quotas/${quota.id}`,
  holder: localName(quota.reseller, locale),
  state: <QuotaState state={quota.state} />,
  comesBack: quota.state === 'normal' && quota.balance.minor > 0n ? quota.balance : undefined,
});
