import { getTranslations } from 'next-intl/server';
import { type Column, DataTable } from '@/components/table/data-table';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { minorText } from '@/domain/reconciliation/formats/values';
import type { StatementLine } from '@/domain/reconciliation/model';
import { sampleMax, tryProfile } from '@/domain/reconciliation/try-profile';

/** What pasted lines would be read as. */
export async function Trial({ profile, sample }: { profile: Parameters<typeof tryProfile>[0]; sample: string }) {
  if (sample.trim() === '') return null;
  const [t, words, { lines, problem }] = await Promise.all([
    getTranslations('bankfiles.profile'),
    getTranslations('bankfiles'),
    tryProfile(profile, sample.slice(0, sampleMax)),
  ]);
  const columns: Column<StatementLine>[] = [
    { id: 'line', header: t('line'), isKey: true, cell: (row) => row.line },
    { id: 'bookedOn', header: t('columns.bookedOn'), noWrap: true, cell: (row) => row.bookedOn },
    { id: 'direction', header: t('direction'), noWrap: true, cell: (row) => t(`directions.${row.direction}`) },
    {
      id: 'amount',
      header: t('columns.amount'),
      align: 'end',
      noWrap: true,
      cell: (row) => `${minorText(row.amountMinor, row.currency)} ${row.currency}`,
    },
    { id: 'payer', header: t('columns.payerName'), cell: (row) => row.payerName ?? '—' },
    { id: 'reference', header: t('columns.bankReference'), cell: (row) => row.bankReference ?? '—' },
    { id: 'text', header: t('columns.remittanceText'), isText: true, cell: (row) => row.remittanceText ?? '—' },
  ];
  return (
    <Card title={t('trialTitle')}>
      <div className="flex flex-col gap-3">
        {problem && (
          <Alert kind="warning" title={t('trialRefused')}>
            {problem.line !== null && <strong>{words('file.refusedAt', { line: problem.line })}: </strong>}
            {words(`fileRefusals.${problem.code}`)} <bdi>{Object.values(problem.detail).join(' · ')}</bdi>
          </Alert>
        )}
        <p className="text-muted">{lines.length === 0 ? t('trialNone') : t('trialCount', { count: lines.length })}</p>
        {lines.length > 0 && (
          <DataTable caption={t('trialTable')} columns={columns} rows={lines} rowKey={(row) => String(row.line)} />
        )}
      </div>
    </Card>
  );
}
