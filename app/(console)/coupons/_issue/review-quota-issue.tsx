import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import type { QuotaIssueOutlook } from '@/domain/coupons/preview-quota-issue';
import { findReseller } from '@/domain/customers/reseller-queries';
import type { Objection } from '@/domain/preview';
import { localName } from '@/lib/local-name';
import { issueQuotaAction } from './actions';
import { OutlookTable } from './outlook-table';
import { type QuotaRequest, quotaHref } from './quota-request';
import { ReviewFrame } from './review-frame';

/** The second step of issuing quota: what each reseller would get, and on what terms. */
export async function ReviewQuotaIssue({
  request,
  outlook,
  objection,
  requestKey,
}: {
  request: QuotaRequest;
  outlook: QuotaIssueOutlook;
  objection: Objection | undefined;
  requestKey: string;
}) {
  const { amount, count, resellers, terms } = outlook;
  const [t, common, locale, named] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getLocale(),
    Promise.all(resellers.map(({ id }) => findReseller(request.scope, id))),
  ]);
  const rows = resellers.map(({ id, refusal }, index) => {
    const reseller = named[index];
    return { id, refusal, name: reseller ? localName(reseller, locale) : id };
  });
  const declined = resellers.length - count;
  return (
    <ReviewFrame
      quota={request.quota}
      outlook={outlook}
      limits={<LimitsInWords limits={terms.limits} currency={amount.currency} />}
      remark={request.values.remark}
      objection={objection}
      sending={{
        action: issueQuotaAction,
        requestKey,
        input: request.input,
        label: t('issueQuotaTitle'),
        edit: quotaHref('/coupons/issue-quota', request),
        here: quotaHref('/coupons/issue-quota/review', request, { request: requestKey }),
        declined: declined > 0 ? t('someResellersDeclined', { count: declined }) : undefined,
        note: t('quotaReversible'),
        submit: t('issueQuotaSubmit', { count, amount: formatAmount(amount, locale) }),
      }}
    >
      <OutlookTable
        caption={t('perReseller')}
        header={common('reseller')}
        amount={amount}
        isRefused={objection !== undefined}
        rows={rows}
      />
    </ReviewFrame>
  );
}
