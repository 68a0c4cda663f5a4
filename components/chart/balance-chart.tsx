import { useLocale, useTranslations } from 'next-intl';
import { formatAmount } from '@/components/amount-format';
import { OwnBalance } from '@/components/own-balance';
import { PlainTable } from '@/components/table/data-table';
import { Disclosure } from '@/components/ui/disclosure';
import { type Currency, type Money, negate } from '@/lib/money';
import { ChartLeaf } from './chart-leaf';

export interface BalancePoint {
  /** `2026-11-22`, a day in the organization's time zone. */
  readonly day: string;
  /** The balance at the end of that day; `null` before there was an account, which is drawn as nothing, not as zero. */
  readonly balance: Money | null;
}

/**
 * A balance over some weeks. The picture is decoration for the eye; the table below it, from the server, holds the
 * same figures for everybody and is exact.
 */
export function BalanceChart({
  title,
  points,
  currency,
}: {
  /** What is drawn: "Balance over 30 days". */
  title: string;
  points: readonly BalancePoint[];
  currency: Currency;
}) {
  const t = useTranslations('ui.chart');
  const parts = useTranslations('credit.parts');
  const locale = useLocale();
  const shownOf = (balance: Money): string =>
    balance.minor < 0n ? `${parts('used')} ${formatAmount(negate(balance), locale)}` : formatAmount(balance, locale);
  return (
    <figure aria-label={title} className="flex flex-col gap-2">
      <ChartLeaf
        points={points.map(({ day, balance }) => ({
          day,
          height: balance === null ? null : heightOf(balance),
          shown: balance === null ? '' : shownOf(balance),
        }))}
        locale={locale}
        currency={currency}
      />
      <Disclosure summary={t('showTable')}>
        <PlainTable caption={title}>
          <thead>
            <tr>
              <th scope="col">{t('date')}</th>
              <th scope="col" className="end">
                {t('balance')}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map(({ day, balance }) => (
              <tr key={day}>
                <th scope="row">
                  <time dateTime={day}>{day}</time>
                </th>
                <td className="end">{balance === null ? '—' : <OwnBalance value={balance} />}</td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </Disclosure>
    </figure>
  );
}

/** How high a point stands. A picture needs no exact figure, so this is the one place where money becomes a number. */
const heightOf = ({ minor }: Money): number => Number(minor);
