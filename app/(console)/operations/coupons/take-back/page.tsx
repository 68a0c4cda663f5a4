import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { findCoupons, type OperatorCoupon } from '@/domain/coupons/operator-coupon-queries';
import { listOperationRecords, type OperatorRecord } from '@/domain/coupons/operator-record-queries';
import { type Id, isId } from '@/lib/id';
import { type Money, sum } from '@/lib/money';
import { RecordTable } from '../../coupon-quotas/record-table';
import { couponColumns } from '../coupon-columns';
import { TakeBackForm } from '../take-back-form';

const path = '/operations/coupons';
const chosenMax = 100;

export async function generateMetadata() {
  const t = await getTranslations('quotaops.takeBack');
  return { title: t('title') };
}

/** Chosen coupons, to be taken back; and afterwards what became of each. Both are addresses. @source spec/05 §5.3 */
export default async function TakeBackPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('coupons.take_back'),
    getTranslations('quotaops'),
  ]);
  const operation = paramOf(params, 'operation');
  const chosen = [params['coupons'] ?? []].flat().filter((id) => isId('coupon', id));
  return (
    <>
      <PageHeader
        title={t('takeBack.title')}
        breadcrumbs={[{ label: t('coupons.title'), href: path }, { label: t('takeBack.title') }]}
      />
      {operation === '' ? (
        <Choice coupons={await findCoupons(scope, [...new Set(chosen)].slice(0, chosenMax))} />
      ) : (
        <Outcome
          records={isId('couponOperation', operation) ? await listOperationRecords(scope, operation) : []}
          currency={scope.currency}
        />
      )}
    </>
  );
}

async function Choice({ coupons }: { coupons: readonly OperatorCoupon[] }) {
  const [t, common, columns] = await Promise.all([
    getTranslations('quotaops.takeBack'),
    getTranslations('common'),
    couponColumns(),
  ]);
  const [first] = coupons;
  if (!first) {
    return (
      <EmptyState title={t('nothingChosen')} action={<ButtonLink href={path}>{t('toList')}</ButtonLink>}>
        {t('nothingChosenText')}
      </EmptyState>
    );
  }
  const ids: Id<'coupon'>[] = coupons.map(({ id }) => id);
  const total = sum(
    coupons.map(({ balance }) => balance),
    first.balance.currency,
  );
  return (
    <div className="flex flex-col gap-4">
      <DataTable
        caption={t('chosen')}
        columns={columns}
        rows={coupons}
        rowKey={(row) => row.id}
        footer={{ number: common('amount'), balance: <Amount value={total} /> }}
      />
      <Card title={t('title')}>
        <TakeBackForm couponIds={ids} back={hrefWith(`${path}/take-back`, { coupons: ids }, {})} />
      </Card>
    </div>
  );
}

async function Outcome({ records, currency }: { records: readonly OperatorRecord[]; currency: Money['currency'] }) {
  const t = await getTranslations('quotaops.takeBack');
  if (records.length === 0) return notFound();
  const done = records.filter(({ refusal }) => refusal === null);
  const declined = records.length - done.length;
  const total = sum(
    done.map(({ amount }) => amount),
    currency,
  );
  return (
    <div className="flex flex-col gap-4">
      <Alert kind="done" title={t('done', { count: done.length })}>
        {t('returned')} <Amount value={total} />
      </Alert>
      {declined > 0 && <Alert kind="warning">{t('declined', { count: declined })}</Alert>}
      <RecordTable records={records} caption={t('outcome')} />
    </div>
  );
}
