import { getLocale, getTranslations } from 'next-intl/server';
import { Chip } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { PossibleOriginal } from '@/domain/reconciliation/reversal-queries';
import type { Id } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { LineState } from '../line-badges';
import { ReasonList } from './reason-list';

/** Which transactions a reversal may take back, how sure that is and why. Whoever may decide chooses one. */
export async function OriginalsCard({
  lineId,
  originals,
  chosenId,
  mayChoose,
}: {
  lineId: Id<'bankLine'>;
  originals: readonly PossibleOriginal[];
  chosenId: Id<'bankLine'> | undefined;
  mayChoose: boolean;
}) {
  const t = await getTranslations('reconciliation.reversal');
  return (
    <Card title={t('title')}>
      {originals.length === 0 && <p>{t('none')}</p>}
      <ul className="flex flex-col gap-4">
        {originals.map((original) => (
          <li key={original.id}>
            <OriginalText original={original} />
            <p className="mt-1 flex flex-wrap items-center gap-2">
              <span className="font-semibold">{t('sure', { certainty: original.evidence.certainty })}</span>
              {original.id === chosenId && <Chip>{t('chosen')}</Chip>}
              {original.isTaken && original.id !== chosenId && <span className="text-muted">{t('taken')}</span>}
              {mayChoose && !original.isTaken && original.id !== chosenId && (
                <TextLink href={`/operations/bank-lines/${lineId}?original=${original.id}`}>
                  {t('choose', { day: original.bookedOn })}
                </TextLink>
              )}
            </p>
            <ReasonList reasons={original.evidence.reasons} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Which transaction it is, and where its money went. */
async function OriginalText({ original }: { original: PossibleOriginal }) {
  const [t, lines, locale] = await Promise.all([
    getTranslations('reconciliation.reversal'),
    getTranslations('reconciliation.lines'),
    getLocale(),
  ]);
  const { partner } = original;
  return (
    <p className="flex flex-wrap items-center gap-2">
      <TextLink href={`/operations/bank-lines/${original.id}`}>
        {t('bank', { payer: original.payerName || lines('noPayer'), day: original.bookedOn })}
      </TextLink>
      <span className="wrap-anywhere text-muted">{original.bankReference}</span>
      <LineState state={original.state} />
      <span>
        {original.state === 'suspense' && t('inSuspense')}
        {partner &&
          t.rich('of', {
            partner: () => (
              <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>
            ),
          })}
      </span>
    </p>
  );
}
