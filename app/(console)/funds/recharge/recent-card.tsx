import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import type { RecentRecharge } from '@/domain/recharge/remittance-queries';
import { shownName } from '../payers/shown-name';

/** What has come in of late, from whichever side. */
export async function RecentCard({ recharges }: { recharges: readonly RecentRecharge[] }) {
  const [t, actor] = await Promise.all([getTranslations('recharge.recent'), requireActor()]);
  const columns = await columnsFor(may(actor, 'payers.manage'));
  return (
    <Card title={t('title')} actions={<TextLink href="/funds/claims">{t('claims')}</TextLink>}>
      {recharges.length === 0 ? (
        <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>
      ) : (
        <DataTable caption={t('title')} columns={columns} rows={recharges} rowKey={(row) => row.id} />
      )}
    </Card>
  );
}

async function columnsFor(mayManage: boolean): Promise<Column<RecentRecharge>[]> {
  const [t, common] = await Promise.all([getTranslations('recharge.recent'), getTranslations('common')]);
  return [
    {
      id: 'when',
      header: t('when'),
      headerContent: (
        <>
          {t('when')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      cell: (row) => (
        <TextLink href={`/funds/transfers/${row.transferId}`}>
          <When at={row.at} precision="minute" label={false} />
        </TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'kind', header: t('kind'), noWrap: true, cell: (row) => t(`kinds.${row.kind}`) },
    {
      id: 'payer',
      header: t('payer'),
      cell: (row) => (row.payerName === null ? '—' : shownName(row.payerName, row.isByPerson, mayManage)),
    },
  ];
}
