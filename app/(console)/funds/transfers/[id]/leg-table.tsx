import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import type { Leg } from '@/domain/statements/transfer-queries';
import { localName } from '@/lib/local-name';

/** Both legs of a transfer, the one that went out first. */
export function LegTable({ legs }: { legs: readonly Leg[] }) {
  const t = useTranslations('statement.transfer');
  const locale = useLocale();
  return (
    <DataTable
      caption={t('legs')}
      rows={legs}
      rowKey={({ change }) => (change.minor < 0n ? 'out' : 'in')}
      columns={[
        {
          id: 'account',
          header: t('account'),
          isKey: true,
          cell: ({ owner, purpose }) =>
            isNamed(purpose) ? `${localName(owner, locale)} · ${t(`purposes.${purpose}`)}` : localName(owner, locale),
        },
        {
          id: 'before',
          header: t('before'),
          align: 'end',
          cell: ({ balances }) => (balances ? <Amount value={balances.before} /> : t('hidden')),
        },
        {
          id: 'change',
          header: t('change'),
          align: 'end',
          cell: ({ change }) => <Amount value={change} sign="always" />,
        },
        {
          id: 'after',
          header: t('after'),
          align: 'end',
          cell: ({ balances }) => (balances ? <Amount value={balances.after} /> : t('hidden')),
        },
      ]}
    />
  );
}

const named = ['funds', 'held', 'bank_clearing', 'payment_clearing', 'recharge_suspense'] as const;
const isNamed = (purpose: Leg['purpose']): purpose is (typeof named)[number] => named.some((one) => one === purpose);
