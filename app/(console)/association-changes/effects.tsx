import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import type { CouponsBack } from '@/domain/associations/coupons-back';
import type { AssociationType } from '@/domain/associations/model';
import { localName } from '@/lib/local-name';
import type { Money } from '@/lib/money';

interface Named {
  readonly name: string;
  readonly nameEn: string | null;
}

/** What agreeing comes to, in the words both sides read before they decide. @source spec/01 §1.7 "Effects" */
export function Effects({
  between,
  fromType,
  toType,
  wouldReturn,
  coupons,
}: {
  between: { readonly customer: Named; readonly partner: Named };
  fromType: AssociationType;
  toType: AssociationType | null;
  wouldReturn: Money;
  coupons: CouponsBack | null;
}) {
  const t = useTranslations('associations.effects');
  const locale = useLocale();
  const names = { customer: localName(between.customer, locale), partner: localName(between.partner, locale) };
  return (
    <ul className="flex max-w-prose list-disc flex-col gap-1 pl-5">
      {fromType === 'resale' ? (
        <li>{t.rich('return', { ...names, amount: () => <Amount value={wouldReturn} /> })}</li>
      ) : (
        <li>{t('nothing')}</li>
      )}
      {coupons && coupons.count > 0 && (
        <li>
          {t.rich('coupons', { ...names, count: coupons.count, amount: () => <Amount value={coupons.amount} /> })}
        </li>
      )}
      <li>{t(toType ?? 'part', names)}</li>
      {toType === null && <li>{t('final')}</li>}
    </ul>
  );
}
