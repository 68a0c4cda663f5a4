import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { burnDays, findRunway } from '@/domain/customers/runway-queries';

/** What a resale customer holds, what it used lately, and how long the one lasts at the pace of the other, with the sum written out. */
export async function RunwayCard({ customer }: { customer: CustomerDetail }) {
  const [scope, t, common, locale] = await Promise.all([
    requireScope('customers.read'),
    getTranslations('customers.runway'),
    getTranslations('common'),
    getLocale(),
  ]);
  const runway = await findRunway(scope, customer.id);
  if (!runway) return null;
  const { balance, used, days } = runway;
  const shownDays = days === undefined ? '' : new Intl.NumberFormat(locale).format(days);
  return (
    <Card title={t('title')}>
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
    </Card>
  );
}
