import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { DataTable } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { SelectionForm } from '@/components/table/selection';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SubmitButton } from '@/components/ui/submit-button';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { couponStates, couponTypes } from '@/domain/coupons/model';
import {
  listEveryCoupon,
  type OperatorCoupon,
  type OperatorCouponFilter,
} from '@/domain/coupons/operator-coupon-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { couponColumns } from './coupon-columns';

const path = '/operations/coupons';

export async function generateMetadata() {
  const t = await getTranslations('quotaops.coupons');
  return { title: t('title') };
}

/** Every coupon that partners have issued; those that are usable can be taken back. @source spec/05 §5.2, §5.3 */
export default async function IssuedCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('quotas.oversee'),
    requireActor(),
    getTranslations('quotaops.coupons'),
  ]);
  const filter = filterOf(params);
  const [{ rows, before, after }, filters] = await Promise.all([
    listEveryCoupon(scope, filter, pageRequest(params, { key: 'instant', id: 'coupon' })),
    filtersFor(),
  ]);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <CouponTable rows={rows} takesBack={may(actor, 'coupons.take_back')} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}

async function CouponTable({ rows, takesBack }: { rows: readonly OperatorCoupon[]; takesBack: boolean }) {
  const [t, columns] = await Promise.all([getTranslations('quotaops.coupons'), couponColumns()]);
  const table = { caption: t('title'), columns, rows, rowKey: (row: OperatorCoupon) => row.id };
  const [first] = rows;
  if (!takesBack || !first) return <DataTable {...table} />;
  return (
    <SelectionForm
      action={`${path}/take-back`}
      currency={first.balance.currency}
      buttons={
        <SubmitButton size="small" variant="secondary">
          {t('takeBackSelected')}
        </SubmitButton>
      }
    >
      <DataTable
        {...table}
        selection={{
          name: 'coupons',
          value: (row) => row.id,
          label: (row) => t('select', { number: couponNumber(row.id) }),
          allLabel: t('selectAll'),
          amount: (row) => row.balance,
          isDisabled: (row) => row.state !== 'usable' || row.lockOrderId !== null,
        }}
      />
    </SelectionForm>
  );
}

function filterOf(params: SearchParams): OperatorCouponFilter {
  const [q, from, to] = [paramOf(params, 'q'), paramOf(params, 'from'), paramOf(params, 'to')];
  const state = couponStates.find((each) => each === paramOf(params, 'state'));
  const type = couponTypes.find((each) => each === paramOf(params, 'type'));
  return {
    ...(q === '' ? {} : { q }),
    ...(state ? { state } : {}),
    ...(type ? { type } : {}),
    ...(from === '' && to === '' ? {} : { expires: { from, to } }),
  };
}

async function filtersFor(): Promise<Filter[]> {
  const [t, words, common] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
  ]);
  return [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('coupons.searchHint') },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: couponStates.map((value) => ({ value, label: words(`couponStates.${value}`) })),
    },
    {
      kind: 'select',
      name: 'type',
      label: common('type'),
      options: couponTypes.map((value) => ({ value, label: words(`types.${value}`) })),
    },
    { kind: 'dates', from: 'from', to: 'to', label: t('expiresAt') },
  ];
}
