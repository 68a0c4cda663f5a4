import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listMessages, type MessageFilter, type MessageLine, messageStates } from '@/domain/outgoing/queries';
import { messageTemplates } from '@/domain/outgoing/queue-message';
import { pageRequest } from '@/lib/cursor';
import { searchText } from '@/lib/search-text';
import { MessageState, problemText, templateName } from './message-words';

const path = '/operations/messages';

export async function generateMetadata() {
  const t = await getTranslations('outbox');
  return { title: t('title') };
}

export default async function MessagesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('messages.read'),
    getTranslations('outbox'),
  ]);
  const filter = filterOf(params);
  const [{ rows, before, after }, columns, filters] = await Promise.all([
    listMessages(scope, filter, pageRequest(params, { key: 'instant', id: 'message' })),
    columnsFor(),
    filtersFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value !== '');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

const channels = ['email', 'sms'] as const;

const filterOf = (params: SearchParams): MessageFilter => ({
  state: messageStates.find((state) => state === paramOf(params, 'state')),
  channel: channels.find((channel) => channel === paramOf(params, 'channel')),
  template: messageTemplates.find((template) => template === paramOf(params, 'template')),
  recipient: searchText(paramOf(params, 'recipient'))?.toLowerCase(),
  from: paramOf(params, 'from'),
  to: paramOf(params, 'to'),
});

async function filtersFor(): Promise<Filter[]> {
  const t = await getTranslations('outbox');
  return [
    { kind: 'search', name: 'recipient', label: t('recipient'), placeholder: t('recipientHint') },
    {
      kind: 'select',
      name: 'state',
      label: t('state'),
      options: messageStates.map((value) => ({ value, label: t(`states.${value}`) })),
    },
    {
      kind: 'select',
      name: 'channel',
      label: t('channel'),
      options: channels.map((value) => ({ value, label: t(`channels.${value}`) })),
    },
    {
      kind: 'select',
      name: 'template',
      label: t('template'),
      options: await Promise.all(messageTemplates.map(async (value) => ({ value, label: await templateName(value) }))),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('createdAt') },
  ];
}

async function columnsFor(): Promise<Column<MessageLine>[]> {
  const t = await getTranslations('outbox');
  return [
    {
      id: 'template',
      header: t('template'),
      isKey: true,
      cell: async (row) => <TextLink href={`${path}/${row.id}`}>{await templateName(row.template)}</TextLink>,
    },
    { id: 'recipient', header: t('recipient'), cell: (row) => row.recipient },
    { id: 'channel', header: t('channel'), noWrap: true, cell: (row) => t(`channels.${row.channel}`) },
    { id: 'state', header: t('state'), noWrap: true, cell: (row) => <MessageState state={row.state} /> },
    { id: 'attempts', header: t('attempts'), align: 'end', cell: (row) => row.attempts },
    { id: 'problem', header: t('problem'), cell: async (row) => (await problemText(row.problem)) ?? '—' },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: (
        <>
          {t('createdAt')} <ZoneName at={new Date()} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.createdAt} label={false} />,
    },
  ];
}
