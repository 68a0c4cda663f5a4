import { useFormatter, useLocale, useTranslations } from 'next-intl';
import type { Column } from '@/components/table/data-table';
import { Badge, type Tone } from '@/components/ui/badge';
import { buttonClass } from '@/components/ui/button-class';
import { CopyableId } from '@/components/ui/copy-button';
import { When, ZoneName } from '@/components/when';
import { formatInstant } from '@/components/when-format';
import type { ExportTask } from '@/domain/exports/queries';
import { filterInWords } from '@/domain/exports/words';

/** The columns of a list of exports, whose files lie under `path`. `timeZone` is the reader's, for the names of buttons. */
export function useExportColumns({ path, timeZone }: { path: string; timeZone: string }): Column<ExportTask>[] {
  const t = useTranslations('exports');
  const format = useFormatter();
  const language = useLocale() === 'en' ? 'en' : 'zh-CN';
  const timeOf = (row: ExportTask) => formatInstant(row.createdAt, timeZone);
  return [
    {
      id: 'at',
      header: t('columns.at'),
      headerContent: (
        <>
          {t('columns.at')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      noWrap: true,
      cell: (row) => <When at={row.createdAt} label={false} />,
    },
    {
      id: 'file',
      header: t('columns.file'),
      noWrap: true,
      cell: (row) => `${t(`lists.${row.list}`)} · ${t(`formats.${row.format}`)}`,
    },
    { id: 'state', header: t('columns.progress'), noWrap: true, cell: (row) => <ExportProgress task={row} /> },
    {
      id: 'download',
      header: t('download'),
      noWrap: true,
      cell: (row) =>
        row.state === 'done' ? (
          // A file, not a page: no router, no prefetching.
          <a
            href={`${path}/${row.id}/download`}
            download
            className={buttonClass('secondary', 'small')}
            aria-label={t('downloadOf', { time: timeOf(row) })}
          >
            {t('download')}
          </a>
        ) : (
          '—'
        ),
    },
    { id: 'filter', header: t('columns.filter'), cell: (row) => filterInWords(row.list, row.filter, language) },
    {
      id: 'rows',
      header: t('columns.rows'),
      align: 'end',
      cell: (row) => (isMade(row) ? format.number(row.rowsDone) : '—'),
    },
    {
      id: 'size',
      header: t('columns.size'),
      align: 'end',
      noWrap: true,
      cell: (row) =>
        row.bytes === null
          ? '—'
          : format.number(Math.ceil(row.bytes / 1000), { style: 'unit', unit: 'kilobyte', unitDisplay: 'short' }),
    },
    {
      id: 'sha256',
      header: t('columns.sha256'),
      cell: (row) =>
        row.sha256 === null ? (
          '—'
        ) : (
          <CopyableId id={row.sha256} label={t('copySha256', { time: timeOf(row) })} isShort />
        ),
    },
    { id: 'user', header: t('columns.user'), cell: (row) => row.userName },
  ];
}

const isMade = ({ state }: ExportTask): boolean => state === 'done' || state === 'removed';

const tones = {
  waiting: 'neutral',
  running: 'info',
  done: 'success',
  failed: 'danger',
  removed: 'neutral',
} as const satisfies Record<ExportTask['state'], Tone>;

function ExportProgress({ task }: { task: ExportTask }) {
  const t = useTranslations('exports');
  const { state, rowsDone: done, rowsTotal: total } = task;
  return (
    <span className="inline-flex flex-wrap items-center gap-1">
      <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge>
      {state === 'running' && total !== null && <span className="text-muted">{t('progress', { done, total })}</span>}
    </span>
  );
}
