import { Download } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { Masked } from '@/components/masked';
import { type Column, DataTable } from '@/components/table/data-table';
import { buttonClass } from '@/components/ui/button-class';
import { CopyButton } from '@/components/ui/copy-button';
import { iconSize } from '@/components/ui/icon-size';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { InvitationRow } from '@/domain/onboarding/invitation-queries';
import { InvitationState } from './invitation-state';
import { linkName, WithdrawLink } from './link-details';

/** Everything that leads in, of everybody the reader may see. */
export async function InvitationTable({ rows, invites }: { rows: readonly InvitationRow[]; invites: boolean }) {
  const t = await getTranslations('onboarding.links');
  const columns = await columnsFor(invites);
  return <DataTable caption={t('all')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

async function columnsFor(invites: boolean): Promise<Column<InvitationRow>[]> {
  const [t, common] = await Promise.all([getTranslations('onboarding.links'), getTranslations('common')]);
  const columns: (Column<InvitationRow> | false)[] = [
    { id: 'whom', header: t('whom'), isKey: true, cell: (row) => <Whom row={row} /> },
    { id: 'kind', header: t('kind'), noWrap: true, cell: (row) => t(`kinds.${row.kind}`) },
    { id: 'type', header: t('type'), noWrap: true, cell: (row) => common(`associations.${row.type}`) },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <InvitationState state={row.state} /> },
    { id: 'joined', header: t('joinedCount'), align: 'end', cell: (row) => row.joinedCount },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      cell: (row) => (row.expiresAt ? <When at={row.expiresAt} precision="minute" label={false} /> : t('never')),
    },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: (
        <>
          {t('createdAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    { id: 'createdBy', header: t('createdBy'), noWrap: true, cell: (row) => row.createdBy ?? '—' },
    invites && {
      id: 'actions',
      header: common('actions'),
      cell: (row) => (row.state === 'open' ? <RowActions row={row} /> : '—'),
    },
  ];
  return columns.filter((column) => column !== false);
}

/** A mail by its receiver, a link by its label. */
function Whom({ row }: { row: InvitationRow }) {
  if (row.email === null) return <span className="wrap-anywhere">{row.label ?? '—'}</span>;
  return (
    <span className="flex min-w-0 flex-col">
      {row.report && <TextLink href={`/onboarding/reports/${row.report.id}`}>{row.report.customerName}</TextLink>}
      <span className="font-normal text-muted text-xs">
        <Masked text={row.email} />
      </span>
    </span>
  );
}

async function RowActions({ row }: { row: InvitationRow }) {
  const [t, name] = await Promise.all([getTranslations('onboarding.links'), linkName(row)]);
  return (
    <span className="inline-flex items-center gap-1">
      {row.address !== null && (
        <>
          <CopyButton value={row.address} label={t('copy', { name })} />
          <a
            href={`/onboarding/links/${row.id}/qr`}
            download
            aria-label={t('downloadOf', { name })}
            title={t('downloadOf', { name })}
            className={buttonClass('secondary', 'small')}
          >
            <Download size={iconSize.text} aria-hidden />
          </a>
        </>
      )}
      <WithdrawLink row={row} />
    </span>
  );
}
