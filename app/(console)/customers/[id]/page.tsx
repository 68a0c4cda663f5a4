import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type CustomerDetail, findCustomer } from '@/domain/customers/detail-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { CustomerState } from '../customer-columns';
import { verifiedKey } from '../verified';
import { ContactCard } from './contact-card';
import { CouponsCard } from './coupons-card';
import { DescribeCard } from './describe-card';
import { FreezeCard } from './freeze-card';
import { PartnersFreezeCard, PartnersFreezeNotice } from './freezing';
import { HeaderActions } from './header-actions';
import { ManagerCard } from './manager-card';
import { ObstaclesCard } from './obstacles-card';
import { RecentAdjustments } from './recent-adjustments';
import { RunwayCard } from './runway-card';
import { TimelineCard } from './timeline-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** Somebody else's customer does not exist here, exactly like an id that names nothing. */
const loadCustomer = cache(async (id: string): Promise<CustomerDetail> => {
  const scope = await requireScope('customers.read');
  const customer = isId('customer', id) ? await findCustomer(scope, id) : undefined;
  return customer ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [customer, locale] = await Promise.all([params.then(({ id }) => loadCustomer(id)), getLocale()]);
  return { title: localName(customer, locale) };
}

export default async function CustomerPage({ params, searchParams }: Params) {
  const [customer, query, actor, locale, t] = await Promise.all([
    params.then(({ id }) => loadCustomer(id)),
    searchParams,
    requireActor(),
    getLocale(),
    getTranslations('customers'),
  ]);
  const name = localName(customer, locale);
  const isResale = customer.association?.type === 'resale';
  return (
    <>
      <PageHeader
        title={name}
        status={<CustomerState state={customer.state} freezeLevel={customer.association?.freezeLevel ?? null} />}
        description={<CopyableId id={customer.id} label={t('copyId', { name })} />}
        breadcrumbs={[{ label: t('title'), href: '/customers' }, { label: name }]}
        actions={<HeaderActions customer={customer} />}
      />
      <div className="flex flex-col gap-4">
        <DoneAlert done={paramOf(query, 'done')} customer={customer} />
        <PartnersFreezeNotice customer={customer} done={paramOf(query, 'done')} />
        {customer.frozenAt !== null && (
          <Alert kind="warning" title={t('isFrozen')}>
            {customer.frozenReason ?? t('isFrozenText')}
          </Alert>
        )}
        <Card title={t('facts')}>
          <DescriptionList items={await factsOf(customer)} />
        </Card>
        <RunwayCard customer={customer} params={query} />
        {customer.association && <CouponsCard customer={customer} />}
        <div className="grid grid-cols-[repeat(auto-fit,minmax(min(22rem,100%),1fr))] items-start gap-4">
          <ContactCard customer={customer} isRevealed={paramOf(query, 'revealed') === '1'} />
          <div id="manager" className="row-span-2">
            {customer.association && <ManagerCard customer={customer} />}
          </div>
          <div id="notes">
            <DescribeCard customer={customer} />
          </div>
        </div>
        {isResale && may(actor, 'adjustments.read') && <RecentAdjustments customer={customer} />}
        <div id="timeline">
          <TimelineCard customer={customer} after={paramOf(query, 'timeline')} />
        </div>
        <div id="freeze" className="-mb-4" />
        {may(actor, 'customers.freeze') && <FreezeCard customer={customer} />}
        <ObstaclesCard customer={customer} />
        <PartnersFreezeCard customer={customer} />
      </div>
    </>
  );
}

/** What has just been done, as far as the customer's own state agrees that it has. */
async function DoneAlert({ done, customer }: { done: string; customer: CustomerDetail }) {
  const t = await getTranslations('customers');
  const agrees = {
    frozen: customer.state === 'frozen',
    unfrozen: customer.state === 'active',
    assigned: Boolean(customer.association?.manager),
    withdrawn: customer.association?.manager === null,
    described: customer.association !== null,
  };
  const key = (['frozen', 'unfrozen', 'assigned', 'withdrawn', 'described'] as const).find(
    (each) => each === done && agrees[each],
  );
  return key ? <Alert kind="done" title={t(`done.${key}`)} /> : null;
}

async function factsOf(customer: CustomerDetail): Promise<Detail[]> {
  const [t, common, locale, scope] = await Promise.all([
    getTranslations('customers'),
    getTranslations('common'),
    getLocale(),
    requireScope('customers.read'),
  ]);
  const { association } = customer;
  const partner = association && localName(association.partner, locale);
  return [
    { label: t('accountName'), value: customer.accountName },
    ...(customer.nameEn === null
      ? []
      : [{ label: t('otherName'), value: locale === 'en' ? customer.name : customer.nameEn }]),
    {
      label: common('balance'),
      value: association?.type === 'referral' ? undefined : <Amount value={customer.balance} />,
    },
    { label: t('type'), value: association ? common(`associations.${association.type}`) : t('notAssociated') },
    {
      label: t('associatedAt'),
      value: association ? <When at={association.associatedAt} precision="minute" /> : undefined,
    },
    ...(scope.everyOrganization && association
      ? [
          {
            label: t('partner'),
            value: <TextLink href={`/operations/organizations/${association.partner.id}`}>{partner}</TextLink>,
          },
        ]
      : []),
    ...(customer.newTag ? [{ label: t('newTag'), value: newTagOf(customer, t(`newTags.${customer.newTag}`)) }] : []),
    { label: t('verified'), value: t(`verifiedStatus.${verifiedKey(customer.verifiedStatus)}`) },
    { label: t('level'), value: customer.customerLevel },
  ];
}

/** The tag, and the months in which it holds where it says so. */
const newTagOf = ({ newTagFrom, newTagUntil }: CustomerDetail, word: string): string =>
  newTagFrom === null && newTagUntil === null
    ? word
    : `${word} (${newTagFrom?.slice(0, 7) ?? '…'} – ${newTagUntil?.slice(0, 7) ?? '…'})`;
