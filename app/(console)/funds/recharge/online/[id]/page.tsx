import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { FollowLeaf } from '@/app/(console)/_exports/follow-leaf';
import { Amount } from '@/components/amount';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { findOnlineRecharge, type OnlineRecharge } from '@/domain/recharge/online-queries';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { isId } from '@/lib/id';
import { providerName } from '../provider-name';
import { OnlineRechargeState } from '../recharge-state';
import { ContinueCard } from './continue-card';

const path = '/funds/recharge/online';

interface Params {
  params: Promise<{ id: string }>;
}

const loadRecharge = cache(async (id: string): Promise<OnlineRecharge> => {
  const scope = await requireScope('recharge.read');
  const recharge = isId('onlineRecharge', id) ? await findOnlineRecharge(scope, id) : undefined;
  return recharge ?? notFound();
});

export async function generateMetadata() {
  const t = await getTranslations('onlinepay');
  return { title: t('heading') };
}

/** One online recharge: where it is paid, and whether the money has arrived. Coming back from the provider changes nothing here. */
export default async function OnlineRechargePage({ params }: Params) {
  const [recharge, t, common] = await Promise.all([
    params.then(({ id }) => loadRecharge(id)),
    getTranslations('onlinepay'),
    getTranslations('common'),
  ]);
  return (
    <>
      <PageHeader
        title={t('heading')}
        status={<OnlineRechargeState recharge={recharge} />}
        description={<CopyableId id={recharge.id} label={t('copyId')} />}
        breadcrumbs={[
          { label: t('recharge'), href: '/funds/recharge' },
          { label: t('title'), href: path },
          { label: t('heading') },
        ]}
      />
      <div className="flex flex-col gap-4">
        <Outcome recharge={recharge} />
        <ContinueCard recharge={recharge} />
        <Card title={t('facts')}>
          <DescriptionList
            items={[
              { label: common('amount'), value: <Amount value={recharge.amount} /> },
              { label: t('card.provider'), value: providerName(t, recharge.provider) },
              { label: t('startedAt'), value: <When at={recharge.startedAt} /> },
              { label: t('startedBy'), value: recharge.startedBy },
              { label: t('expiresAt'), value: <When at={recharge.expiresAt} /> },
              { label: t('paidAt'), value: recharge.paidAt ? <When at={recharge.paidAt} /> : undefined },
              {
                label: t('transferId'),
                value: recharge.transferId ? (
                  <CopyableId id={recharge.transferId} label={t('copyTransferId')} />
                ) : undefined,
              },
            ]}
          />
        </Card>
      </div>
    </>
  );
}

async function Outcome({ recharge }: { recharge: OnlineRecharge }) {
  const t = await getTranslations('onlinepay');
  const { state, isOpen, id, failure, transferId } = recharge;
  if (state === 'paid') {
    return (
      <Alert
        kind="done"
        title={t('paid.title')}
        actions={
          <>
            <ButtonLink href="/" variant="primary">
              {t('home')}
            </ButtonLink>
            {transferId && <ButtonLink href={`/funds/transfers/${transferId}`}>{t('transfer')}</ButtonLink>}
          </>
        }
      >
        {t('paid.text')}
      </Alert>
    );
  }
  if (state === 'failed') {
    return (
      <Alert kind="refused" title={t('failed.title')} actions={<ButtonLink href={path}>{t('again')}</ButtonLink>}>
        {t('failed.text')} {failure !== null && <code className="break-all">{failure}</code>}
      </Alert>
    );
  }
  if (!isOpen) {
    return (
      <Alert kind="warning" title={t('expired.title')} actions={<ButtonLink href={path}>{t('again')}</ButtonLink>}>
        {t('expired.text')}
      </Alert>
    );
  }
  return (
    <Card title={t('waiting.title')}>
      <div className="flex flex-col gap-4">
        <p>{t('waiting.text')}</p>
        <ToPayment recharge={recharge} />
        <p className="text-muted">
          {t('waiting.follow')} <TextLink href={`${path}/${id}`}>{t('waiting.refresh')}</TextLink>
          <FollowLeaf />
        </p>
      </div>
    </Card>
  );
}

/** A plain link: it leads out of the console, and nothing may open it ahead of time. */
async function ToPayment({ recharge: { id, provider } }: { recharge: OnlineRecharge }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('onlinepay')]);
  if (!may(actor, 'recharge.pay_online') || !findPaymentProvider(provider)) return null;
  return (
    <p>
      <a href={`${path}/${id}/pay`} className={buttonClass('primary', 'medium')}>
        {t('waiting.pay', { provider: providerName(t, provider) })}
      </a>
    </p>
  );
}
