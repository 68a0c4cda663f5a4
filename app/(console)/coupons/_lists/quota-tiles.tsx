import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { FigureTile, TileRow } from '@/components/ui/card';
import type { QuotaTotals } from '@/domain/coupons/quota-lines';

/** What a list of quotas comes to, each figure leading to what it is made of. Nothing where there are more than are added up. */
export async function QuotaTiles({ path, totals }: { path: string; totals: QuotaTotals }) {
  const t = await getTranslations('coupons.quotaTotals');
  if (totals.isMore) return null;
  return (
    <div className="mb-4">
      <TileRow>
        <FigureTile
          label={t('value')}
          value={<Amount value={totals.value} />}
          note={t('count', { count: totals.count })}
        />
        <FigureTile
          label={t('usable')}
          value={<Amount value={totals.usable} />}
          note={t('usableNote')}
          href={`${path}?state=normal`}
        />
        {totals.waiting.minor > 0n && (
          <FigureTile label={t('waiting')} value={<Amount value={totals.waiting} />} note={t('waitingNote')} />
        )}
        <FigureTile
          label={t('unusable')}
          value={<Amount value={totals.unusable} />}
          note={t('unusableNote')}
          href={`${path}?state=invalid`}
        />
      </TileRow>
    </div>
  );
}
