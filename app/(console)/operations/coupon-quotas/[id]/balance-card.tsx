import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { explainBalance } from '@/domain/coupons/operator-record-queries';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { money } from '@/lib/money';

/** How the balance came about, one line for each way in or out that was used. */
export async function BalanceCard({ quota }: { quota: QuotaDetail }) {
  const [scope, t, common] = await Promise.all([
    requireScope('quotas.oversee'),
    getTranslations('quotaops.balance'),
    getTranslations('common'),
  ]);
  const { currency } = quota.value;
  const found = await explainBalance(scope, quota.id, currency);
  if (!found) return null;
  const lines = [
    ['cut', -found.cut.minor],
    ['cutBack', found.cutBack.minor],
    ['issued', -found.issued.minor],
    ['returned', found.returned.minor],
    ['takenBack', -found.takenBack.minor],
  ] as const;
  return (
    <Card title={t('title')}>
      <PlainTable caption={t('title')}>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col" className="end">
              {common('amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t(quota.parent ? 'cutFrom' : 'granted')}</th>
            <td className="end">
              <Amount value={quota.value} />
            </td>
          </tr>
          {lines.map(
            ([line, minor]) =>
              minor !== 0n && (
                <tr key={line}>
                  <th scope="row">{t(line)}</th>
                  <td className="end">
                    <Amount value={money(minor, currency)} sign="always" />
                  </td>
                </tr>
              ),
          )}
          <tr>
            <th scope="row">{common('balance')}</th>
            <td className="end font-semibold">
              <Amount value={quota.balance} />
            </td>
          </tr>
        </tbody>
      </PlainTable>
      {quota.state === 'invalid' && quota.balance.minor > 0n && <p className="mt-2 text-muted">{t('unusable')}</p>}
    </Card>
  );
}
