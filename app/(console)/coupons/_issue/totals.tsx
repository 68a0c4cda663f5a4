import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import type { Detail } from '@/components/ui/description-list';
import { When } from '@/components/when';
import { capitalNumerals } from '@/lib/capital-numerals';
import type { Money } from '@/lib/money';

/** What something takes from a quota in all, in figures and for Chinese readers in words, and what that leaves. */
export async function totalsOf(outlook: {
  readonly count: number;
  readonly total: Money;
  readonly before: Money;
  readonly after: Money | undefined;
}): Promise<Detail[]> {
  const [t, money, locale] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('funds.money'),
    getLocale(),
  ]);
  const { count, total, before, after } = outlook;
  return [
    { label: t('total', { count }), value: <Amount value={total} /> },
    ...(locale === 'zh-CN' && total.currency === 'CNY' && total.minor > 0n
      ? [{ label: money('capital'), value: capitalNumerals(total.minor) }]
      : []),
    { label: t('before'), value: <Amount value={before} /> },
    { label: t('after'), value: after && <Amount value={after} /> },
  ];
}

/** From when to when, as two facts. */
export async function validityOf(terms: { readonly effectiveAt: Date; readonly expiresAt: Date }): Promise<Detail[]> {
  const t = await getTranslations('issuing');
  return [
    { label: t('effectiveAt'), value: <When at={terms.effectiveAt} /> },
    { label: t('expiresAt'), value: <When at={terms.expiresAt} /> },
  ];
}
