import { getTranslations } from 'next-intl/server';
import { requirePerson } from '@/app/_entry/session';
import { formatInstant, zoneLabel } from '@/components/when-format';
import type { ReadScope } from '@/domain/read-scope';
import { type CsvCell, csvStream, writeCsv } from '@/lib/csv';

/**
 * A whole filtered set as CSV, written while it is read. Its head says whose it is, what it holds, by which filter, and what it sums to.
 *
 * @param file.filter what is filtered by, as `name: value`
 */
export async function csvFile<Row>(
  scope: ReadScope,
  file: {
    readonly title: string;
    /** Of the file, without its day. */
    readonly name: string;
    readonly filter: readonly string[];
    readonly count: number;
    readonly sums: readonly CsvCell[][];
    readonly header: readonly string[];
    readonly rows: AsyncIterable<Row>;
    readonly cellsOf: (row: Row) => CsvCell[];
  },
): Promise<Response> {
  const [t, { organization }] = await Promise.all([getTranslations('coupons.export'), requirePerson()]);
  const now = new Date();
  const head: CsvCell[][] = [
    [t('organization'), organization.name, organization.id],
    [t('filter'), file.filter.join('; ') || t('noFilter')],
    [t('zone'), scope.timeZone, zoneLabel(now, scope.timeZone)],
    [t('madeAt'), formatInstant(now, scope.timeZone)],
    [t('rows'), String(file.count)],
    ...file.sums,
    [],
    [...file.header],
  ];
  async function* rows(): AsyncGenerator<CsvCell[], void, void> {
    yield* head;
    for await (const row of file.rows) yield file.cellsOf(row);
  }
  return new Response(csvStream(writeCsv([file.title], rows())), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${file.name}-${formatInstant(now, scope.timeZone, 'day')}.csv"`,
      'Cache-Control': 'private, no-store',
    },
  });
}
