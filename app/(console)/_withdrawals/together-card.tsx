import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import type { WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { WithdrawalBadge } from './state-badges';

/** The others that came of the same request, each with how far it has come. */
export function TogetherCard({ withdrawal: { together }, path }: { withdrawal: WithdrawalDetail; path: string }) {
  const t = useTranslations('withdrawals');
  return (
    <Card title={t('together.title')}>
      <p className="mb-3 text-muted">{t('together.text')}</p>
      <DataTable
        caption={t('together.title')}
        columns={[
          { id: 'number', header: t('together.number'), isKey: true, cell: ({ number }) => number },
          {
            id: 'kind',
            header: t('kind'),
            cell: ({ route }) => t(route === 'provider' ? 'throughProvider' : 'kinds.original'),
          },
          { id: 'amount', header: t('review.amount'), align: 'end', cell: ({ amount }) => <Amount value={amount} /> },
          { id: 'state', header: t('state'), cell: ({ state }) => <WithdrawalBadge state={state} /> },
        ]}
        rows={together}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `${path}/${id}`}
      />
    </Card>
  );
}
