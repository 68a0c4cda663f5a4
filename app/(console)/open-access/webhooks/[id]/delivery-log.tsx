import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { type DeliveryFilter, type DeliveryLine, listDeliveries } from '@/domain/webhooks/delivery-queries';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { isWebhookType, testEventType, webhookEventTypes } from '@/domain/webhooks/event-types';
import { deliveryStates } from '@/domain/webhooks/model';
import { pageRequest } from '@/lib/cursor';
import { type Id, idFromWire, isId, newId } from '@/lib/id';
import { DeliveryState, Outcome, TypeName, typeKey } from '../words';

/** What was sent to an endpoint or is to be sent, the newest first. */
export async function DeliveryLog({ endpoint, params }: { endpoint: EndpointLine; params: SearchParams }) {
  const [scope, t] = await Promise.all([requireScope('webhooks.read'), getTranslations('webhooks')]);
  const path = `/open-access/webhooks/${endpoint.id}`;
  const filter = filterOf(params);
  const [page, columns, filters] = await Promise.all([
    listDeliveries(scope, endpoint.id, filter, pageRequest(params, { key: 'instant', id: 'webhookDelivery' })),
    columnsFor(path),
    filtersFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  // What was just done is said once, not on every page of the list.
  const { done: _done, ...rest } = params;
  return (
    <section aria-label={t('deliveries')}>
      <h2 className="mb-2 text-lg">{t('deliveries')}</h2>
      {(page.rows.length > 0 || isFiltered) && <FilterBar path={path} params={rest} filters={filters} />}
      <RecordList
        path={path}
        params={rest}
        page={page}
        caption={t('deliveries')}
        columns={columns}
        isFiltered={isFiltered}
        empty={{ title: t('noDeliveriesTitle'), text: t('noDeliveries') }}
      />
    </section>
  );
}

function filterOf(params: SearchParams): DeliveryFilter {
  const type = paramOf(params, 'type');
  const event = paramOf(params, 'event').trim();
  return {
    state: deliveryStates.find((state) => state === paramOf(params, 'state')),
    type: isWebhookType(type) || type === testEventType ? type : undefined,
    eventId: event === '' ? undefined : eventIdOf(event),
    from: paramOf(params, 'from'),
    to: paramOf(params, 'to'),
  };
}

/** An event's id in either form; what is none finds nothing. */
const eventIdOf = (text: string): Id<'publishedEvent'> =>
  isId('publishedEvent', text) ? text : (idFromWire('publishedEvent', text) ?? newId('publishedEvent'));

async function filtersFor(): Promise<Filter[]> {
  const [t, common] = await Promise.all([getTranslations('webhooks'), getTranslations('common')]);
  return [
    { kind: 'search', name: 'event', label: t('event'), placeholder: t('eventHint') },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: deliveryStates.map((value) => ({ value, label: t(`states.${value}`) })),
    },
    {
      kind: 'select',
      name: 'type',
      label: common('type'),
      options: [...webhookEventTypes.map(({ type }) => type), testEventType].map((value) => ({
        value,
        label: t(`types.${typeKey(value)}.name`),
      })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('queuedAt') },
  ];
}

async function columnsFor(path: string): Promise<Column<DeliveryLine>[]> {
  const [t, common] = await Promise.all([getTranslations('webhooks'), getTranslations('common')]);
  return [
    {
      id: 'type',
      header: t('event'),
      isKey: true,
      isText: true,
      cell: (row) => (
        <TextLink href={`${path}/deliveries/${row.id}`}>
          <TypeName type={row.type} />
        </TextLink>
      ),
    },
    {
      id: 'eventId',
      header: t('eventId'),
      noWrap: true,
      cell: (row) => (
        <code className="text-muted" title={row.eventId}>
          {row.eventId.slice(0, 8)}…{row.eventId.slice(-6)}
        </code>
      ),
    },
    {
      id: 'state',
      header: common('status'),
      noWrap: true,
      cell: (row) => (
        <>
          <DeliveryState state={row.state} /> {row.isReplay && t('isReplay')}
        </>
      ),
    },
    {
      id: 'outcome',
      header: t('lastOutcome'),
      cell: (row) => <Outcome outcome={row.outcome} status={row.status} isTest={row.type === testEventType} />,
    },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (row) => row.attempts },
    {
      id: 'createdAt',
      header: t('queuedAt'),
      headerContent: (
        <>
          {t('queuedAt')} <ZoneName at={new Date()} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.createdAt} label={false} />,
    },
  ];
}
