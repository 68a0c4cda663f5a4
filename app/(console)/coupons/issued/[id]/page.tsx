import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { CouponState } from '@/components/coupon/coupon-badges';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type CouponLife, findCouponLife } from '@/domain/coupons/coupon-life-queries';
import { couponOperations } from '@/domain/coupons/model';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { LifeCard } from './life-card';

interface Props {
  params: Promise<{ id: string }>;
}

async function load({ params }: Props): Promise<CouponLife> {
  const [{ id }, scope] = await Promise.all([params, requireScope('coupons.read')]);
  const life = isId('coupon', id) ? await findCouponLife(scope, id) : undefined;
  return life ?? notFound();
}

export async function generateMetadata(props: Props) {
  const [life, t] = await Promise.all([load(props), getTranslations('coupons.life')]);
  return { title: t('pageTitle', { number: life.number }) };
}

export default async function IssuedCouponPage(props: Props) {
  const [life, actor, t, words] = await Promise.all([
    load(props),
    requireActor(),
    getTranslations('coupons'),
    getTranslations('couponwords'),
  ]);
  const isReclaimable = life.state === 'usable' && !life.lock && may(actor, 'coupons.reclaim');
  return (
    <>
      <PageHeader
        title={t('life.pageTitle', { number: life.number })}
        status={<CouponState state={life.state} />}
        breadcrumbs={[{ label: t('tabs.issued'), href: '/coupons/issued' }, { label: life.number }]}
        actions={isReclaimable && <ButtonLink href={`/coupons/reclaim?coupon=${life.id}`}>{t('reclaim')}</ButtonLink>}
      />
      <div className="flex flex-col gap-4">
        <Standing life={life} />
        <Card>
          <DescriptionList items={await factsOf(life)} />
        </Card>
        <LifeCard life={life} />
        <Card title={words('limits.title')}>
          <LimitsInWords limits={life.limits} currency={life.face.currency} minOrderMinor={life.minOrder.minor} />
        </Card>
      </div>
    </>
  );
}

const returns = couponOperations.filter((kind) => kind !== 'issue');

/** What there is to know before anything else: who has locked it, or how it ended. */
async function Standing({ life }: { life: CouponLife }) {
  const [t, kinds, locale] = await Promise.all([
    getTranslations('coupons.life'),
    getTranslations('couponwords.kinds'),
    getLocale(),
  ]);
  if (life.lock) return <Alert kind="info">{t('lockedText', { order: life.lock.orderId })}</Alert>;
  if (life.awaitsReturn) return <Alert kind="warning">{t('awaitsReturn')}</Alert>;
  if (life.state === 'usable') return life.isEffective ? null : <Alert kind="info">{t('notInForce')}</Alert>;
  const last = life.events.findLast(({ kind, refusal }) => refusal === null && returns.some((back) => back === kind));
  if (last) {
    const amount = formatAmount(last.amount, locale);
    return <Alert kind="info">{t('endedBack', { how: kinds(last.kind), amount, quota: life.quota.number })}</Alert>;
  }
  if (life.state !== 'used') return <Alert kind="info">{t('ended')}</Alert>;
  // Its uses may be gone before its balance is.
  const how = life.left.minor > 0n ? 'usesGone' : 'endedUsed';
  return <Alert kind="info">{t(how, { order: life.orderId ?? '—' })}</Alert>;
}

async function factsOf(life: CouponLife): Promise<Detail[]> {
  const [t, words, locale] = await Promise.all([
    getTranslations('coupons'),
    getTranslations('couponwords.types'),
    getLocale(),
  ]);
  const { customer, quota } = life;
  const name = localName(customer, locale);
  return [
    { label: t('face'), value: <Amount value={life.face} /> },
    { label: t('left'), value: <Amount value={life.left} /> },
    { label: t('type'), value: words(life.type) },
    {
      label: t('customer'),
      value: customer.isOwn ? <TextLink href={`/customers/${customer.id}`}>{name}</TextLink> : name,
    },
    { label: t('quotaNumber'), value: <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink> },
    { label: t('effectiveAt'), value: <When at={life.effectiveAt} /> },
    { label: t('expiresAt'), value: <When at={life.expiresAt} /> },
    { label: t('createdAt'), value: <When at={life.createdAt} /> },
    { label: t('life.uses'), value: t('life.usesCount', { count: life.uses }) },
    { label: t('order'), value: life.orderId },
    { label: t('remark'), value: life.remark && <span className="wrap-anywhere">{life.remark}</span> },
    { label: t('couponNumber'), value: <CopyableId id={life.number} /> },
    { label: t('id'), value: <CopyableId id={life.id} /> },
  ];
}
