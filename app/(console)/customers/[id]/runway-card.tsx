import { getLocale, getTranslations } from 'next-intl/server';
import { readAsOf } from '@/app/_entry/as-of';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { AsOfBar } from '@/components/as-of-bar';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { findBalanceAsOf } from '@/domain/customers/balance-queries';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { burnDays, findRunway } from '@/domain/customers/runway-queries';
import { may } from '@/domain/permission';

/** What a resale customer holds, what it used lately, and how long the one lasts at the pace of the other, with the sum written out. */
export async function RunwayCard({ customer, params }: { customer: CustomerDetail; params: SearchParams }) {
  const [scope, actor, t, common, locale] = await Promise.all([
    requireScope('customers.read'),
    requireActor(),
    getTranslations('customers.runway'),
    getTranslations('common'),
    getLocale(),
  ]);
  const runway = await findRunway(scope, customer.id);
  if (!runway) return null;
  const { balance, used, days } = runway;
  const shownDays = days === undefined ? '' : new Intl.NumberFormat(locale).format(days);
  return (
    <Card title={t('title')} actions={may(actor, 'thresholds.manage') && <AlertLink customer={customer} />}>
      <DescriptionList
        items={[
          { label: common('balance'), value: <Amount value={balance} /> },
          { label: t('used', { days: burnDays }), value: <Amount value={used} /> },
          {
            label: t('lasts'),
            value: days === undefined ? t('nothingUsed', { days: burnDays }) : t('days', { days: shownDays }),
          },
        ]}
      />
      <p className="mt-3 text-muted text-table">
        {days !== undefined &&
          `${t('equation', {
            balance: formatAmount(balance, locale),
            used: formatAmount(used, locale),
            burnDays,
            days: shownDays,
          })} `}
        {t('note')}
      </p>
      <BalanceThen customer={customer} params={params} />
    </Card>
  );
}

async function AlertLink({ customer: { id } }: { customer: CustomerDetail }) {
  const t = await getTranslations('credit.alerts');
  return <TextLink href={`${hrefWith('/funds/alerts', {}, { customer: id })}#set`}>{t('add')}</TextLink>;
}

/** What it held at a moment that the reader names. */
async function BalanceThen({ customer: { id }, params }: { customer: CustomerDetail; params: SearchParams }) {
  const [scope, t] = await Promise.all([requireScope('customers.read'), getTranslations('customers.runway')]);
  const { asOf, text, problem } = readAsOf(params, scope);
  const balance = asOf && (await findBalanceAsOf(scope, id, asOf));
  return (
    <div className="mt-3 flex flex-col gap-2">
      <AsOfBar path={`/customers/${id}`} text={text} isPast={asOf !== undefined} at={asOf} problem={problem} />
      {asOf && (
        <p>
          {t('balanceThen')}: {balance ? <Amount value={balance} /> : t('notYours')}
        </p>
      )}
    </div>
  );
}
