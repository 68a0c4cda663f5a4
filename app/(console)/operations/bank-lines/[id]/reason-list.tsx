import { CircleMinus, CirclePlus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { iconSize } from '@/components/ui/icon-size';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';

/** What speaks for a match, and what against it. */
export function ReasonList({ reasons }: Pick<BankLineDetail, 'reasons'>) {
  const t = useTranslations('reconciliation');
  return (
    <ul className="mt-2 flex flex-col gap-1" aria-label={t('match.reasons')}>
      {reasons.map(({ code, speaks, value }) => (
        <li key={`${code} ${value}`} className="flex items-start gap-2">
          {speaks === 'for' ? (
            <CirclePlus size={iconSize.text} className="mt-0.5 shrink-0 text-success" aria-hidden />
          ) : (
            <CircleMinus size={iconSize.text} className="mt-0.5 shrink-0 text-danger" aria-hidden />
          )}
          <span className="wrap-anywhere">
            <span className="font-semibold">{t(`match.${speaks}`)}</span>{' '}
            {t.has(`reasons.${code}`) ? t(`reasons.${code}`, { value: value ?? '' }) : code}
          </span>
        </li>
      ))}
    </ul>
  );
}
