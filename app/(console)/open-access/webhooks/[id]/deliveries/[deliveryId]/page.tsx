import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { type DeliveryDetail, findDelivery } from '@/domain/webhooks/delivery-queries';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { testEventType } from '@/domain/webhooks/event-types';
import { isId } from '@/lib/id';
import { replayDeliveryAction } from '../../../actions';
import { loadEndpoint } from '../../../load-endpoint';
import { DeliveryState, TypeName } from '../../../words';
import { Attempts } from './attempts';

interface Params {
  params: Promise<{ id: string; deliveryId: string }>;
  searchParams: Promise<SearchParams>;
}

const loadDelivery = cache(async (id: string, deliveryId: string) => {
  const [scope, endpoint] = await Promise.all([requireScope('webhooks.read'), loadEndpoint(id, 'webhooks.read')]);
  const delivery = isId('webhookDelivery', deliveryId) ? await findDelivery(scope, deliveryId) : undefined;
  return delivery?.endpointId === endpoint.id ? { endpoint, delivery } : notFound();
});

export async function generateMetadata({ params }: Params) {
  const [{ delivery }, t] = await Promise.all([
    params.then(({ id, deliveryId }) => loadDelivery(id, deliveryId)),
    getTranslations('webhooks'),
  ]);
  return { title: t('deliveryTitle', { type: delivery.type }) };
}

/** One event on its way to one endpoint: what was sent, and what came of each attempt. @source design/differentiators.md X6 */
export default async function DeliveryPage({ params, searchParams }: Params) {
  const [{ endpoint, delivery }, query, actor, t] = await Promise.all([
    params.then(({ id, deliveryId }) => loadDelivery(id, deliveryId)),
    searchParams,
    requireActor(),
    getTranslations('webhooks'),
  ]);
  const isTest = delivery.type === testEventType;
  const path = `/open-access/webhooks/${endpoint.id}`;
  return (
    <>
      <PageHeader
        title={t('deliveryTitle', { type: delivery.type })}
        status={<DeliveryState state={delivery.state} />}
        description={<CopyableId id={delivery.id} label={t('copyDeliveryId')} />}
        breadcrumbs={[
          { label: t('title'), href: '/open-access/webhooks' },
          { label: new URL(endpoint.url).host, href: path },
          { label: t('delivery') },
        ]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'replayed' && <Alert kind="done" title={t('done.replayedOne')} />}
        <Facts delivery={delivery} />
        <Card title={t('body')}>
          <CodeBlock label={t('body')}>{delivery.body}</CodeBlock>
        </Card>
        <Attempts delivery={delivery} />
        {!isTest && may(actor, 'webhooks.replay') && endpoint.health !== 'disabled' && (
          <ReplayOne delivery={delivery} endpoint={endpoint} />
        )}
      </div>
    </>
  );
}

async function Facts({ delivery }: { delivery: DeliveryDetail }) {
  const t = await getTranslations('webhooks');
  const { state, nextAt, finishedAt } = delivery;
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          { label: t('event'), value: <TypeName type={delivery.type} /> },
          { label: t('eventId'), value: <CopyableId id={delivery.eventId} label={t('copyEventId')} /> },
          { label: t('happenedAt'), value: <When at={delivery.happenedAt} /> },
          { label: t('queuedAt'), value: <When at={delivery.createdAt} /> },
          { label: t('attempts'), value: delivery.attempts },
          ...(delivery.isReplay ? [{ label: t('isReplayLabel'), value: t('isReplay') }] : []),
          ...(state === 'waiting' ? [{ label: t('nextAt'), value: <When at={nextAt} /> }] : []),
          ...(finishedAt ? [{ label: t('finishedAt'), value: <When at={finishedAt} /> }] : []),
        ]}
      />
    </Card>
  );
}

async function ReplayOne({ delivery, endpoint }: { delivery: DeliveryDetail; endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  const back = `/open-access/webhooks/${endpoint.id}/deliveries/${delivery.id}?done=replayed`;
  return (
    <Card title={t('replayOne')}>
      <ActionForm
        action={replayDeliveryAction}
        requestKey={newRequestKey()}
        label={t('replayOne')}
        className="flex max-w-2xl flex-col gap-3"
      >
        <p className="text-muted">{t('replayOneText')}</p>
        <input type="hidden" name="webhookDeliveryId" value={delivery.id} />
        <input type="hidden" name="back" value={back} />
        <div>
          <SubmitButton variant="secondary">{t('replayOne')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
