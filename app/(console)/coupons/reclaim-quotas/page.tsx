import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ChosenQuota, listChosenQuotas } from '@/domain/coupons/chosen-queries';
import type { ReadScope } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { sum } from '@/lib/money';
import { reclaimQuotasAction } from '../_issue/actions';
import { listOf } from '../_issue/params';
import { ReclaimForm } from '../_issue/reclaim-form';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('reclaimQuotasTitle') };
}

/** What would come back from resellers now, quota by quota. Coupons that were issued from them stay with the customers. */
export default async function ReclaimQuotasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('quotas.reclaim'),
    getTranslations('issuing'),
  ]);
  const ids = listOf(params, 'quota')
    .filter((id) => isId('couponQuota', id))
    .slice(0, 100);
  const quotas = ids.length > 0 ? await listChosenQuotas(scope, ids) : [];
  return (
    <>
      <PageHeader
        title={t('reclaimQuotasTitle')}
        description={t('reclaimQuotasDescription')}
        breadcrumbs={[
          { label: t('coupons'), href: '/coupons' },
          { label: t('issuedQuotas'), href: '/coupons/issued-quotas' },
          { label: t('reclaimQuotasTitle') },
        ]}
      />
      {quotas.length === 0 ? (
        <EmptyState
          title={t('noQuotas')}
          action={<ButtonLink href="/coupons/issued-quotas">{t('toIssuedQuotas')}</ButtonLink>}
        >
          {t('noQuotasText')}
        </EmptyState>
      ) : (
        <div className="flex max-w-4xl flex-col gap-4">
          {quotas.length < ids.length && <Alert kind="warning">{t('chosenMissing')}</Alert>}
          <Confirm quotas={quotas} params={params} currency={scope.currency} />
        </div>
      )}
    </>
  );
}

async function Confirm({
  quotas,
  params,
  currency,
}: {
  quotas: readonly ChosenQuota[];
  params: SearchParams;
  currency: ReadScope['currency'];
}) {
  const [t, common, words, locale] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getTranslations('couponwords'),
    getLocale(),
  ]);
  const usable = quotas.filter(isReclaimable);
  const total = sum(
    usable.map(({ balance }) => balance),
    currency,
  );
  const values = { count: usable.length, amount: formatAmount(total, locale) };
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <DataTable
          caption={t('chosenQuotas')}
          rows={quotas}
          rowKey={({ id }) => id}
          rowHref={({ id }) => `/coupons/quotas/${id}`}
          columns={[
            { id: 'number', header: t('quota'), isKey: true, cell: ({ number }) => number },
            { id: 'reseller', header: common('reseller'), cell: ({ reseller }) => localName(reseller, locale) },
            { id: 'type', header: common('type'), cell: ({ type }) => words(`types.${type}`) },
            { id: 'state', header: common('status'), cell: ({ state }) => <QuotaState state={state} /> },
            { id: 'expiresAt', header: t('expiresAt'), cell: ({ expiresAt }) => <When at={expiresAt} /> },
            {
              id: 'balance',
              header: t('comesBack'),
              align: 'end',
              cell: (quota) => (isReclaimable(quota) ? <Amount value={quota.balance} /> : '—'),
            },
          ]}
        />
        <DescriptionList items={[{ label: t('together'), value: <Amount value={total} /> }]} />
        {usable.length === 0 ? (
          <Alert kind="refused" actions={<TextLink href="/coupons/issued-quotas">{t('toIssuedQuotas')}</TextLink>}>
            {t('noneReclaimable')}
          </Alert>
        ) : (
          <ReclaimForm
            action={reclaimQuotasAction}
            name="quotaIds"
            ids={quotas.map(({ id }) => id)}
            remarkMax={256}
            here={hrefWith('/coupons/reclaim-quotas', params, {})}
            back="/coupons/issued-quotas"
            label={t('reclaimQuotasTitle')}
          >
            {t('reclaimQuotasSubmit', values)}
          </ReclaimForm>
        )}
      </div>
    </Card>
  );
}

const isReclaimable = ({ state, balance }: ChosenQuota): boolean => state === 'normal' && balance.minor > 0n;
