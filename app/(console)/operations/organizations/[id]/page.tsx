import { notFound, redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import { OwnBalance } from '@/components/own-balance';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findCustomer } from '@/domain/customers/detail-queries';
import { findOrganization, type OrganizationRow } from '@/domain/identity/organization-queries';
import { may } from '@/domain/permission';
import { asKind, isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { BalanceThen } from '../../../resellers/[id]/balance-then';
import { ActiveState } from '../../active-state';
import { DevelopmentCard } from './development-card';
import { FreezeCard } from './freeze-card';
import { QuotasCard } from './quotas-card';
import { CustomersCard, KeysCard, UsersCard } from './related-cards';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** A customer is an organization too, with a page of its own. */
const loadOrganization = cache(async (id: string): Promise<OrganizationRow> => {
  const scope = await requireScope('organizations.read');
  if (!isId('organization', id)) return notFound();
  const organization = await findOrganization(scope, id);
  if (organization) return organization;
  const customer = await findCustomer(scope, asKind('customer', id));
  return customer ? redirect(route(`/customers/${customer.id}`)) : notFound();
});

export async function generateMetadata({ params }: Params) {
  const [organization, locale] = await Promise.all([params.then(({ id }) => loadOrganization(id)), getLocale()]);
  return { title: localName(organization, locale) };
}

export default async function OrganizationPage({ params, searchParams }: Params) {
  const [organization, query, actor, locale, t] = await Promise.all([
    params.then(({ id }) => loadOrganization(id)),
    searchParams,
    requireActor(),
    getLocale(),
    getTranslations('operations'),
  ]);
  const name = localName(organization, locale);
  const done = paramOf(query, 'done');
  const receives = organization.kind !== 'reseller' && may(actor, 'bank_transfers.record');
  return (
    <>
      <PageHeader
        title={name}
        status={<ActiveState state={organization.state} />}
        description={<CopyableId id={organization.id} label={t('copyId', { name })} />}
        breadcrumbs={[{ label: t('organizations.title'), href: '/operations/organizations' }, { label: name }]}
        actions={
          receives && (
            <ButtonLink variant="primary" href={`/operations/bank-transfers/new?organizationId=${organization.id}`}>
              {t('transfers.record')}
            </ButtonLink>
          )
        }
      />
      <div className="flex flex-col gap-4">
        {done === 'frozen' && organization.state === 'frozen' && (
          <Alert kind="done" title={t('organizations.frozen')} />
        )}
        {done === 'unfrozen' && organization.state === 'active' && (
          <Alert kind="done" title={t('organizations.unfrozen')} />
        )}
        {done === 'development' && <Alert kind="done" title={t('organizations.developmentSet')} />}
        {organization.frozenAt !== null && (
          <Alert kind="warning" title={t('organizations.isFrozen')}>
            {organization.frozenReason} · <When at={organization.frozenAt} precision="minute" />
          </Alert>
        )}
        <FactsCard organization={organization} params={query} />
        <UsersCard organizationId={organization.id} />
        {may(actor, 'api_keys.read') && <KeysCard organizationId={organization.id} />}
        <CustomersCard organizationId={organization.id} />
        {may(actor, 'quotas.oversee') && <QuotasCard organizationId={organization.id} />}
        {may(actor, 'onboarding.grant') && <DevelopmentCard organizationId={organization.id} />}
        {may(actor, 'organizations.freeze') && <FreezeCard organization={organization} />}
      </div>
    </>
  );
}

async function FactsCard({ organization, params }: { organization: OrganizationRow; params: SearchParams }) {
  const [scope, t, common, locale] = await Promise.all([
    requireScope('organizations.read'),
    getTranslations('operations'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { parent, mobile, email } = organization;
  return (
    <Card title={t('organizations.facts')}>
      <DescriptionList
        items={[
          { label: t('organizations.accountName'), value: organization.accountName },
          { label: common('type'), value: common(`kinds.${organization.kind}`) },
          { label: common('balance'), value: <BalanceCell organization={organization} /> },
          {
            label: t('organizations.parent'),
            value: parent ? (
              <TextLink href={`/operations/organizations/${parent.id}`}>{localName(parent, locale)}</TextLink>
            ) : undefined,
          },
          { label: common('mobile'), value: mobile === null ? undefined : <Masked text={mobile} /> },
          { label: common('email'), value: email === null ? undefined : <Masked text={email} /> },
          { label: t('createdAt'), value: <When at={organization.createdAt} precision="minute" /> },
        ]}
      />
      <BalanceThen
        scope={scope}
        id={organization.id}
        path={`/operations/organizations/${organization.id}`}
        params={params}
      />
    </Card>
  );
}

/** What is there, with the way to what has been lent to those who can be lent to. */
async function BalanceCell({ organization: { id, kind, balance } }: { organization: OrganizationRow }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('credit.operator')]);
  const isLentTo = kind === 'distributor' || kind === 'solution_provider';
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <OwnBalance value={balance} />
      {isLentTo && may(actor, 'credit.oversee') && <TextLink href={`/operations/credit/${id}`}>{t('title')}</TextLink>}
    </span>
  );
}
