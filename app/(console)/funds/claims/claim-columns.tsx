import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import type { Column } from '@/components/table/data-table';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import type { Claim } from '@/domain/reconciliation/claim-queries';
import { ClaimState } from './claim-state';
import { PayerText } from './payer-text';

/** Columns of a list of claims, the partner's own and the operator's; `path` is where their pages are. */
export async function claimColumns(path: string, more: readonly Column<Claim>[] = []): Promise<Column<Claim>[]> {
  const [t, common] = await Promise.all([getTranslations('claims'), getTranslations('common')]);
  return [
    {
      id: 'claimedAt',
      header: t('claimedAt'),
      headerContent: (
        <>
          {t('claimedAt')} <ZoneName at={new Date()} />
        </>
      ),
      isKey: true,
      cell: (row) => (
        <TextLink href={`${path}/${row.id}`}>
          <When at={row.claimedAt} precision="minute" label={false} />
        </TextLink>
      ),
    },
    ...more,
    { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
    { id: 'state', header: common('status'), noWrap: true, cell: (row) => <ClaimState state={row.state} /> },
    { id: 'payer', header: t('payer'), cell: (row) => <PayerText claim={row} text={row.payerName} /> },
    { id: 'bookedOn', header: t('bookedOn'), noWrap: true, cell: (row) => row.bookedOn },
    { id: 'claimedBy', header: t('claimedBy'), noWrap: true, cell: (row) => row.claimedBy },
  ];
}
