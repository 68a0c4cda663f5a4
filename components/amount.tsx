import { useLocale, useTranslations } from 'next-intl';
import { formatMoney, type Money } from '@/lib/money';
import { type AmountStyle, amountParts, minus } from './amount-format';

/**
 * The only thing that shows money. Tabular figures; the sign is U+2212 to the eye and a word to a screen reader.
 *
 * Align it right in tables (`align: 'end'`). `value` of the element is the plain figure, as in files.
 */
export function Amount({ value, sign, unit }: { value: Money } & AmountStyle) {
  const locale = useLocale();
  const t = useTranslations('ui');
  const parts = amountParts(value, locale, { ...(sign && { sign }), ...(unit && { unit }) });
  return (
    <data value={formatMoney(value)} className="whitespace-nowrap">
      {parts.sign !== '' && (
        <>
          <span className="sr-only">{parts.sign === minus ? t('minus') : t('plus')}</span>
          <span aria-hidden>{parts.sign}</span>
        </>
      )}
      {parts.text}
    </data>
  );
}
