import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { Alert } from '@/components/ui/alert';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { localName } from '@/lib/local-name';

/** The quota something is to be cut from: what is left, how long it lasts, what it is limited to. */
export async function QuotaFacts({ quota }: { quota: QuotaDetail }) {
  const [t, words, common, refusals, locale] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getTranslations('refusals'),
    getLocale(),
  ]);
  const problem = problemOf(quota);
  return (
    <div className="flex flex-col gap-3">
      <DescriptionList
        items={[
          { label: t('quota'), value: <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink> },
          ...(quota.isOwn ? [] : [{ label: common('reseller'), value: localName(quota.owner, locale) }]),
          { label: common('type'), value: words(`types.${quota.type}`) },
          { label: t('quotaBalance'), value: <Amount value={quota.balance} /> },
          {
            label: common('status'),
            value: <QuotaState state={quota.state} />,
          },
          {
            label: t('validity'),
            value: (
              <span className="flex flex-col">
                <When at={quota.effectiveAt} />
                <When at={quota.expiresAt} />
              </span>
            ),
          },
          {
            label: words('limits.title'),
            value: <LimitsInWords limits={quota.limits} currency={quota.value.currency} />,
          },
        ]}
      />
      {problem && <Alert kind="warning">{refusals(problem)}</Alert>}
    </div>
  );
}

/** Why nothing can be cut from it now, as the command would say. */
function problemOf({ state, isEffective, balance }: QuotaDetail) {
  if (state === 'frozen') return 'quota_frozen';
  if (state === 'adjusting') return 'quota_adjusting';
  if (state !== 'normal') return 'quota_not_usable';
  if (!isEffective) return 'quota_not_in_force';
  return balance.minor === 0n ? 'insufficient_quota' : undefined;
}
