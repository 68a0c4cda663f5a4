import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { findReseller, type ResellerRow } from '@/domain/customers/reseller-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { RecentAdjustments } from '../../customers/[id]/recent-adjustments';
import { CustomerState } from '../../customers/customer-columns';
import { BalanceThen } from './balance-then';
import { GrantCard } from './grant-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** Somebody else's reseller does not exist here, exactly like an id that names nothing. */
const loadReseller = cache(async (id: string): Promise<ResellerRow> => {
  const scope = await requireScope('resellers.read');
  const reseller = isId('organization', id) ? await findReseller(scope, id) : undefined;
  return reseller ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [reseller, locale] = await Promise.all([params.then(({ id }) => loadReseller(id)), getLocale()]);
  return { title: localName(reseller, locale) };
}

export default async function ResellerPage({ params, searchParams }: Params) {
  const [reseller, query, scope, actor, locale, t, common] = await Promise.all([
    params.then(({ id }) => loadReseller(id)),
    searchParams,
    requireScope('resellers.read'),
    requireActor(),
    getLocale(),
    getTranslations('resellers'),
    getTranslations('common'),
  ]);
  const name = localName(reseller, locale);
  const { mobile, email } = reseller;
  return (
    <>
      <PageHeader
        title={name}
        status={<CustomerState state={reseller.state} />}
        description={<CopyableId id={reseller.id} label={t('copyId', { name })} />}
        breadcrumbs={[{ label: t('title'), href: '/resellers' }, { label: name }]}
        actions={
          may(actor, 'funds.allocate_reseller') && (
            <>
              {reseller.state === 'active' && (
                <ButtonLink variant="primary" href={`/funds/allocate?reseller=${reseller.id}`}>
                  {common('allocate')}
                </ButtonLink>
              )}
              <ButtonLink href={`/funds/reclaim?reseller=${reseller.id}`}>{common('reclaim')}</ButtonLink>
            </>
          )
        }
      />
      <div className="flex flex-col gap-4">
        {reseller.state === 'frozen' && (
          <Alert kind="warning" title={t('isFrozen')}>
            {t('isFrozenText')}
          </Alert>
        )}
        <Card title={t('facts')}>
          <DescriptionList
            items={[
              { label: t('accountName'), value: reseller.accountName },
              { label: common('balance'), value: <Amount value={reseller.balance} /> },
              { label: t('associatedAt'), value: <When at={reseller.associatedAt} precision="minute" /> },
              { label: common('mobile'), value: mobile === null ? undefined : <Masked text={mobile} /> },
              { label: common('email'), value: email === null ? undefined : <Masked text={email} /> },
            ]}
          />
          <BalanceThen scope={scope} id={reseller.id} path={`/resellers/${reseller.id}`} params={query} />
        </Card>
        <GrantCard reseller={reseller} done={paramOf(query, 'done')} />
        {may(actor, 'adjustments.read') && <RecentAdjustments customer={reseller} />}
      </div>
    </>
  );
}
