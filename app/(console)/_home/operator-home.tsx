import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { FigureTile, TileRow } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { countPartners } from '@/domain/funds/home-queries';
import { countPendingReports } from '@/domain/onboarding/report-queries';
import { may } from '@/domain/permission';
import { type BankTransferLine, listBankTransfers } from '@/domain/recharge/queries';
import { localName } from '@/lib/local-name';
import { WaitingTiles } from './waiting-tiles';

/** What the operator asks first: what waits for its people, how many partners, who is stopped, what has come in. */
export async function OperatorHome() {
  const actor = await requireActor();
  return (
    <>
      <TileRow>
        <WaitingTiles />
        {may(actor, 'onboarding.review') && <ReviewsTile />}
        {may(actor, 'organizations.read') && <PartnerTiles />}
      </TileRow>
      {may(actor, 'bank_transfers.read') && <RecentTransfers />}
    </>
  );
}

async function PartnerTiles() {
  const [scope, t, locale] = await Promise.all([
    requireScope('organizations.read'),
    getTranslations('home'),
    getLocale(),
  ]);
  const { all, frozen } = await countPartners(scope);
  const figures = new Intl.NumberFormat(locale);
  return (
    <>
      <FigureTile label={t('organizations')} value={figures.format(all)} href="/operations/organizations" />
      <FigureTile label={t('frozen')} value={figures.format(frozen)} href="/operations/organizations?state=frozen" />
    </>
  );
}

/** Reports that wait for a review. */
async function ReviewsTile() {
  const [scope, t, locale] = await Promise.all([
    requireScope('onboarding.review'),
    getTranslations('home'),
    getLocale(),
  ]);
  const count = await countPendingReports(scope);
  return (
    <FigureTile
      label={t('reports')}
      value={new Intl.NumberFormat(locale).format(count)}
      note={t('reportsNote')}
      href="/operations/reports"
    />
  );
}

async function RecentTransfers() {
  const [scope, t] = await Promise.all([requireScope('bank_transfers.read'), getTranslations('home')]);
  const { rows } = await listBankTransfers(scope, {}, { limit: 5 });
  return (
    <section aria-label={t('recentTransfers')}>
      <div className="mb-2 flex items-center justify-between gap-2">
        <h2 className="text-lg">{t('recentTransfers')}</h2>
        <TextLink href="/operations/bank-transfers">{t('allTransfers')}</TextLink>
      </div>
      {rows.length === 0 ? (
        <p className="text-muted">{t('noTransfers')}</p>
      ) : (
        <DataTable caption={t('recentTransfers')} columns={await columns()} rows={rows} rowKey={(row) => row.id} />
      )}
    </section>
  );
}

async function columns(): Promise<Column<BankTransferLine>[]> {
  const [t, common, locale] = await Promise.all([getTranslations('home'), getTranslations('common'), getLocale()]);
  return [
    { id: 'reference', header: t('reference'), isKey: true, cell: (row) => row.bankReference },
    { id: 'date', header: common('date'), noWrap: true, cell: (row) => row.receivedOn },
    { id: 'partner', header: t('partner'), cell: (row) => localName(row.organization, locale) },
    { id: 'payer', header: t('payer'), cell: (row) => row.payerName },
    {
      id: 'amount',
      header: common('amount'),
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={row.amount} />,
    },
  ];
}
