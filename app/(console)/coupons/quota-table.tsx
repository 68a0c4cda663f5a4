import { useTranslations } from 'next-intl';
import { type Column, DataTable } from '@/components/table/data-table';
import { ButtonLink } from '@/components/ui/button';
import type { QuotaLine } from '@/domain/coupons/quota-lines';
import { isInUse, useQuotaColumns } from './_lists/quota-columns';

/** A partner's own quotas, with what may be done with each: only what its state and the reader's role allow. */
export function QuotaTable({
  rows,
  issues,
  issuesQuota,
}: {
  rows: readonly QuotaLine[];
  issues: boolean;
  issuesQuota: boolean;
}) {
  const t = useTranslations('coupons');
  const { head, amounts, times } = useQuotaColumns(rows[0]);
  const shown = [...head, ...amounts, ...times];
  const actions: Column<QuotaLine> = {
    id: 'actions',
    header: t('actions'),
    cell: (row) =>
      isInUse(row) ? (
        <span className="flex flex-wrap gap-2 max-sm:justify-end">
          {issues && (
            <ButtonLink
              href={`/coupons/issue?quota=${row.id}`}
              size="small"
              aria-label={t('issueFrom', { number: row.number })}
            >
              {t('issue')}
            </ButtonLink>
          )}
          {issuesQuota && (
            <ButtonLink
              href={`/coupons/issue-quota?quota=${row.id}`}
              size="small"
              aria-label={t('issueQuotaFrom', { number: row.number })}
            >
              {t('issueQuota')}
            </ButtonLink>
          )}
        </span>
      ) : (
        '—'
      ),
  };
  return (
    <DataTable
      caption={t('tabs.quota')}
      columns={issues || issuesQuota ? [...shown, actions] : shown}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/coupons/quotas/${row.id}`}
    />
  );
}
