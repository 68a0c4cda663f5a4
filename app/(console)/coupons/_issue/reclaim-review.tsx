import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { DataTable } from '@/components/table/data-table';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { CouponType } from '@/domain/coupons/model';
import { type Currency, type Money, sum } from '@/lib/money';
import { ReclaimForm } from './reclaim-form';

/** A coupon or a quota that was chosen to be taken back, as it is shown. */
export interface ChosenRow {
  readonly id: string;
  readonly number: string;
  readonly href: string;
  /** Whose it is. */
  readonly holder: string;
  readonly type: CouponType;
  readonly state: ReactNode;
  readonly expiresAt: Date;
  /** What would come back; undefined when it cannot be taken back now. */
  readonly comesBack: Money | undefined;
}

/** Either kind of thing that is taken back. */
type What = 'coupons' | 'quotas';

const words = {
  coupons: {
    title: 'reclaimTitle',
    description: 'reclaimDescription',
    listTitle: 'issued',
    list: '/coupons/issued',
    toList: 'toIssued',
    none: 'noCoupons',
    noneText: 'noCouponsText',
    chosen: 'chosenCoupons',
    number: 'coupon',
    holder: 'customer',
    submit: 'reclaimSubmit',
  },
  quotas: {
    title: 'reclaimQuotasTitle',
    description: 'reclaimQuotasDescription',
    listTitle: 'issuedQuotas',
    list: '/coupons/issued-quotas',
    toList: 'toIssuedQuotas',
    none: 'noQuotas',
    noneText: 'noQuotasText',
    chosen: 'chosenQuotas',
    number: 'quota',
    holder: 'reseller',
    submit: 'reclaimQuotasSubmit',
  },
} as const;

/** What would come back now, one by one. What really came back is said afterwards: it is what is there when it happens. */
export async function ReclaimReview({
  what,
  rows,
  chosen,
  currency,
  form,
}: {
  what: What;
  rows: readonly ChosenRow[];
  /** How many the address names: more than there are rows, when some are out of reach. */
  chosen: number;
  currency: Currency;
  form: Pick<Parameters<typeof ReclaimForm>[0], 'action' | 'name' | 'resellerId' | 'remarkMax' | 'here'>;
}) {
  const t = await getTranslations('issuing');
  const { title, description, listTitle, list, toList, none, noneText } = words[what];
  return (
    <>
      <PageHeader
        title={t(title)}
        description={t(description)}
        breadcrumbs={[
          { label: t('coupons'), href: '/coupons' },
          { label: t(listTitle), href: list },
          { label: t(title) },
        ]}
      />
      {rows.length === 0 ? (
        <EmptyState title={t(none)} action={<ButtonLink href={list}>{t(toList)}</ButtonLink>}>
          {t(noneText)}
        </EmptyState>
      ) : (
        <div className="flex max-w-4xl flex-col gap-4">
          {rows.length < chosen && <Alert kind="warning">{t('chosenMissing')}</Alert>}
          <Confirm what={what} rows={rows} currency={currency} form={form} />
        </div>
      )}
    </>
  );
}

async function Confirm({
  what,
  rows,
  currency,
  form,
}: Pick<Parameters<typeof ReclaimReview>[0], 'what' | 'rows' | 'currency' | 'form'>) {
  const [t, locale] = await Promise.all([getTranslations('issuing'), getLocale()]);
  const { title, list, toList, submit } = words[what];
  const amounts = rows.flatMap(({ comesBack }) => comesBack ?? []);
  const total = sum(amounts, currency);
  return (
    <Card>
      <div className="flex flex-col gap-4">
        <ChosenTable what={what} rows={rows} />
        <DescriptionList items={[{ label: t('together'), value: <Amount value={total} /> }]} />
        {amounts.length === 0 ? (
          <Alert kind="refused" actions={<TextLink href={list}>{t(toList)}</TextLink>}>
            {t('noneReclaimable')}
          </Alert>
        ) : (
          <ReclaimForm {...form} ids={rows.map(({ id }) => id)} back={list} label={t(title)}>
            {t(submit, { count: amounts.length, amount: formatAmount(total, locale) })}
          </ReclaimForm>
        )}
      </div>
    </Card>
  );
}

async function ChosenTable({ what, rows }: { what: What; rows: readonly ChosenRow[] }) {
  const [t, common, couponWords] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getTranslations('couponwords'),
  ]);
  const { chosen, number, holder } = words[what];
  return (
    <DataTable
      caption={t(chosen)}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ href }) => href}
      columns={[
        { id: 'number', header: t(number), isKey: true, cell: (row) => row.number },
        { id: 'holder', header: common(holder), cell: (row) => row.holder },
        { id: 'type', header: common('type'), cell: ({ type }) => couponWords(`types.${type}`) },
        { id: 'state', header: common('status'), cell: ({ state }) => state },
        { id: 'expiresAt', header: t('expiresAt'), cell: ({ expiresAt }) => <When at={expiresAt} /> },
        {
          id: 'balance',
          header: t('comesBack'),
          align: 'end',
          cell: ({ comesBack }) => (comesBack ? <Amount value={comesBack} /> : '—'),
        },
      ]}
    />
  );
}
