import { getLocale, getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { customerLevels, newTags } from '@/domain/customers/model';
import { listAccountManagers } from '@/domain/customers/queries';
import { partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { localName } from '@/lib/local-name';

/** The filters of the list for one reader: those always in sight, and those folded away. @source spec/02 §2.1 */
export async function customerFilters(scope: ReadScope): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, common, whose] = await Promise.all([
    getTranslations('customers'),
    getTranslations('common'),
    scope.everyOrganization ? partnerFilter(scope) : managerFilter(scope),
  ]);
  const chosenFrom = (name: string, label: string, options: { value: string; label: string }[]): Filter => ({
    kind: 'select',
    name,
    label,
    options,
  });
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    chosenFrom(
      'type',
      t('type'),
      (['resale', 'referral'] as const).map((value) => ({ value, label: common(`associations.${value}`) })),
    ),
    chosenFrom(
      'state',
      common('status'),
      (['active', 'frozen'] as const).map((value) => ({ value, label: common(`states.${value}`) })),
    ),
    chosenFrom(
      'balance',
      common('balance'),
      (['positive', 'zero'] as const).map((value) => ({ value, label: t(`balances.${value}`) })),
    ),
    ...whose,
  ];
  const more: Filter[] = [
    { kind: 'search', name: 'label', label: t('label'), placeholder: t('labelHint') },
    { kind: 'dates', from: 'from', to: 'to', label: t('associatedAt') },
    chosenFrom(
      'tag',
      t('newTag'),
      newTags.map((value) => ({ value, label: t(`newTags.${value}`) })),
    ),
    chosenFrom(
      'level',
      t('level'),
      customerLevels.map((value) => ({ value, label: value })),
    ),
  ];
  return { filters, more };
}

/** People in sales see their own only, so there is nothing for them to choose. */
async function managerFilter(scope: ReadScope): Promise<Filter[]> {
  if (scope.accountManagerId) return [];
  const [t, managers] = await Promise.all([
    getTranslations('customers'),
    listAccountManagers(scope, scope.organizationId),
  ]);
  const options = managers.map(({ id, name }) => ({ value: id, label: name }));
  return [
    {
      kind: 'select',
      name: 'manager',
      label: t('manager'),
      options: [{ value: 'none', label: t('noManager') }, ...options],
    },
  ];
}

async function partnerFilter(scope: ReadScope): Promise<Filter[]> {
  const [t, locale, partners] = await Promise.all([
    getTranslations('customers'),
    getLocale(),
    listOrganizationOptions(scope, partnerKinds),
  ]);
  const options = partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) }));
  return [{ kind: 'select', name: 'partner', label: t('partner'), options }];
}
