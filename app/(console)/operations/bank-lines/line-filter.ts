import { getLocale, getTranslations } from 'next-intl/server';
import type { Filter } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import type { BankLineFilter } from '@/domain/reconciliation/line-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { readAmount } from '@/lib/money';

const states = [
  ...(['suspense', 'reversal', 'posted', 'recorded', 'outgoing', 'sent_back', 'returned'] as const),
  ...(['taken_back', 'reversed'] as const),
] as const;
const ages = [7, 30, 90] as const;

/** The filter an address holds; without a state it is the work that is left. Words it does not know restrict nothing. */
export function lineFilter(params: SearchParams, scope: ReadScope): BankLineFilter {
  const [q, state, partner, file] = ['q', 'state', 'partner', 'file'].map((name) => paramOf(params, name));
  const age = ages.find((days) => String(days) === paramOf(params, 'older'));
  const amountOf = (name: string) => {
    const amount = readAmount(paramOf(params, name), scope.currency);
    return typeof amount === 'string' ? undefined : amount;
  };
  const wanted = state === 'every' ? undefined : (states.find((each) => each === state) ?? 'suspense');
  return {
    q: q || undefined,
    state: wanted,
    minAmount: amountOf('min'),
    maxAmount: amountOf('max'),
    fileId: isId('bankFile', file) ? file : undefined,
    partnerId: isId('organization', partner) ? partner : undefined,
    olderThanDays: age,
  };
}

/** The controls of the list. */
export async function lineFilters(scope: ReadScope): Promise<{ filters: Filter[]; more: Filter[] }> {
  const [t, locale, partners] = await Promise.all([
    getTranslations('reconciliation'),
    getLocale(),
    listOrganizationOptions(scope, partnerKinds),
  ]);
  const others = states
    .filter((state) => state !== 'suspense')
    .map((value) => ({ value, label: t(`lineStates.${value}`) }));
  return {
    filters: [
      { kind: 'search', name: 'q', label: t('lines.search'), placeholder: t('lines.searchHint') },
      {
        kind: 'select',
        name: 'state',
        label: t('lines.state'),
        allLabel: t('lineStates.suspense'),
        options: [...others, { value: 'every', label: t('lines.everyState') }],
      },
    ],
    more: [
      { kind: 'search', name: 'min', label: t('lines.min') },
      { kind: 'search', name: 'max', label: t('lines.max') },
      {
        kind: 'select',
        name: 'partner',
        label: t('lines.partner'),
        options: partners.map((partner) => ({ value: partner.id, label: localName(partner, locale) })),
      },
      {
        kind: 'select',
        name: 'older',
        label: t('lines.older'),
        options: ages.map((days) => ({ value: String(days), label: t('lines.olderThan', { days }) })),
      },
    ],
  };
}
