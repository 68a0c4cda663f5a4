import { CircleMinus, CirclePlus } from 'lucide-react';
import { getLocale, getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { iconSize } from '@/components/ui/icon-size';
import { TextLink } from '@/components/ui/text-link';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { localName } from '@/lib/local-name';

/** Whose a transaction seemed to be when it was imported, how sure that is, and what speaks for it and against it. */
export async function MatchCard({ line }: { line: BankLineDetail }) {
  const [t, locale] = await Promise.all([getTranslations('reconciliation'), getLocale()]);
  const { partner, rung, certainty, reasons } = line;
  return (
    <Card title={t('match.title')}>
      <p>
        {rung !== null && partner
          ? t.rich('match.by', {
              rung: t(`rungs.${rung}`),
              certainty: certainty ?? 0,
              partner: () => (
                <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>
              ),
            })
          : t(line.state === 'recorded' ? 'match.recorded' : 'match.none')}
      </p>
      {reasons.length > 0 && (
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
      )}
    </Card>
  );
}
