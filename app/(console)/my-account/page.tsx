import { getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { AsOfBar } from '@/components/as-of-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { FigureTile, TileRow } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { listMovements } from '@/domain/funds/statement-queries';
import { pageRequest } from '@/lib/cursor';
import { MovementTable } from '../funds/movement-table';
import { CouponsTile } from './coupons-tile';
import { FreezeNotice } from './freeze-notice';

const path = '/my-account';

export async function generateMetadata() {
  const t = await getTranslations('myaccount');
  return { title: t('title') };
}

/** A customer's own view: the same postings that stand in its partner's records. */
export default async function MyAccountPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('balance.read'),
    getTranslations('myaccount'),
  ]);
  const { asOf, text, problem } = readAsOf(params, scope);
  const [{ recharge, at }, { rows, before, after }] = await Promise.all([
    getFundsFigures(scope, asOf),
    listMovements(scope, pageRequest(params, { key: 'integer', id: 'transfer' }), asOf),
  ]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        <FreezeNotice />
        <AsOfBar path={path} text={text} isPast={asOf !== undefined} at={at} problem={problem} />
        <TileRow>
          <FigureTile label={t('balance')} value={<Amount value={recharge} />} />
          <FigureTile label={t('currency')} value={scope.currency} />
          <CouponsTile />
        </TileRow>
        <section aria-label={t('statement')}>
          <h2 className="mb-2 text-lg">{t('statement')}</h2>
          {rows.length === 0 ? (
            <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
          ) : (
            <MovementTable rows={rows} caption={t('statement')} words="myaccount" />
          )}
          <Pagination
            previousHref={before && hrefWith(path, params, { before, after: undefined })}
            nextHref={after && hrefWith(path, params, { after, before: undefined })}
          />
        </section>
      </div>
    </>
  );
}
