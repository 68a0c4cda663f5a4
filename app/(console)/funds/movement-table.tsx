import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { OwnBalance } from '@/components/own-balance';
import { type Column, DataTable } from '@/components/table/data-table';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { Movement } from '@/domain/funds/statement-queries';
import { localName } from '@/lib/local-name';

type Words = 'funds.account' | 'myaccount';

/** What came into an account and went out of it. `words` is where its texts are: a partner and a customer call the same thing differently. */
export function MovementTable({ rows, caption, words }: { rows: readonly Movement[]; caption: string; words: Words }) {
  const t = useTranslations(words);
  const common = useTranslations('common');
  const locale = useLocale();
  const [first] = rows;
  const columns: Column<Movement>[] = [
    {
      id: 'at',
      header: common('time'),
      headerContent: first && (
        <>
          {common('time')} <ZoneName at={first.at} />
        </>
      ),
      noWrap: true,
      isKey: true,
      cell: (row) => <When at={row.at} label={false} />,
    },
    { id: 'kind', header: common('type'), noWrap: true, cell: (row) => t(`kinds.${row.kind}`) },
    { id: 'counterparty', header: t('counterparty'), cell: (row) => localName(row.counterparty, locale) },
    {
      id: 'amount',
      header: t('amount'),
      align: 'end',
      noWrap: true,
      cell: (row) => <Amount value={row.amount} sign="always" />,
    },
    {
      id: 'balance',
      header: t('balanceAfter'),
      align: 'end',
      noWrap: true,
      cell: (row) => <OwnBalance value={row.balanceAfter} />,
    },
    {
      id: 'number',
      header: t('number'),
      cell: (row) =>
        row.adjustment ? (
          <RecordNumber adjustment={row.adjustment} />
        ) : (
          <TransferLink transferId={row.transferId} words={words} />
        ),
    },
  ];
  return <DataTable caption={caption} columns={columns} rows={rows} rowKey={(row) => row.seq} />;
}

function RecordNumber({ adjustment }: { adjustment: NonNullable<Movement['adjustment']> }) {
  const number = <code className="break-all text-xs">{adjustment.number}</code>;
  return adjustment.isOwn ? <TextLink href={`/funds/adjustments/${adjustment.id}`}>{number}</TextLink> : number;
}

/** What is no adjustment has its transfer's page. Of a customer's people not all may open that. */
function TransferLink({ transferId, words }: { transferId: Movement['transferId']; words: Words }) {
  const t = useTranslations('funds.account');
  if (words === 'myaccount') return '—';
  return <TextLink href={`/funds/transfers/${transferId}`}>{t('transfer')}</TextLink>;
}
