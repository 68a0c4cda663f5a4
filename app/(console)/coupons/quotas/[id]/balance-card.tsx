import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { BalanceStep } from '@/domain/coupons/quota-balance-queries';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { add, type Money, money } from '@/lib/money';

/** Where a quota's balance came from and went to, step by step: the last line is the balance. */
export function BalanceCard({
  quota,
  steps,
  balance,
}: {
  quota: QuotaDetail;
  steps: readonly BalanceStep[];
  balance: Money;
}) {
  const t = useTranslations('coupons.quotaPage');
  const isOpen = steps.every(({ what }) => what !== 'moved');
  return (
    <Card title={t('explained')}>
      <PlainTable caption={t('explained')}>
        <thead>
          <tr>
            <th scope="col">{t('step')}</th>
            <th scope="col" className="end">
              {t('times')}
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
          {runningOf(steps, balance).map(({ step, after }) => (
            <tr key={step.what}>
              <th scope="row">
                <StepName step={step} quota={quota} isOpen={isOpen} />
              </th>
              <td className="end">{step.count ?? '—'}</td>
              <td className="end">
                <Amount value={step.amount} sign="always" />
              </td>
              <td className="end">
                <Amount value={after} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('balanceNow')}</th>
            <td />
            <td />
            <td className="end">
              <Amount value={balance} />
            </td>
          </tr>
        </tfoot>
      </PlainTable>
    </Card>
  );
}

/** Each step with what was there after it. */
function runningOf(steps: readonly BalanceStep[], { currency }: Money): { step: BalanceStep; after: Money }[] {
  let after = money(0n, currency);
  return steps.map((step) => {
    after = add(after, step.amount);
    return { step, after };
  });
}

/** What a step is called; who may look at the records it comes from gets there. */
function StepName({
  step: { what, amount },
  quota,
  isOpen,
}: {
  step: BalanceStep;
  quota: QuotaDetail;
  isOpen: boolean;
}) {
  const [t, kinds] = [useTranslations('coupons.quotaPage'), useTranslations('couponwords.kinds')];
  if (what === 'moved') return t(quota.isOwn ? 'movedOwn' : 'moved');
  if (!quota.isOwn || !isOpen) return nameOf(what, amount, kinds, t);
  return (
    <TextLink href={`/coupons/records?quota=${quota.number}&kind=${what}`}>{nameOf(what, amount, kinds, t)}</TextLink>
  );
}

/** Quota that passes between a distributor and a reseller is called by the side it is seen from. */
function nameOf(
  what: Exclude<BalanceStep['what'], 'moved'>,
  amount: Money,
  kinds: (kind: Exclude<BalanceStep['what'], 'moved'>) => string,
  t: (key: 'fromDistributor' | 'backToDistributor') => string,
): string {
  if (what === 'quota_issue' && amount.minor > 0n) return t('fromDistributor');
  if (what === 'quota_reclaim' && amount.minor < 0n) return t('backToDistributor');
  return kinds(what);
}
