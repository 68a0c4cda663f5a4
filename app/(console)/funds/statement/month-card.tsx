import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { ReadScope } from '@/domain/read-scope';
import { monthZone, statementAccounts } from '@/domain/statements/model';
import { getMonthFigures } from '@/domain/statements/period-queries';
import { dayAt } from '@/lib/zoned-time';
import { linesOfMonth, monthBefore, monthBehind } from './month-of';

/** In the order in which they add up. */
const monthFigures = ['opening', 'income', 'expense', 'closing'] as const;

/** What a month opened and closed with, and what came and went: of both accounts. */
export async function MonthCard({
  scope,
  month,
  asOf,
  params,
}: {
  scope: ReadScope;
  month: string;
  asOf: Date | undefined;
  params: SearchParams;
}) {
  const [t, figures] = await Promise.all([getTranslations('statement'), getMonthFigures(scope, month, asOf)]);
  const isOver = month < dayAt(new Date(), monthZone).slice(0, 7);
  // Where the lines are those of a month, they go along.
  const to = (other: string) =>
    paramOf(params, 'of_month') === ''
      ? hrefWith('/funds/statement', params, { month: other })
      : linesOfMonth(params, other);
  return (
    <Card
      title={t('month.title', { month })}
      actions={
        <span className="flex flex-wrap gap-3">
          <TextLink href={linesOfMonth(params, month)}>{t('month.lines')}</TextLink>
          <TextLink href={to(monthBefore(month))}>{t('month.previous')}</TextLink>
          {isOver && <TextLink href={to(monthBehind(month))}>{t('month.next')}</TextLink>}
        </span>
      }
    >
      <PlainTable caption={t('month.title', { month })}>
        <thead>
          <tr>
            <th scope="col">{t('month.account')}</th>
            {([...monthFigures, 'count'] as const).map((name) => (
              <th key={name} scope="col" className="end">
                {t(`month.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {statementAccounts.map((account) => {
            const of = figures[account];
            return (
              <tr key={account}>
                <th scope="row">{t(`accounts.${account}`)}</th>
                {monthFigures.map((name) => (
                  <td key={name} className="end nowrap">
                    <Amount value={of[name]} />
                  </td>
                ))}
                <td className="end">{of.count}</td>
              </tr>
            );
          })}
        </tbody>
      </PlainTable>
      <p className="mt-2 text-table text-muted">
        {t('month.note')} {t('creditNote')} {asOf && t.rich('month.soFar', { at: () => <When at={asOf} /> })}
      </p>
    </Card>
  );
}
