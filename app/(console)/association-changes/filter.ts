import { getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import type { ChangeFilter } from '@/domain/associations/change-filter';
import { changeKinds, changeStates } from '@/domain/associations/model';

const names = ['customer', 'kind', 'state', 'startedBy', 'from', 'to'] as const;

/** The filter an address stands for. */
export const changeFilter = (params: SearchParams): ChangeFilter =>
  Object.fromEntries(names.flatMap((name) => (paramOf(params, name) === '' ? [] : [[name, paramOf(params, name)]])));

/** The controls of the filter bar. A customer has only its own records, so it does not search for customers. */
export async function changeFilters(isCustomer: boolean): Promise<Filter[]> {
  const [t, common] = await Promise.all([getTranslations('associations'), getTranslations('common')]);
  const search: Filter[] = [
    { kind: 'search', name: 'customer', label: common('customer'), placeholder: t('customerHint') },
  ];
  return [
    ...(isCustomer ? [] : search),
    {
      kind: 'select',
      name: 'kind',
      label: t('kind'),
      options: changeKinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: changeStates.map((value) => ({ value, label: t(`states.${value}`) })),
    },
    {
      kind: 'select',
      name: 'startedBy',
      label: t('startedBy'),
      options: (['partner', 'customer'] as const).map((value) => ({ value, label: t(`sides.${value}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('createdAt') },
  ];
}
