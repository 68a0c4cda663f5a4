import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
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
  return (
    <PlainTable caption={t('title')}>
      <thead>
        <tr>
          <th scope="col">{t('recharge')}</th>
          <th scope="col" className="end">
            {t('amount')}
          </th>
          <th scope="col">{t('account')}</th>
          <th scope="col">{t('bank')}</th>
        </tr>
      </thead>
      <tbody>
        {numbered.map((flow) => (
          <tr key={flow.number}>
            <th scope="row">
              {t(`kinds.${flow.rechargeKind}`)}
              {flow.reference && <code className="block break-all font-normal text-xs">{flow.reference}</code>}
              {flow.rechargedAt && (
                <span className="block font-normal text-muted text-xs">
                  <When at={flow.rechargedAt} precision="minute" />
                </span>
              )}
            </th>
            <td className="end">
              <Amount value={flow.amount} />
            </td>
            <td>
              {flow.provider === null ? (
                <>
                  {flow.accountName}
                  <span className="block text-muted">{shownAccount(flow.accountNumber, isWhole)}</span>
                </>
              ) : (
                t('through', { provider: providerName(providers, flow.provider) })
              )}
            </td>
            <td>{[flow.bankName, flow.branch].filter(Boolean).join(' · ') || '—'}</td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

/** The number of an account as it may be shown: whole to who has to compare it. */
export const shownAccount = (number: string | null, isWhole: boolean): string => {
  if (number === null) return '—';
  return isWhole ? number : maskAccount(number);
};
