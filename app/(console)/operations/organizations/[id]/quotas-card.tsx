import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { QuotaState } from '@/components/coupon/coupon-badges';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { listEveryQuota } from '@/domain/coupons/operator-quota-queries';
import type { Id } from '@/lib/id';

/** The newest coupon quotas of a partner, with the way to all of them. */
export async function QuotasCard({ organizationId }: { organizationId: Id<'organization'> }) {
  const [scope, t, words, common] = await Promise.all([
    requireScope('quotas.oversee'),
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
  ]);
  const { rows } = await listEveryQuota(scope, { organizationId }, { limit: 10 });
  return (
    <Card
      title={t('quotas.title')}
      actions={
        rows.length > 0 && (
          <TextLink href={`/operations/coupon-quotas?partner=${organizationId}`}>{t('quotas.allOfPartner')}</TextLink>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="text-muted">{t('quotas.noneHere')}</p>
      ) : (
        <PlainTable caption={t('quotas.title')}>
          <thead>
            <tr>
              <th scope="col">{t('quotas.number')}</th>
              <th scope="col">{common('type')}</th>
              <th scope="col" className="end">
                {t('value')}
              </th>
              <th scope="col" className="end">
                {common('balance')}
              </th>
              <th scope="col">{common('status')}</th>
              <th scope="col">{t('expiresAt')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <TextLink href={`/operations/coupon-quotas/${row.id}`}>{row.number}</TextLink>
                </th>
                <td>{words(`types.${row.type}`)}</td>
                <td className="end">
                  <Amount value={row.value} />
                </td>
                <td className="end">
                  <Amount value={row.balance} />
                </td>
                <td>
                  <QuotaState state={row.state} />
                </td>
                <td>
                  <When at={row.expiresAt} precision="day" />
                </td>
              </tr>
            ))}
          </tbody>
        </PlainTable>
      )}
    </Card>
  );
}
