import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findQuota, type QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { AdjustCards } from './adjust-cards';
import { BalanceCard } from './balance-card';
import { RecordsCard } from './records-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadQuota = cache(async (id: string): Promise<QuotaDetail> => {
  const scope = await requireScope('quotas.oversee');
  const quota = isId('couponQuota', id) ? await findQuota(scope, id) : undefined;
  return quota ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [quota, t] = await Promise.all([params.then(({ id }) => loadQuota(id)), getTranslations('quotaops.quota')]);
  return { title: t('heading', { number: quota.number }) };
}

/** A partner's quota as the operator looks after it: what it is limited to, how its balance came about, and its state. @source spec/05 §5.1 */
export default async function CouponQuotaPage({ params, searchParams }: Params) {
  const [quota, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadQuota(id)),
    searchParams,
    requireActor(),
    getTranslations('quotaops'),
  ]);
  const done = (['granted', 'extended', 'state'] as const).find((each) => each === paramOf(query, 'done'));
  return (
    <>
      <PageHeader
        title={t('quota.heading', { number: quota.number })}
        status={<QuotaState state={quota.state} />}
        description={<CopyableId id={quota.id} label={t('quota.copyId')} />}
        breadcrumbs={[{ label: t('quotas.title'), href: '/operations/coupon-quotas' }, { label: quota.number }]}
        actions={may(actor, 'audit.read') && <TextLink href={`/audit?object=${quota.id}`}>{t('quota.audit')}</TextLink>}
      />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`quota.done.${done}`)} />}
        {quota.stateReason !== null && (
          <Alert kind={quota.state === 'normal' ? 'info' : 'warning'} title={t('quota.stateReason')}>
            {quota.stateReason}
          </Alert>
        )}
        <FactsCard quota={quota} />
        <BalanceCard quota={quota} />
        {may(actor, 'quotas.adjust') && <AdjustCards quota={quota} />}
        <RecordsCard quota={quota} params={query} />
      </div>
    </>
  );
}

async function FactsCard({ quota }: { quota: QuotaDetail }) {
  const [t, words, common, locale] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { owner, parent, value } = quota;
  return (
    <Card title={t('quota.facts')}>
      <DescriptionList
        items={[
          {
            label: t('partner'),
            value: <TextLink href={`/operations/organizations/${owner.id}`}>{localName(owner, locale)}</TextLink>,
          },
          { label: t('partnerKind'), value: common(`kinds.${owner.kind}`) },
          { label: common('type'), value: words(`types.${quota.type}`) },
          {
            label: t('quotas.parent'),
            value: parent ? (
              <TextLink href={`/operations/coupon-quotas/${parent.id}`}>{parent.number}</TextLink>
            ) : undefined,
          },
          { label: t('effectiveAt'), value: <When at={quota.effectiveAt} /> },
          { label: t('expiresAt'), value: <When at={quota.expiresAt} /> },
          { label: t('createdAt'), value: <When at={quota.createdAt} /> },
          { label: words('limits.title'), value: <LimitsInWords limits={quota.limits} currency={value.currency} /> },
          // What a distributor writes on what it cuts is its own.
          ...(parent ? [] : [{ label: t('remark'), value: quota.remark ?? undefined }]),
        ]}
      />
    </Card>
  );
}
