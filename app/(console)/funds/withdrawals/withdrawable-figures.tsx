import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { FigureTile, TileRow } from '@/components/ui/card';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import type { ReadScope } from '@/domain/read-scope';

/** How much can be taken out, with the terms it is made of. @source design/differentiators.md X8, X11 */
export async function WithdrawableFigures({ scope }: { scope: ReadScope }) {
  const [t, figures] = await Promise.all([getTranslations('withdrawals.figures'), getFundsFigures(scope)]);
  const { recharge, designated, owedInvoices, withdrawable, held } = figures;
  return (
    <section aria-label={t('title')} className="mb-4 flex flex-col gap-2">
      <TileRow>
        <FigureTile label={t('recharge')} value={<Amount value={recharge} />} />
        <FigureTile label={t('designated')} value={<Amount value={designated} />} />
        <FigureTile label={t('owed')} value={<Amount value={owedInvoices} />} />
        <FigureTile label={t('withdrawable')} value={<Amount value={withdrawable} />} />
      </TileRow>
      <p className="text-muted text-table">
        {t('held')} <Amount value={held} /> · {t('rule')}
      </p>
    </section>
  );
}
