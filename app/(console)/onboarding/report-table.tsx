import { getTranslations } from 'next-intl/server';
import { Masked } from '@/components/masked';
import { type Column, DataTable } from '@/components/table/data-table';
import { SelectionForm } from '@/components/table/selection';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { ReportRow } from '@/domain/onboarding/report-queries';
import { ReportState } from './report-state';

/** A partner's reports. Who may invite picks reported ones and takes them to the mail. */
export async function ReportTable({ rows, invites }: { rows: readonly ReportRow[]; invites: boolean }) {
  const [t, columns] = await Promise.all([getTranslations('onboarding.reports'), columnsFor()]);
  const table = { caption: t('caption'), columns, rows, rowKey: (row: ReportRow) => row.id };
  if (!invites) return <DataTable {...table} />;
  return (
    <SelectionForm
      action="/onboarding/invite"
      buttons={
        <SubmitButton size="small" variant="secondary">
          {t('inviteSelected')}
        </SubmitButton>
      }
    >
      <DataTable
        {...table}
        selection={{
          name: 'reports',
          value: (row) => row.id,
          label: (row) => t('select', { name: row.customerName }),
          allLabel: t('selectAll'),
          isDisabled: (row) => !row.isInvitable,
        }}
      />
    </SelectionForm>
  );
}

async function columnsFor(): Promise<Column<ReportRow>[]> {
  const [t, common] = await Promise.all([getTranslations('onboarding.reports'), getTranslations('common')]);
  const withZone = (header: string) => (
    <>
      {header} <ZoneName at={new Date()} />
    </>
  );
  return [
    {
      id: 'customer',
      header: t('customerName'),
      isKey: true,
      cell: (row) => <TextLink href={`/onboarding/reports/${row.id}`}>{row.customerName}</TextLink>,
    },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <ReportState state={row.state} /> },
    { id: 'contact', header: t('contactName'), cell: (row) => row.contactName },
    {
      id: 'mobile',
      header: common('mobile'),
      cell: (row) => (row.mobile === null ? '—' : <Masked text={row.mobile} />),
    },
    { id: 'email', header: common('email'), cell: (row) => (row.email === null ? '—' : <Masked text={row.email} />) },
    { id: 'label', header: t('label'), cell: (row) => row.label ?? '—' },
    {
      id: 'expiresAt',
      header: t('expiresAt'),
      headerContent: withZone(t('expiresAt')),
      cell: (row) =>
        row.state === 'reported' && row.expiresAt ? <When at={row.expiresAt} precision="minute" label={false} /> : '—',
    },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: withZone(t('createdAt')),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    { id: 'reportedBy', header: t('reportedBy'), noWrap: true, cell: (row) => row.reportedBy ?? '—' },
  ];
}
