import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { explainQuota } from '@/domain/coupons/quota-balance-queries';
import { findQuota, type QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { isInUse } from '../../_lists/quota-columns';
import { BalanceCard } from './balance-card';

interface Props {
  params: Promise<{ id: string }>;
}

async function load({ params }: Props) {
  const [{ id }, scope] = await Promise.all([params, requireScope('coupons.read')]);
  if (!isId('couponQuota', id)) return notFound();
  const [quota, explained] = await Promise.all([findQuota(scope, id), explainQuota(scope, id)]);
  return quota && explained ? { quota, explained } : notFound();
}

export async function generateMetadata(props: Props) {
  const [{ quota }, t] = await Promise.all([load(props), getTranslations('coupons.quotaPage')]);
  return { title: t('title', { number: quota.number }) };
}

export default async function QuotaPage(props: Props) {
  const [{ quota, explained }, t, words] = await Promise.all([
    load(props),
    getTranslations('coupons'),
    getTranslations('couponwords'),
  ]);
  const list = quota.isOwn
    ? { label: t('tabs.quota'), href: '/coupons' }
    : { label: t('tabs.issuedQuotas'), href: '/coupons/issued-quotas' };
  return (
    <>
      <PageHeader
        title={t('quotaPage.title', { number: quota.number })}
        description={t(quota.isOwn ? 'quotaDescription' : 'issuedQuotasDescription')}
        status={<QuotaState state={quota.state} />}
        breadcrumbs={[list, { label: quota.number }]}
        actions={<QuotaActions quota={quota} />}
      />
      <div className="flex flex-col gap-4">
        {quota.state === 'invalid' && quota.balance.minor > 0n && <Alert kind="warning">{words('unusable')}</Alert>}
        {quota.state === 'normal' && !quota.isEffective && <Alert kind="info">{t('quotaPage.notInForce')}</Alert>}
        <Card>
          <DescriptionList items={await factsOf(quota)} />
        </Card>
        <BalanceCard quota={quota} {...explained} />
        <Card title={words('limits.title')}>
          <LimitsInWords limits={quota.limits} currency={quota.value.currency} />
        </Card>
      </div>
    </>
  );
}

/** What its state and the reader's role allow: cutting something from one's own, taking back what was cut for a reseller. */
async function QuotaActions({ quota }: { quota: QuotaDetail }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('coupons')]);
  const isUsable = isInUse(quota);
  if (!quota.isOwn)
    return (
      isUsable &&
      may(actor, 'quotas.reclaim') && (
        <ButtonLink href={`/coupons/reclaim-quotas?quota=${quota.id}`}>{t('reclaim')}</ButtonLink>
      )
    );
  return (
    <>
      <ButtonLink href={`/coupons/issued?quota=${quota.number}`} variant="quiet">
        {t('quotaPage.toIssued')}
      </ButtonLink>
      {isUsable && may(actor, 'quotas.issue') && (
        <ButtonLink href={`/coupons/issue-quota?quota=${quota.id}`}>{t('issueQuota')}</ButtonLink>
      )}
      {isUsable && may(actor, 'coupons.issue') && (
        <ButtonLink href={`/coupons/issue?quota=${quota.id}`} variant="primary">
          {t('issue')}
        </ButtonLink>
      )}
    </>
  );
}

async function factsOf(quota: QuotaDetail): Promise<Detail[]> {
  const [t, words, locale] = await Promise.all([
    getTranslations('coupons'),
    getTranslations('couponwords.types'),
    getLocale(),
  ]);
  const { owner, parent } = quota;
  return [
    { label: t('type'), value: words(quota.type) },
    { label: t('value'), value: <Amount value={quota.value} /> },
    { label: t('balance'), value: <Amount value={quota.balance} /> },
    ...(quota.stateReason ? [{ label: t('quotaPage.stateReason'), value: quota.stateReason }] : []),
    { label: t('effectiveAt'), value: <When at={quota.effectiveAt} /> },
    { label: t('expiresAt'), value: <When at={quota.expiresAt} /> },
    { label: t('createdAt'), value: <When at={quota.createdAt} /> },
    ...(quota.isOwn
      ? []
      : [
          {
            label: t('reseller'),
            value: <TextLink href={`/resellers/${owner.id}`}>{localName(owner, locale)}</TextLink>,
          },
          // Whoever wrote it reads it, not whom the quota was cut for.
          { label: t('remark'), value: quota.remark },
        ]),
    ...(parent
      ? [
          {
            label: t('parentNumber'),
            value: <TextLink href={`/coupons/quotas/${parent.id}`}>{parent.number}</TextLink>,
          },
        ]
      : []),
    { label: t('quotaNumber'), value: <CopyableId id={quota.number} /> },
    { label: t('id'), value: <CopyableId id={quota.id} /> },
  ];
}
