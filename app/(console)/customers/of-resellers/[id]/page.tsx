import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { findResellerCustomer, type ResellerCustomerRow } from '@/domain/customers/reseller-customer-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { CustomerState } from '../../customer-columns';
import { verifiedKey } from '../../verified';
import { FreezeForReseller } from './freeze-for-reseller';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

/** Anybody else's customer does not exist here, exactly like an id that names nothing. */
const loadCustomer = cache(async (id: string): Promise<ResellerCustomerRow> => {
  const scope = await requireScope('resellers.customers');
  const customer = isId('customer', id) ? await findResellerCustomer(scope, id) : undefined;
  return customer ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [customer, locale] = await Promise.all([params.then(({ id }) => loadCustomer(id)), getLocale()]);
  return { title: localName(customer, locale) };
}

export default async function ResellerCustomerPage({ params, searchParams }: Params) {
  const [customer, query, locale, t, common] = await Promise.all([
    params.then(({ id }) => loadCustomer(id)),
    searchParams,
    getLocale(),
    getTranslations('customers'),
    getTranslations('common'),
  ]);
  const name = localName(customer, locale);
  const { mobile, email, reseller } = customer;
  return (
    <>
      <PageHeader
        title={name}
        status={<CustomerState state={customer.state} freezeLevel={customer.freezeLevel} />}
        description={<CopyableId id={customer.id} label={t('copyId', { name })} />}
        breadcrumbs={[{ label: t('ofResellers.title'), href: '/customers/of-resellers' }, { label: name }]}
      />
      <div className="flex flex-col gap-4">
        <Card title={t('facts')}>
          <p className="mb-3 text-muted">{t('ofResellers.limited')}</p>
          <DescriptionList
            items={[
              { label: t('accountName'), value: customer.accountName },
              {
                label: common('reseller'),
                value: <TextLink href={`/resellers/${reseller.id}`}>{localName(reseller, locale)}</TextLink>,
              },
              { label: t('type'), value: common(`associations.${customer.type}`) },
              { label: t('associatedAt'), value: <When at={customer.associatedAt} precision="minute" /> },
              { label: common('mobile'), value: mobile === null ? undefined : <Masked text={mobile} /> },
              { label: common('email'), value: email === null ? undefined : <Masked text={email} /> },
              { label: t('verified'), value: t(`verifiedStatus.${verifiedKey(customer.verifiedStatus)}`) },
              { label: t('level'), value: customer.level },
            ]}
          />
        </Card>
        <FreezeForReseller customer={customer} done={paramOf(query, 'done')} />
      </div>
    </>
  );
}
