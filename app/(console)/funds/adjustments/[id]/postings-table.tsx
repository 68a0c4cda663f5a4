import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import type { AdjustmentDetail } from '@/domain/funds/adjustment-detail-queries';
import { localName } from '@/lib/local-name';

/** Both legs of an adjustment, the one that went out first. */
export function PostingsTable({ postings }: Pick<AdjustmentDetail, 'postings'>) {
  const t = useTranslations('adjustments.detail');
  const locale = useLocale();
  return (
    <PlainTable caption={t('postings')}>
      <thead>
        <tr>
          <th scope="col">{t('account')}</th>
          <th scope="col" className="end">
            {t('before')}
          </th>
          <th scope="col" className="end">
            {t('change')}
          </th>
          <th scope="col" className="end">
            {t('after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {postings.map((posting) => (
          <tr key={posting.amount.minor < 0n ? 'out' : 'in'}>
            <th scope="row">{localName(posting.owner, locale)}</th>
            <td className="end">
              {'balanceBefore' in posting ? <Amount value={posting.balanceBefore} /> : t('hidden')}
            </td>
            <td className="end">
              <Amount value={posting.amount} sign="always" />
            </td>
            <td className="end">{'balanceAfter' in posting ? <Amount value={posting.balanceAfter} /> : t('hidden')}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
