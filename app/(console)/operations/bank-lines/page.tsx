import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import type { Column } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Chip } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { FigureTile, TileRow } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { ReadScope } from '@/domain/read-scope';
import {
  type BankLineRow,
  type BankLineTotals,
  getSuspenseFigures,
  listBankLines,
  type SuspenseFigures,
  sumBankLines,
} from '@/domain/reconciliation/line-queries';
import {
  getReversalFigures,
  namedOriginals,
  type PossibleOriginal,
  type ReversalFigures,
} from '@/domain/reconciliation/reversal-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { negate } from '@/lib/money';
import { LineState } from './line-badges';
import { lineFilter, lineFilters } from './line-filter';

const path = '/operations/bank-lines';
const filterNames = ['q', 'state', 'min', 'max', 'partner', 'file', 'older'];

export async function generateMetadata() {
  const t = await getTranslations('reconciliation.lines');
  return { title: t('title') };
}

/** What bank files brought, first of all what lies in suspense. @source design/differentiators.md X4 */
export default async function BankLinesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    getTranslations('reconciliation.lines'),
  ]);
  const filter = lineFilter(params, scope);
  const [{ rows: found, before, after }, totals, suspense, reversals, controls, columns] = await Promise.all([
    listBankLines(scope, filter, pageRequest(params, { key: 'instant', id: 'bankLine' })),
    sumBankLines(scope, filter),
    getSuspenseFigures(scope),
    getReversalFigures(scope),
    lineFilters(scope),
    columnsFor(),
  ]);
  const rows = await withOriginals(scope, found);
  const isFiltered = filterNames.some((name) => paramOf(params, name) !== '');
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={<ButtonLink href="/operations/payer-rules">{t('rules')}</ButtonLink>}
      />
      <SuspenseTiles suspense={suspense} reversals={reversals} />
      <FilterBar path={path} params={params} {...controls} />
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('title')}
        columns={columns}
        rowHref={(row) => `${path}/${row.id}`}
        isFiltered={isFiltered}
        empty={{ title: t('emptyTitle'), text: t('empty') }}
        summary={rows.length > 0 && (await totalsText(totals))}
      />
    </>
  );
}

/** A transaction, and of an open reversal the one that it names. */
interface ListedLine extends BankLineRow {
  readonly original: PossibleOriginal | undefined;
}

async function withOriginals(scope: ReadScope, rows: readonly BankLineRow[]): Promise<ListedLine[]> {
  const reversals = rows.filter(({ state }) => state === 'reversal');
  const originals = await namedOriginals(
    scope,
    reversals.map(({ id }) => id),
  );
  return rows.map((row) => ({ ...row, original: originals.get(row.id) }));
}

/** The suspense account explained: what the ledger says is what the open transactions come to. And what the bank has taken back. */
async function SuspenseTiles({ suspense, reversals }: { suspense: SuspenseFigures; reversals: ReversalFigures }) {
  const [t, reversal] = await Promise.all([
    getTranslations('reconciliation.lines'),
    getTranslations('reconciliation.reversal'),
  ]);
  const isExplained = suspense.balance.minor === suspense.open.minor;
  return (
    <div className="mb-4">
      <TileRow>
        <FigureTile label={t('balance')} value={<Amount value={suspense.balance} />} note={t('balanceNote')} />
        <FigureTile
          label={t('open')}
          value={<Amount value={suspense.open} />}
          note={t(isExplained ? 'openNote' : 'openDiffers', { count: suspense.count })}
          href={path}
        />
        <FigureTile
          label={reversal('open')}
          value={<Amount value={reversals.total} />}
          note={
            reversals.oldestOn
              ? reversal('openNote', { count: reversals.count, day: reversals.oldestOn })
              : reversal('openNone')
          }
          href={`${path}?state=reversal`}
        />
      </TileRow>
    </div>
  );
}

async function totalsText({ count, isMore, total }: BankLineTotals): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('reconciliation.lines'), getLocale()]);
  return isMore ? t('countMore', { count }) : t('count', { count, total: formatAmount(total, locale) });
}

async function columnsFor(): Promise<Column<ListedLine>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('reconciliation'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    {
      id: 'payer',
      header: t('lines.payer'),
      isKey: true,
      isText: true,
      cell: (row) => row.payerName || row.payerAccount || t('lines.noPayer'),
    },
    { id: 'bookedOn', header: t('lines.bookedOn'), noWrap: true, cell: (row) => row.bookedOn },
    {
      id: 'amount',
      header: common('amount'),
      align: 'end',
      cell: (row) => <Amount value={row.direction === 'credit' ? row.amount : negate(row.amount)} />,
    },
    {
      id: 'state',
      header: common('status'),
      cell: (row) => (
        <>
          <LineState state={row.state} /> {row.isProposed && <Chip>{t('lines.proposed')}</Chip>}
        </>
      ),
    },
    {
      id: 'partner',
      header: t('lines.partner'),
      isText: true,
      cell: ({ partner: own, original }) => {
        const partner = own ?? original?.partner;
        if (!partner) return '—';
        return <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>;
      },
    },
    {
      id: 'match',
      header: t('lines.match'),
      cell: ({ rung, certainty, original }) =>
        original
          ? t('reversal.sure', { certainty: original.evidence.certainty })
          : rung === null
            ? '—'
            : t('lines.matchBy', { rung: t(`rungs.${rung}`), certainty: certainty ?? 0 }),
    },
    {
      id: 'reference',
      header: t('lines.reference'),
      hideOnCard: true,
      cell: (row) => <span className="wrap-anywhere">{row.bankReference ?? '—'}</span>,
    },
    {
      id: 'createdAt',
      header: t('lines.importedAt'),
      headerContent: (
        <>
          {t('lines.importedAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
  ];
}
