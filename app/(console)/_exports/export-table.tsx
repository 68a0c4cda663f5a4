import { useTranslations } from 'next-intl';
import { DataTable } from '@/components/table/data-table';
import type { ExportTask } from '@/domain/exports/queries';
import { useExportColumns } from './export-columns';

/** The exports of an organization, whose files lie under `path`. */
export function ExportTable({ rows, path, timeZone }: { rows: readonly ExportTask[]; path: string; timeZone: string }) {
  const t = useTranslations('exports');
  return (
    <DataTable
      caption={t('title')}
      columns={useExportColumns({ path, timeZone })}
      rows={rows}
      rowKey={(row) => row.id}
    />
  );
}
