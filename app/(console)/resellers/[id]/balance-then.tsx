import { getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { AsOfBar } from '@/components/as-of-bar';
import { OwnBalance } from '@/components/own-balance';
import type { SearchParams } from '@/components/table/hrefs';
import { findPartnerBalanceAsOf } from '@/domain/customers/balance-queries';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';

/** What a partner held at a moment that the reader names. @source design/differentiators.md X8 */
export async function BalanceThen({
  scope,
  id,
  path,
  params,
}: {
  scope: ReadScope;
  id: Id<'organization'>;
  path: string;
  params: SearchParams;
}) {
  const t = await getTranslations('customers.runway');
  const { asOf, text, problem } = readAsOf(params, scope);
  const balance = asOf && (await findPartnerBalanceAsOf(scope, id, asOf));
  return (
    <div className="mt-3 flex flex-col gap-2">
      <AsOfBar path={path} text={text} isPast={asOf !== undefined} at={asOf} problem={problem} />
      {balance && (
        <p>
          {t('balanceThen')}: <OwnBalance value={balance} />
        </p>
      )}
    </div>
  );
}
