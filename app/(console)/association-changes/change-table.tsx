import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { When, ZoneName } from '@/components/when';
import type { ChangeLine } from '@/domain/associations/queries';
import { localName } from '@/lib/local-name';
import { ChangeState } from './change-state';

/** Requests to change a relation, the newest first. Each side is shown the other one. */
export function ChangeTable({
  rows,
  caption,
  isCustomer,
}: {
  rows: readonly ChangeLine[];
  caption: string;
  isCustomer: boolean;
}) {
  const t = useTranslations('associations');
  const common = useTranslations('common');
  const locale = useLocale();
  const [first] = rows;
  const columns: Column<ChangeLine>[] = [
    {
      id: 'other',
      header: isCustomer ? t('partner') : common('customer'),
      isKey: true,
      cell: (row) => localName(isCustomer ? row.partner : row.customer, locale),
    },
    { id: 'kind', header: t('kind'), noWrap: true, cell: (row) => t(`wishes.${row.toType ?? 'disassociate'}`) },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <ChangeState state={row.state} /> },
    { id: 'startedBy', header: t('startedBy'), noWrap: true, cell: (row) => t(`sides.${row.startedBy}`) },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: first && (
        <>
          {t('createdAt')} <ZoneName at={first.createdAt} />
        </>
      ),
      noWrap: true,
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    {
      id: 'endedAt',
      header: t('endedAt'),
      noWrap: true,
      cell: (row) => (row.endedAt ? <When at={row.endedAt} precision="minute" label={false} /> : '—'),
    },
    {
      id: 'returned',
      header: t('returned'),
      align: 'end',
      noWrap: true,
      cell: (row) => (row.returned ? <Amount value={row.returned} /> : '—'),
    },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/association-changes/${row.id}`}
    />
  );
}
