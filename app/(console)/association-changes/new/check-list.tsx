import { useTranslations } from 'next-intl';
import { PlainTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { ChangeCheck } from '@/domain/associations/model';
import type { PreCheck } from '@/domain/associations/pre-check-queries';

/** Each check with what it came to; what is in the way says what to do, and leads there where there is a place. */
export function CheckList({ pre, isCustomer }: { pre: PreCheck; isCustomer: boolean }) {
  const t = useTranslations('associations');
  const common = useTranslations('common');
  return (
    <PlainTable caption={t('new.checks')}>
      <thead>
        <tr>
          <th scope="col">{t('new.check')}</th>
          <th scope="col">{common('status')}</th>
        </tr>
      </thead>
      <tbody>
        {pre.checks.map(({ check, isPassed }) => (
          <tr key={check}>
            <th scope="row" className="align-baseline font-normal">
              {t(`checks.${check}.name`)}
              {!isPassed && <Hint check={check} pre={pre} isCustomer={isCustomer} />}
            </th>
            <td className="whitespace-nowrap align-baseline">
              {isPassed ? (
                <Badge tone="success">{t('new.passed')}</Badge>
              ) : (
                <Badge tone="danger">{t('new.failed')}</Badge>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}

function Hint({ check, pre, isCustomer }: { check: ChangeCheck; pre: PreCheck; isCustomer: boolean }) {
  const t = useTranslations('associations.checks');
  return (
    <span className="flex flex-col items-start gap-1 text-muted">
      {t(`${check}.${isCustomer ? 'theirs' : 'ours'}`)}
      {check === 'long_enough_ago' && pre.possibleAt && <When at={pre.possibleAt} precision="minute" />}
      {check === 'nothing_open' && pre.openId && (
        <TextLink href={`/association-changes/${pre.openId}`}>{t('nothing_open.link')}</TextLink>
      )}
      {check === 'not_restricted' && !isCustomer && (
        <TextLink href={`/customers/${pre.customer.id}`}>{t('not_restricted.link')}</TextLink>
      )}
      {check === 'unpaid_bills' && !isCustomer && pre.type === 'resale' && (
        <TextLink href={`/funds/allocate?customer=${pre.customer.id}`}>{t('unpaid_bills.link')}</TextLink>
      )}
    </span>
  );
}
