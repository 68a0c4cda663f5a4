import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import type { QuotaIssueOutlook } from '@/domain/coupons/preview-quota-issue';
import { findReseller } from '@/domain/customers/reseller-queries';
import type { Objection } from '@/domain/preview';
import { localName } from '@/lib/local-name';
import { issueQuotaAction } from './actions';
import { OutlookTable } from './outlook-table';
import { hiddenOf } from './params';
import { type QuotaRequest, quotaHref } from './quota-request';
import { totalsOf, validityOf } from './totals';

/** The second step: the server says what each reseller would get, and the button says it again. */
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
  const { quota, scope } = request;
  const [t, words, common, refusals, locale, named, totals, validity] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getTranslations('refusals'),
    getLocale(),
    Promise.all(outlook.resellers.map(({ id }) => findReseller(scope, id))),
    totalsOf(outlook),
    validityOf(outlook.terms),
  ]);
  const rows = outlook.resellers.map(({ id, refusal }, index) => {
    const reseller = named[index];
    return { id, refusal, name: reseller ? localName(reseller, locale) : id };
  });
  return (
    <div className="flex max-w-4xl flex-col gap-4">
      {objection && (
        <Alert kind="refused" title={t('wouldBeRefused')}>
          {refusals(objection.code)}
        </Alert>
      )}
      <Card>
        <div className="flex flex-col gap-4">
          <DescriptionList
            items={[
              ...totals,
              { label: t('quota'), value: <TextLink href={`/coupons/quotas/${quota.id}`}>{quota.number}</TextLink> },
              { label: common('type'), value: words(`types.${outlook.type}`) },
              ...validity,
              {
                label: words('limits.title'),
                value: <LimitsInWords limits={outlook.terms.limits} currency={outlook.amount.currency} />,
              },
              ...(request.values.remark === ''
                ? []
                : [{ label: t('remark'), value: <span className="wrap-anywhere">{request.values.remark}</span> }]),
            ]}
          />
          <OutlookTable
            caption={t('perReseller')}
            header={common('reseller')}
            amount={outlook.amount}
            isRefused={objection !== undefined}
            rows={rows}
          />
          {objection ? (
            <div>
              <ButtonLink href={quotaHref('/coupons/issue-quota', request)}>{common('edit')}</ButtonLink>
            </div>
          ) : (
            <QuotaForm request={request} outlook={outlook} requestKey={requestKey} />
          )}
        </div>
      </Card>
    </div>
  );
}

async function QuotaForm({
  request,
  outlook,
  requestKey,
}: {
  request: QuotaRequest;
  outlook: QuotaIssueOutlook;
  requestKey: string;
}) {
  const [t, common, locale, actor] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getLocale(),
    requireActor(),
  ]);
  if (needsCode(actor, 'if_asked')) {
    return <CodeNotice back={quotaHref('/coupons/issue-quota/review', request, { request: requestKey })} />;
  }
  const { count, amount } = outlook;
  const declined = outlook.resellers.length - count;
  return (
    <ActionForm action={issueQuotaAction} requestKey={requestKey} label={t('issueQuotaTitle')}>
      {hiddenOf(request.input).map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {declined > 0 && <Alert kind="warning">{t('someResellersDeclined', { count: declined })}</Alert>}
      <p className="text-muted">{t('quotaReversible')}</p>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('issueQuotaSubmit', { count, amount: formatAmount(amount, locale) })}</SubmitButton>
        <ButtonLink href={quotaHref('/coupons/issue-quota', request)}>{common('edit')}</ButtonLink>
      </div>
    </ActionForm>
  );
}
