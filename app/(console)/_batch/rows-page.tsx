import { getTranslations } from 'next-intl/server';
import type { ComponentProps } from 'react';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Pagination } from '@/components/ui/pagination';
import { ItemTable } from './item-table';

const rowsPerPage = 100;

/** A batch never gains or loses rows, so its pages are simply counted. */
export async function RowsPage({
  path,
  params,
  items,
  ...table
}: {
  path: string;
  params: SearchParams;
} & ComponentProps<typeof ItemTable>) {
  const t = await getTranslations('batches');
  const asked = /^\d{1,4}$/.test(paramOf(params, 'from')) ? Number(paramOf(params, 'from')) : 0;
  const from = Math.min(asked, Math.max(0, items.length - 1));
  const shown = items.slice(from, from + rowsPerPage);
  const at = (place: number) => hrefWith(path, params, { from: place === 0 ? undefined : String(place) });
  return (
    <section aria-label={t('rows')}>
      <h2 className="mb-2 text-lg">{t('rows')}</h2>
      <ItemTable items={shown} {...table} />
      <Pagination
        previousHref={from > 0 ? at(Math.max(0, from - rowsPerPage)) : undefined}
        nextHref={from + rowsPerPage < items.length ? at(from + rowsPerPage) : undefined}
        summary={t('range', { from: from + 1, to: from + shown.length, all: items.length })}
      />
    </section>
  );
}
