import { getLocale, getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { WithdrawalLine } from '@/domain/withdrawals/queries';
import { localName } from '@/lib/local-name';
import { WithdrawalBadge } from '../../_withdrawals/state-badges';

/** The columns of withdrawals as the operator reads them: of every partner. */
export async function withdrawalColumns(): Promise<Column<WithdrawalLine>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('withdrawals'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    { id: 'number', header: t('number'), isKey: true, cell: (row) => row.number },
    {
      id: 'partner',
      header: t('detail.partner'),
      isText: true,
      cell: (row) => (
        <TextLink href={`/operations/organizations/${row.organization.id}`}>
          {localName(row.organization, locale)}
        </TextLink>
      ),
    },
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    {
      id: 'kind',
      header: t('kind'),
      noWrap: true,
      cell: (row) => t(row.route === 'provider' ? 'throughProvider' : `kinds.${row.kind}`),
    },
    { id: 'state', header: t('state'), noWrap: true, cell: (row) => <WithdrawalBadge state={row.state} /> },
    {
      id: 'requestedAt',
      header: t('requestedAt'),
      headerContent: (
        <>
          {t('requestedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
