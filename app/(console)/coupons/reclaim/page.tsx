import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { CouponState } from '@/components/coupon/coupon-badges';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ChosenCoupon, listChosenCoupons } from '@/domain/coupons/chosen-queries';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { findReseller } from '@/domain/customers/reseller-queries';
import { type ReadScope, scopeOfReseller } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { sum } from '@/lib/money';
import { reclaimCouponsAction } from '../_issue/actions';
import { listOf } from '../_issue/params';
import { ReclaimForm } from '../_issue/reclaim-form';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('reclaimTitle') };
}

/** What would come back now, coupon by coupon. What really came back is said afterwards: it is what is there when it happens. */
export default async function ReclaimCouponsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('coupons.reclaim'),
    getTranslations('issuing'),
  ]);
  const ids = listOf(params, 'coupon')
    .filter((id) => isId('coupon', id))
    .slice(0, 100);
  const coupons = ids.length > 0 ? await listChosenCoupons(await holderScope(scope, params), ids) : [];
  return (
    <>
      <PageHeader
        title={t('reclaimTitle')}
        description={t('reclaimDescription')}
        breadcrumbs={[
          { label: t('coupons'), href: '/coupons' },
          { label: t('issued'), href: '/coupons/issued' },
          { label: t('reclaimTitle') },
        ]}
      />
      {coupons.length === 0 ? (
        <EmptyState title={t('noCoupons')} action={<ButtonLink href="/coupons/issued">{t('toIssued')}</ButtonLink>}>
          {t('noCouponsText')}
        </EmptyState>
      ) : (
        <div className="flex max-w-4xl flex-col gap-4">
          {coupons.length < ids.length && <Alert kind="warning">{t('chosenMissing')}</Alert>}
          <Confirm coupons={coupons} params={params} currency={scope.currency} />
        </div>
      )}
    </>
  );
}

/** Whose coupons these are: the reader's, or those of its reseller that the address names. */
async function holderScope(scope: ReadScope, params: SearchParams): Promise<ReadScope> {
  const id = paramOf(params, 'reseller');
  if (id === '') return scope;
  const reseller = isId('organization', id) ? await findReseller(scope, id) : undefined;
  return reseller ? scopeOfReseller(scope, reseller.id) : notFound();
}

async function Confirm({
  coupons,
  params,
  currency,
}: {
  coupons: readonly ChosenCoupon[];
  params: SearchParams;
  currency: ReadScope['currency'];
}) {
  const [t, common, words, locale] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getTranslations('couponwords'),
    getLocale(),
  ]);
  const usable = coupons.filter(isReclaimable);
  const total = sum(
    usable.map(({ balance }) => balance),
    currency,
  );
  const values = { count: usable.length, amount: formatAmount(total, locale) };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <DataTable
          caption={t('chosenCoupons')}
          rows={coupons}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/coupons/issued/${id}`}
          columns={[
            { id: 'number', header: t('coupon'), isKey: true, cell: ({ id }) => couponNumber(id) },
            { id: 'customer', header: common('customer'), cell: ({ customer }) => localName(customer, locale) },
            { id: 'type', header: common('type'), cell: ({ type }) => words(`types.${type}`) },
            { id: 'state', header: common('status'), cell: (coupon) => <State coupon={coupon} /> },
            { id: 'expiresAt', header: t('expiresAt'), cell: ({ expiresAt }) => <When at={expiresAt} /> },
            {
              id: 'balance',
              header: t('comesBack'),
              align: 'end',
              cell: (coupon) => (isReclaimable(coupon) ? <Amount value={coupon.balance} /> : '—'),
            },
          ]}
        />
        <DescriptionList items={[{ label: t('together'), value: <Amount value={total} /> }]} />
        {usable.length === 0 ? (
          <Alert kind="refused" actions={<TextLink href="/coupons/issued">{t('toIssued')}</TextLink>}>
            {t('noneReclaimable')}
          </Alert>
        ) : (
          <ReclaimForm
            action={reclaimCouponsAction}
            name="couponIds"
            ids={coupons.map(({ id }) => id)}
            resellerId={paramOf(params, 'reseller') || undefined}
            remarkMax={512}
            here={hrefWith('/coupons/reclaim', params, {})}
            back="/coupons/issued"
            label={t('reclaimTitle')}
          >
            {t('reclaimSubmit', values)}
          </ReclaimForm>
        )}
      </div>
    </Card>
  );
}

const isReclaimable = ({ state, isLocked }: ChosenCoupon): boolean => state === 'usable' && !isLocked;

async function State({ coupon }: { coupon: ChosenCoupon }) {
  const refusals = await getTranslations('refusals');
  const state = <CouponState state={coupon.state} />;
  if (!coupon.isLocked) return state;
  return (
    <span className="flex flex-col items-start gap-1">
      {state}
      <span>{refusals('coupon_locked')}</span>
    </span>
  );
}
