import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { OwnBalance } from '@/components/own-balance';
import { DataTable } from '@/components/table/data-table';
import type { AdjustmentDetail } from '@/domain/funds/adjustment-detail-queries';
import { localName } from '@/lib/local-name';

/** Both legs of an adjustment, the one that went out first. */
export function PostingsTable({ postings }: Pick<AdjustmentDetail, 'postings'>) {
  const t = useTranslations('adjustments.detail');
  const locale = useLocale();
  return (
    <DataTable
      caption={t('postings')}
      rows={postings}
      rowKey={({ amount }) => (amount.minor < 0n ? 'out' : 'in')}
      columns={[
        { id: 'account', header: t('account'), isKey: true, cell: ({ owner }) => localName(owner, locale) },
        {
          id: 'before',
          header: t('before'),
          align: 'end',
          cell: (posting) => ('balanceBefore' in posting ? <OwnBalance value={posting.balanceBefore} /> : t('hidden')),
        },
        {
          id: 'change',
          header: t('change'),
          align: 'end',
          cell: ({ amount }) => <Amount value={amount} sign="always" />,
        },
        {
          id: 'after',
          header: t('after'),
          align: 'end',
          cell: (posting) => ('balanceAfter' in posting ? <OwnBalance value={posting.balanceAfter} /> : t('hidden')),
        },
      ]}
    />
  );
}
