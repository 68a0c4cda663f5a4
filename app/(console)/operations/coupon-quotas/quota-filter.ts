import { getLocale, getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { couponTypes, quotaStates } from '@/domain/coupons/model';
import type { OperatorQuotaFilter } from '@/domain/coupons/operator-quota-queries';
import { partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';

/** The filter an address holds. Words it does not know restrict nothing. */
export function quotaFilter(params: SearchParams): OperatorQuotaFilter {
  const [q, partner] = [paramOf(params, 'q'), paramOf(params, 'partner')];
  const [from, to] = [paramOf(params, 'from'), paramOf(params, 'to')];
  const state = quotaStates.find((each) => each === paramOf(params, 'state'));
  const type = couponTypes.find((each) => each === paramOf(params, 'type'));
  const kind = partnerKinds.find((each) => each === paramOf(params, 'kind'));
  return {
    ...(q === '' ? {} : { q }),
    ...(state ? { state } : {}),
    ...(type ? { type } : {}),
    ...(kind ? { kind } : {}),
    ...(isId('organization', partner) ? { organizationId: partner } : {}),
    ...(from === '' && to === '' ? {} : { expires: { from, to } }),
  };
}

/** The controls of the list. */
export async function quotaFilters(scope: ReadScope): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, words, common, locale, partners] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
    listOrganizationOptions(scope, partnerKinds),
  ]);
  const options = <Word extends string>(all: readonly Word[], word: (one: Word) => string) =>
    all.map((value) => ({ value, label: word(value) }));
  return {
    filters: [
      { kind: 'search', name: 'q', label: t('search'), placeholder: t('quotas.searchHint') },
      {
        kind: 'select',
        name: 'state',
        label: common('status'),
        options: options(quotaStates, (state) => words(`quotaStates.${state}`)),
      },
      {
        kind: 'select',
        name: 'type',
        label: common('type'),
        options: options(couponTypes, (type) => words(`types.${type}`)),
      },
    ],
    more: [
      {
        kind: 'select',
        name: 'kind',
        label: t('partnerKind'),
        options: options(partnerKinds, (kind) => common(`kinds.${kind}`)),
      },
      {
        kind: 'select',
        name: 'partner',
        label: t('partner'),
        options: partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) })),
      },
      { kind: 'dates', from: 'from', to: 'to', label: t('expiresAt') },
    ],
  };
}
