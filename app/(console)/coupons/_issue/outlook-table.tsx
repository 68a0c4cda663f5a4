import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import type { RefusalCode } from '@/domain/refusal';
import type { Money } from '@/lib/money';

/** For each of a list what it would get, or why it would get nothing. */
export async function OutlookTable({
  caption,
  header,
  rows,
  amount,
  isRefused,
}: {
  caption: string;
  header: string;
  rows: readonly { readonly id: string; readonly name: string; readonly refusal: RefusalCode | null }[];
  amount: Money;
  /** That nothing would be done at all, for a reason of the whole. */
  isRefused: boolean;
}) {
  const [t, refusals] = await Promise.all([getTranslations('issuing'), getTranslations('refusals')]);
  return (
    <DataTable
      caption={caption}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        { id: 'name', header, isKey: true, cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
        {
          id: 'amount',
          header: t('gets'),
          align: 'end',
          cell: ({ refusal }) => (refusal === null && !isRefused ? <Amount value={amount} /> : '—'),
        },
        {
          id: 'outcome',
          header: t('outlook'),
          cell: ({ refusal }) =>
            refusal === null ? (
              isRefused ? (
                '—'
              ) : (
                <Badge tone="success">{t('wouldBeDone')}</Badge>
              )
            ) : (
              <span className="flex flex-col items-start gap-1">
                <Badge tone="danger">{t('wouldBeDeclined')}</Badge>
                <span>{refusals(refusal)}</span>
              </span>
            ),
        },
      ]}
    />
  );
}
