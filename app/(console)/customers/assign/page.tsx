import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { PlainTable } from '@/components/table/data-table';
import type { SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { type ChosenCustomer, listChosenCustomers } from '@/domain/customers/chosen-queries';
import { assignMax } from '@/domain/customers/model';
import { listAccountManagers } from '@/domain/customers/queries';
import type { ReadScope } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { assignAccountManagersAction } from '../actions';

export async function generateMetadata() {
  const t = await getTranslations('customers.assign');
  return { title: t('title') };
}

export default async function AssignPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, customers] = await Promise.all([
    searchParams,
    requireScope('customers.assign_manager'),
    getTranslations('customers.assign'),
    getTranslations('customers'),
  ]);
  const ids = [...new Set([params['customers'] ?? []].flat().filter((id) => isId('customer', id)))];
  const isTooMany = ids.length > assignMax;
  const chosen = isTooMany ? [] : await listChosenCustomers(scope, ids);
  const [partner, another] = [...new Set(chosen.map((one) => one.partner.id))];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: customers('title'), href: '/customers' }, { label: t('title') }]}
      />
      {isTooMany && <Alert kind="warning">{t('tooMany', { max: assignMax })}</Alert>}
      {!isTooMany && partner === undefined && (
        <EmptyState title={t('nobodyTitle')} action={<TextLink href="/customers">{t('back')}</TextLink>}>
          {t('nobody')}
        </EmptyState>
      )}
      {another !== undefined && <Alert kind="warning">{t('severalPartners')}</Alert>}
      {partner !== undefined && another === undefined && (
        <Card title={t('chosen', { count: chosen.length })} className="max-w-3xl">
          <div className="flex flex-col gap-4">
            {chosen.length < ids.length && <Alert kind="warning">{t('missing')}</Alert>}
            <Chosen chosen={chosen} />
            <AssignForm scope={scope} partnerId={partner} chosen={chosen} />
          </div>
        </Card>
      )}
    </>
  );
}

async function Chosen({ chosen }: { chosen: readonly ChosenCustomer[] }) {
  const [t, common, locale] = await Promise.all([getTranslations('customers'), getTranslations('common'), getLocale()]);
  return (
    <PlainTable caption={t('title')}>
      <thead>
        <tr>
          <th scope="col">{common('name')}</th>
          <th scope="col">{t('accountName')}</th>
          <th scope="col">{t('assign.now')}</th>
        </tr>
      </thead>
      <tbody>
        {chosen.map((customer) => (
          <tr key={customer.id}>
            <td>
              <TextLink href={`/customers/${customer.id}`}>{localName(customer, locale)}</TextLink>
            </td>
            <td>{customer.accountName}</td>
            <td>{customer.managerName ?? '—'}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

async function AssignForm({
  scope,
  partnerId,
  chosen,
}: {
  scope: ReadScope;
  partnerId: ChosenCustomer['partner']['id'];
  chosen: readonly ChosenCustomer[];
}) {
  const [t, customers, managers] = await Promise.all([
    getTranslations('customers.assign'),
    getTranslations('customers'),
    listAccountManagers(scope, partnerId),
  ]);
  if (managers.length === 0) return <p className="text-muted">{customers('nobodyToAssign')}</p>;
  return (
    <ActionForm action={assignAccountManagersAction} label={t('title')}>
      {chosen.map(({ id }) => (
        <input key={id} type="hidden" name="customers[]" value={id} />
      ))}
      <SelectField
        name="userId"
        label={customers('newManager')}
        hint={customers('newManagerHint')}
        options={managers.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder={customers('choose')}
      />
      <div>
        <SubmitButton>{t('submit', { count: chosen.length })}</SubmitButton>
      </div>
    </ActionForm>
  );
}
