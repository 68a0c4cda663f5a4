import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { useLimitsOf as limitsOfUse } from '@/domain/coupons/limits-model';
import type { IssueOutlook } from '@/domain/coupons/preview-issue';
import { listChosenCustomers } from '@/domain/customers/chosen-queries';
import type { Objection } from '@/domain/preview';
import { localName } from '@/lib/local-name';
import { issueCouponsAction } from './actions';
import { type IssueRequest, issueHref } from './issue-request';
import { OutlookTable } from './outlook-table';
import { ReviewFrame } from './review-frame';

/** The second step of issuing: which customer would get a coupon, and on what terms. */
export async function ReviewIssue({
  request,
  outlook,
  objection,
  requestKey,
}: {
  request: IssueRequest;
  outlook: IssueOutlook;
  objection: Objection | undefined;
  requestKey: string;
}) {
  const { faceValue, count, customers, terms } = outlook;
  const [t, common, locale, named] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getLocale(),
    listChosenCustomers(
      request.customerScope,
      customers.map(({ id }) => id),
    ),
  ]);
  const names = new Map(named.map((customer) => [customer.id, localName(customer, locale)]));
  const declined = customers.length - count;
  return (
    <ReviewFrame
      quota={request.quota}
      outlook={outlook}
      limits={
        <LimitsInWords
          limits={limitsOfUse(terms.limits)}
          currency={faceValue.currency}
          minOrderMinor={terms.minOrderMinor}
        />
      }
      remark={request.values.remark}
      objection={objection}
      sending={{
        action: issueCouponsAction,
        requestKey,
        input: request.input,
        label: t('issueTitle'),
        edit: issueHref('/coupons/issue', request),
        here: issueHref('/coupons/issue/review', request, { request: requestKey }),
        declined: declined > 0 ? t('someDeclined', { count: declined }) : undefined,
        note: t('notEditable'),
        submit: t('issueSubmit', { count, amount: formatAmount(faceValue, locale) }),
      }}
    >
      <OutlookTable
        caption={t('perCustomer')}
        header={common('customer')}
        amount={faceValue}
        isRefused={objection !== undefined}
        rows={customers.map(({ id, refusal }) => ({ id, refusal, name: names.get(id) ?? id }))}
      />
    </ReviewFrame>
  );
}
