import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { WithdrawalBadge } from './state-badges';

/** The others that came of the same request, each with how far it has come. */
export function TogetherCard({ withdrawal: { together }, path }: { withdrawal: WithdrawalDetail; path: string }) {
  const t = useTranslations('withdrawals');
  return (
    <Card title={t('together.title')}>
      <p className="mb-3 text-muted">{t('together.text')}</p>
      <PlainTable caption={t('together.title')}>
        <thead>
          <tr>
            <th scope="col">{t('together.number')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col" className="end">
              {t('review.amount')}
            </th>
            <th scope="col">{t('state')}</th>
          </tr>
        </thead>
        <tbody>
          {together.map(({ id, number, route, amount, state }) => (
            <tr key={id}>
              <th scope="row">
                <TextLink href={`${path}/${id}`}>{number}</TextLink>
              </th>
              <td>{t(route === 'provider' ? 'throughProvider' : 'kinds.original')}</td>
              <td className="end">
                <Amount value={amount} />
              </td>
              <td>
                <WithdrawalBadge state={state} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Card>
  );
}
