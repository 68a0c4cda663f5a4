import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { listPaymentNotifications } from '@/domain/recharge/notification-queries';
import { findOverseenRecharge, type OverseenRecharge } from '@/domain/recharge/overseen-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { providerName } from '../../../funds/recharge/online/provider-name';
import { OnlineRechargeState } from '../../../funds/recharge/online/recharge-state';
import { notificationColumns } from '../notification-columns';

const path = '/operations/online-recharges';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadRecharge = cache(async (id: string): Promise<OverseenRecharge> => {
  const scope = await requireScope('reconciliation.read');
  const recharge = isId('onlineRecharge', id) ? await findOverseenRecharge(scope, id) : undefined;
  return recharge ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [recharge, t, locale] = await Promise.all([
    params.then(({ id }) => loadRecharge(id)),
    getTranslations('onlinepay.operations'),
    getLocale(),
  ]);
  return { title: t('heading', { partner: localName(recharge.partner, locale) }) };
}

/** An online recharge of a partner, with everything its provider has told of it. @source docs/payments.md */
export default async function OverseenRechargePage({ params, searchParams }: Params) {
  const [recharge, query, actor, t, locale] = await Promise.all([
    params.then(({ id }) => loadRecharge(id)),
    searchParams,
    requireActor(),
    getTranslations('onlinepay.operations'),
    getLocale(),
  ]);
  const heading = t('heading', { partner: localName(recharge.partner, locale) });
  return (
    <>
      <PageHeader
        title={heading}
        status={<OnlineRechargeState recharge={recharge} />}
        description={<CopyableId id={recharge.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: path }, { label: heading }]}
        actions={may(actor, 'audit.read') && <TextLink href={`/audit?object=${recharge.id}`}>{t('audit')}</TextLink>}
      />
      <div className="flex flex-col gap-4">
        <Facts recharge={recharge} />
        <Notifications recharge={recharge} query={query} />
      </div>
    </>
  );
}

async function Facts({ recharge }: { recharge: OverseenRecharge }) {
  const [t, common, locale] = await Promise.all([getTranslations('onlinepay'), getTranslations('common'), getLocale()]);
  const { partner, amount, provider, reference, failure, startedAt, startedBy, expiresAt, paidAt, transferId } =
    recharge;
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          {
            label: t('operations.partner'),
            value: <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>,
          },
          { label: common('amount'), value: <Amount value={amount} /> },
          { label: t('card.provider'), value: providerName(t, provider) },
          { label: t('operations.reference'), value: reference ?? undefined },
          { label: t('startedAt'), value: <When at={startedAt} /> },
          { label: t('startedBy'), value: startedBy },
          { label: t('expiresAt'), value: <When at={expiresAt} /> },
          { label: t('paidAt'), value: paidAt ? <When at={paidAt} /> : undefined },
          ...(failure === null ? [] : [{ label: t('operations.failure'), value: failure }]),
          {
            label: t('transferId'),
            value: transferId ? <CopyableId id={transferId} label={t('copyTransferId')} /> : undefined,
          },
        ]}
      />
    </Card>
  );
}

async function Notifications({ recharge: { id }, query }: { recharge: OverseenRecharge; query: SearchParams }) {
  const [scope, t, columns] = await Promise.all([
    requireScope('reconciliation.read'),
    getTranslations('onlinepay.operations'),
    notificationColumns(false),
  ]);
  const page = pageRequest(query, { key: 'instant', id: 'paymentNotification' });
  const { rows, before, after } = await listPaymentNotifications(scope, { rechargeId: id }, page);
  return (
    <section aria-label={t('notifications')}>
      <h2 className="mb-2 text-lg">{t('notifications')}</h2>
      {rows.length === 0 ? (
        <EmptyState title={t('noNotificationsTitle')}>{t('noneOfThis')}</EmptyState>
      ) : (
        <DataTable caption={t('notifications')} columns={columns} rows={rows} rowKey={(row) => row.id} />
      )}
      <Pagination
        previousHref={before && hrefWith(`${path}/${id}`, query, { before, after: undefined })}
        nextHref={after && hrefWith(`${path}/${id}`, query, { after, before: undefined })}
      />
    </section>
  );
}
