import type { ReactNode } from 'react';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import { type Column, DataTable } from './data-table';
import { hrefWith, type SearchParams } from './hrefs';

/**
 * A page of records below its filters: the table and the way to the next page, or why there is nothing: nothing of that kind, or none that
 * the filters let through.
 */
export function RecordList<Row extends { readonly id: string }>({
  path,
  params,
  page: { rows, before, after },
  caption,
  columns,
  rowHref,
  isFiltered,
  clearHref = path,
  empty,
  summary,
}: {
  path: string;
  params: SearchParams;
  page: { readonly rows: readonly Row[]; readonly before?: string | undefined; readonly after?: string | undefined };
  caption: string;
  columns: readonly Column<Row>[];
  rowHref?: (row: Row) => string;
  isFiltered: boolean;
  /** Where nothing is filtered; the bare path unless a tab is part of it. */
  clearHref?: string;
  empty: { readonly title: string; readonly text: ReactNode; readonly action?: ReactNode };
  summary?: ReactNode;
}) {
  return (
    <>
      {rows.length > 0 && (
        <DataTable
          caption={caption}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.id}
          {...(rowHref ? { rowHref } : {})}
        />
      )}
      {rows.length === 0 && isFiltered && <NoResults clearHref={clearHref} />}
      {rows.length === 0 && !isFiltered && (
        <EmptyState title={empty.title} action={empty.action}>
          {empty.text}
        </EmptyState>
      )}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
        summary={summary}
      />
    </>
  );
}
