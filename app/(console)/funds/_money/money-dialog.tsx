import { getTranslations } from 'next-intl/server';
import type { SearchParams } from '@/components/table/hrefs';
import { moneyContent, moneyHeading } from './money-page';
import { type Direction, readMoneyRequest } from './money-request';
import { OverPage } from './over-page';

/** A money page as a dialog over the list it was opened from. Reloading shows the page itself, with the same request key. */
export async function MoneyDialog({
  direction,
  step,
  searchParams,
}: {
  direction: Direction;
  step: 'edit' | 'review';
  searchParams: Promise<SearchParams>;
}) {
  const [t, request] = await Promise.all([
    getTranslations('ui'),
    searchParams.then((params) => readMoneyRequest(direction, params)),
  ]);
  if (!request) return null;
  return (
    <OverPage path={`/funds/${direction}`} title={await moneyHeading(step, request)} closeLabel={t('close')}>
      {moneyContent(step, request, true)}
    </OverPage>
  );
}
