import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { type Column, DataTable } from '@/components/table/data-table';
import { When } from '@/components/when';
import type { BankData } from '@/domain/withdrawals/detail-queries';
import { maskAccount } from '@/lib/mask';
import type { Money } from '@/lib/money';
import { providerName } from '../funds/recharge/online/provider-name';

/** What goes back to where one recharge came from, as it is drawn. */
interface DrawnFlow extends BankData {
  readonly rechargeKind: 'bank_transfer' | 'online';
  readonly rechargedAt: Date | null;
  readonly reference?: string | null;
  readonly amount: Money;
  readonly provider: string | null;
}

/** The flows of a withdrawal by the original route, the last recharge first. Numbers of accounts are masked unless `isWhole`. */
export function FlowTable({ flows, isWhole = false }: { flows: readonly DrawnFlow[]; isWhole?: boolean }) {
  const t = useTranslations('withdrawals.flows');
  const providers = useTranslations('onlinepay');
  const numbered = flows.map((flow, at) => ({ ...flow, number: at + 1 }));
  const columns: Column<(typeof numbered)[number]>[] = [
    { id: 'recharge', header: t('recharge'), isKey: true, cell: (flow) => <Recharge flow={flow} /> },
    { id: 'amount', header: t('amount'), align: 'end', cell: ({ amount }) => <Amount value={amount} /> },
    {
      id: 'account',
      header: t('account'),
      cell: ({ provider, accountName, accountNumber }) =>
        provider === null ? (
          <>
            {accountName}
            <span className="block text-muted">{shownAccount(accountNumber, isWhole)}</span>
          </>
        ) : (
          t('through', { provider: providerName(providers, provider) })
        ),
    },
    {
      id: 'bank',
      header: t('bank'),
      cell: ({ bankName, branch }) => [bankName, branch].filter(Boolean).join(' · ') || '—',
    },
  ];
  return <DataTable caption={t('title')} columns={columns} rows={numbered} rowKey={({ number }) => String(number)} />;
}

/** What was recharged, by which number and when. */
function Recharge({ flow: { rechargeKind, reference, rechargedAt } }: { flow: DrawnFlow }) {
  const t = useTranslations('withdrawals.flows');
  return (
    <>
      {t(`kinds.${rechargeKind}`)}
      {reference && <code className="block break-all font-normal text-xs">{reference}</code>}
      {rechargedAt && (
        <span className="block font-normal text-muted text-xs">
          <When at={rechargedAt} precision="minute" />
        </span>
      )}
    </>
  );
}

/** The number of an account as it may be shown: whole to who has to compare it. */
export const shownAccount = (number: string | null, isWhole: boolean): string => {
  if (number === null) return '—';
  return isWhole ? number : maskAccount(number);
};
