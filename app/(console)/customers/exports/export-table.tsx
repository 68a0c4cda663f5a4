import { useTranslations } from 'next-intl';
import { DataTable } from '@/components/table/data-table';
import type { ExportTask } from '@/domain/exports/queries';
import { useExportColumns } from './export-columns';

/** The exports of an organization. */
export function ExportTable({ rows, timeZone }: { rows: readonly ExportTask[]; timeZone: string }) {
  const t = useTranslations('exports');
  return (
    <DataTable caption={t('title')} columns={useExportColumns({ timeZone })} rows={rows} rowKey={(row) => row.id} />
  );
}
