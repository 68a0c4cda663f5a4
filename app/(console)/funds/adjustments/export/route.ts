import { getLocale, getTranslations } from 'next-intl/server';
import { requirePerson, requireScope } from '@/app/_entry/session';
import { formatInstant, zoneLabel } from '@/components/when-format';
import type { AdjustmentFilter } from '@/domain/funds/adjustment-filter';
import { type AdjustmentLine, exportAdjustments } from '@/domain/funds/queries';
import { type CsvCell, csvStream, writeCsv } from '@/lib/csv';
import { localName } from '@/lib/local-name';
import { formatMoney, negate } from '@/lib/money';
import { operatorOf } from '../adjustment-table';
import { adjustmentFilter } from '../filter';

/** The whole filtered set as CSV, written while it is read. Its head says what it holds and what it sums to. */
export async function GET(request: Request): Promise<Response> {
  const scope = await requireScope('adjustments.read');
  const filter = adjustmentFilter(Object.fromEntries(new URL(request.url).searchParams));
  const [found, t, list, locale, { organization }] = await Promise.all([
    exportAdjustments(scope, filter),
    getTranslations('adjustments.export'),
    getTranslations('adjustments'),
    getLocale(),
    requirePerson(),
  ]);
  const now = new Date();
  const head: CsvCell[][] = [
    [t('organization'), organization.name, organization.id],
    [t('filter'), await filterText(filter)],
    [t('zone'), scope.timeZone, zoneLabel(now, scope.timeZone)],
    [t('madeAt'), formatInstant(now, scope.timeZone)],
    [t('rows'), String(found.count)],
    [t('allocated'), formatMoney(found.allocated), scope.currency],
    [t('reclaimed'), formatMoney(found.reclaimed), scope.currency],
    [],
    [
      list('at'),
      list('number'),
      t('id'),
      list('kind'),
      t('partyId'),
      t('partyName'),
      list('amount'),
      t('currency'),
      list('operator'),
      list('memo'),
    ],
  ];
  const cellsOf = (row: AdjustmentLine): CsvCell[] => [
    formatInstant(row.at, scope.timeZone),
    row.number,
    row.id,
    list(`kinds.${row.kind}`),
    row.party.id,
    localName(row.party, locale),
    formatMoney(row.kind === 'allocate' ? negate(row.amount) : row.amount),
    row.amount.currency,
    operatorOf(row, list),
    row.memo ?? undefined,
  ];
  async function* rows(): AsyncGenerator<CsvCell[], void, void> {
    yield* head;
    for await (const row of found.rows) yield cellsOf(row);
  }
  return new Response(csvStream(writeCsv([t('title')], rows())), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="adjustments-${formatInstant(now, scope.timeZone, 'day')}.csv"`,
      'Cache-Control': 'private, no-store',
    },
  });
}

async function filterText(filter: AdjustmentFilter): Promise<string> {
  const [t, list] = await Promise.all([getTranslations('adjustments.export'), getTranslations('adjustments')]);
  const parts = [
    filter.party && `${list('party')}: ${filter.party}`,
    filter.kind && `${list('kind')}: ${isKind(filter.kind) ? list(`kinds.${filter.kind}`) : filter.kind}`,
    filter.from && t('from', { day: filter.from }),
    filter.to && t('to', { day: filter.to }),
    filter.transaction && `${list('number')}: ${filter.transaction}`,
    filter.operator && `${list('operator')}: ${filter.operator}`,
  ].filter(Boolean);
  return parts.join('; ') || t('noFilter');
}

const isKind = (text: string): text is AdjustmentLine['kind'] => ['allocate', 'reclaim', 'unbind'].includes(text);
