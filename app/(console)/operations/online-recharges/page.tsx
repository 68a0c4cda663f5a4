import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { listPaymentNotifications, notificationOutcomes } from '@/domain/recharge/notification-queries';
import { listOverseenRecharges, type OverseenRecharge, onlineRechargeStates } from '@/domain/recharge/overseen-queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { providerName } from '../../funds/recharge/online/provider-name';
import { OnlineRechargeState } from '../../funds/recharge/online/recharge-state';
import { notificationColumns } from './notification-columns';

const path = '/operations/online-recharges';

export async function generateMetadata() {
  const t = await getTranslations('onlinepay.operations');
  return { title: t('title') };
}

/** What partners pay online, and everything the providers’ doors were told. @source spec/06 §6.2, docs/payments.md */
export default async function OverseenRechargesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    getTranslations('onlinepay.operations'),
  ]);
  const isNotifications = paramOf(params, 'view') === 'notifications';
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Tabs
        label={t('tabs')}
        tabs={[
          { label: t('recharges'), href: path, isCurrent: !isNotifications },
          { label: t('notifications'), href: `${path}?view=notifications`, isCurrent: isNotifications },
        ]}
      />
      {isNotifications ? <Notifications scope={scope} params={params} /> : <Recharges scope={scope} params={params} />}
    </>
  );
}

async function Recharges({ scope, params }: { scope: ReadScope; params: SearchParams }) {
  const [q, partner] = [paramOf(params, 'q'), paramOf(params, 'partner')];
  const asked = {
    q: q || undefined,
    state: onlineRechargeStates.find((state) => state === paramOf(params, 'state')),
    partnerId: isId('organization', partner) ? partner : undefined,
  };
  const [page, filters, columns, t] = await Promise.all([
    listOverseenRecharges(scope, asked, pageRequest(params, { key: 'instant', id: 'onlineRecharge' })),
    rechargeFilters(scope),
    rechargeColumns(),
    getTranslations('onlinepay.operations'),
  ]);
  const isFiltered = Object.values(asked).some((value) => value !== undefined);
  return (
    <>
      {(page.rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      <RecordList
        path={path}
        params={params}
        page={page}
        caption={t('recharges')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
      />
    </>
  );
}

async function rechargeFilters(scope: ReadScope): Promise<Filter[]> {
  const [t, states, common, locale, partners] = await Promise.all([
    getTranslations('onlinepay.operations'),
    getTranslations('onlinepay.states'),
    getTranslations('common'),
    getLocale(),
    listOrganizationOptions(scope, ['distributor', 'solution_provider']),
  ]);
  return [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    {
      ...{ kind: 'select', name: 'state', label: common('status') },
      options: onlineRechargeStates.map((value) => ({ value, label: states(value) })),
    },
    {
      ...{ kind: 'select', name: 'partner', label: t('partner') },
      options: partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) })),
    },
  ];
}

async function rechargeColumns(): Promise<Column<OverseenRecharge>[]> {
  const [t, common, locale] = await Promise.all([getTranslations('onlinepay'), getTranslations('common'), getLocale()]);
  return [
    {
      id: 'startedAt',
      header: t('startedAt'),
      headerContent: (
        <>
          {t('startedAt')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      cell: (row) => <When at={row.startedAt} precision="minute" label={false} />,
    },
    {
      id: 'partner',
      header: t('operations.partner'),
      isText: true,
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.partner.id}`}>{localName(row.partner, locale)}</TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <OnlineRechargeState recharge={row} /> },
    { id: 'provider', header: t('card.provider'), cell: (row) => providerName(t, row.provider) },
    {
      id: 'reference',
      header: t('operations.reference'),
      cell: (row) => (row.reference === null ? '—' : <code className="break-all">{row.reference}</code>),
    },
  ];
}

async function Notifications({ scope, params }: { scope: ReadScope; params: SearchParams }) {
  const q = paramOf(params, 'q');
  const outcome = notificationOutcomes.find((each) => each === paramOf(params, 'outcome'));
  const [page, columns, t] = await Promise.all([
    listPaymentNotifications(
      scope,
      { q: q || undefined, outcome },
      pageRequest(params, { key: 'instant', id: 'paymentNotification' }),
    ),
    notificationColumns(true),
    getTranslations('onlinepay.operations'),
  ]);
  const isFiltered = q !== '' || outcome !== undefined;
  return (
    <>
      {(page.rows.length > 0 || isFiltered) && (
        <FilterBar
          path={path}
          params={params}
          filters={[
            { kind: 'search', name: 'q', label: t('reference') },
            {
              ...{ kind: 'select', name: 'outcome', label: t('outcome') },
              options: notificationOutcomes.map((value) => ({ value, label: t(`outcomes.${value}`) })),
            },
          ]}
        />
      )}
      <RecordList
        path={path}
        params={params}
        page={page}
        caption={t('notifications')}
        columns={columns}
        isFiltered={isFiltered}
        clearHref={`${path}?view=notifications`}
        empty={{ title: t('noNotificationsTitle'), text: t('noNotifications') }}
      />
    </>
  );
}
