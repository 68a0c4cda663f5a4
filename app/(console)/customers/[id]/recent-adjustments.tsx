import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { listAdjustments } from '@/domain/funds/queries';
import type { Id } from '@/lib/id';

/** The last ten allocations and reclaims of one customer or reseller, with the way to all of them. */
export async function RecentAdjustments({ customer }: { customer: { readonly id: Id<'customer' | 'organization'> } }) {
  const [scope, t, common] = await Promise.all([
    requireScope('adjustments.read'),
    getTranslations('customers'),
    getTranslations('common'),
  ]);
  const { rows } = await listAdjustments(scope, { party: customer.id }, { limit: 10 });
  const all = `/funds/adjustments?party=${customer.id}`;
  return (
    <Card title={t('adjustments')} actions={<TextLink href={all}>{t('allAdjustments')}</TextLink>}>
      {rows.length === 0 ? (
        <p className="text-muted">{t('noAdjustments')}</p>
      ) : (
        <PlainTable caption={t('adjustments')}>
          <thead>
            <tr>
              <th scope="col">{common('time')}</th>
              <th scope="col">{common('type')}</th>
              <th scope="col" className="end">
                {common('amount')}
              </th>
              <th scope="col">{t('record')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>
                  <When at={row.at} precision="minute" />
                </td>
                <td>{t(`adjustmentKinds.${row.kind}`)}</td>
                <td className="end">
                  <Amount value={row.amount} />
                </td>
                <td>
                  <TextLink href={`/funds/adjustments/${row.id}`}>{row.number}</TextLink>
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Card>
  );
}
