import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { paramOf } from '@/components/table/hrefs';
import { FrozenBadge } from '@/components/ui/badge';
import { customersPerIssue } from '@/domain/coupons/model';
import { listChosenCustomers } from '@/domain/customers/chosen-queries';
import { type CustomerRow, listCustomers } from '@/domain/customers/queries';
import { localName } from '@/lib/local-name';
import type { IssueRequest } from './issue-request';
import { Picker } from './picker';

const shownMax = 20;

/** Picks customers of the partner whose quota it is. */
export async function CustomerPicker({ request, error }: { request: IssueRequest; error: string | undefined }) {
  const { customerScope, customerIds, params } = request;
  const q = paramOf(params, 'q');
  const [t, form, locale, chosen, page] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('ui.form'),
    getLocale(),
    customerIds.length > 0 ? listChosenCustomers(customerScope, customerIds) : [],
    listCustomers(customerScope, q === '' ? {} : { q }, { limit: shownMax }),
  ]);
  const picked = new Set(chosen.map(({ id }) => id));
  const found = page.rows.filter(({ id }) => !picked.has(id));
  return (
    <Picker
      name="customers"
      path="/coupons/issue"
      search={q}
      error={error}
      chosen={chosen.map((customer) => ({
        id: customer.id,
        label: <CustomerLabel name={localName(customer, locale)} account={customer.accountName} />,
      }))}
      found={found.map((customer) => ({
        id: customer.id,
        label: (
          <CustomerLabel name={localName(customer, locale)} account={customer.accountName}>
            <TypeAndState customer={customer} />
          </CustomerLabel>
        ),
      }))}
      text={{
        legend: t('customers'),
        hint: t('customersHint', { max: customersPerIssue.console }),
        search: t('findCustomers'),
        find: t('find'),
        optional: form('optional'),
        note: noteOf(found.length, page.after !== undefined, t),
      }}
    />
  );
}

/** That a search has left nobody, or not everybody. */
export const noteOf = (
  count: number,
  hasMore: boolean,
  t: (key: 'noneFound' | 'moreFound', values: { count: number }) => string,
): string | undefined => {
  if (hasMore) return t('moreFound', { count });
  return count === 0 ? t('noneFound', { count }) : undefined;
};

function CustomerLabel({ name, account, children }: { name: string; account: string; children?: ReactNode }) {
  return (
    <span className="wrap-anywhere">
      {name} <span className="text-muted">{account}</span> {children}
    </span>
  );
}

async function TypeAndState({ customer }: { customer: CustomerRow }) {
  const common = await getTranslations('common');
  return (
    <>
      <span className="text-muted">· {common(`associations.${customer.type}`)}</span>{' '}
      {(customer.state === 'frozen' || customer.freezeLevel !== null) && (
        <FrozenBadge>{common('states.frozen')}</FrozenBadge>
      )}
    </>
  );
}
