import { getLocale, getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { BankLineDetail } from '@/domain/reconciliation/line-detail-queries';
import { localName } from '@/lib/local-name';
import { ReasonList } from './reason-list';

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
      {reasons.length > 0 && <ReasonList reasons={reasons} />}
    </Card>
  );
}
