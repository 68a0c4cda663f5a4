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
import { useLimitsOf as limitsOfUse } from '@/domain/coupons/limits-model';
import type { IssueOutlook } from '@/domain/coupons/preview-issue';
import { listChosenCustomers } from '@/domain/customers/chosen-queries';
import type { Objection } from '@/domain/preview';
import { localName } from '@/lib/local-name';
import { issueCouponsAction } from './actions';
import { type IssueRequest, issueHref } from './issue-request';
import { OutlookTable } from './outlook-table';
import { hiddenOf } from './params';
import { totalsOf, validityOf } from './totals';

/** The second step: the server says what would happen to whom, and the button says it again. */
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
  const { quota, customerScope } = request;
  const [t, words, common, refusals, locale, named, totals, validity] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getTranslations('refusals'),
    getLocale(),
    listChosenCustomers(
      customerScope,
      outlook.customers.map(({ id }) => id),
    ),
    totalsOf(outlook),
    validityOf(outlook.terms),
  ]);
  const names = new Map(named.map((customer) => [customer.id, localName(customer, locale)]));
  const { minOrderMinor, limits } = outlook.terms;
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
                value: (
                  <LimitsInWords
                    limits={limitsOfUse(limits)}
                    currency={outlook.faceValue.currency}
                    minOrderMinor={minOrderMinor}
                  />
                ),
              },
              ...(request.values.remark === ''
                ? []
                : [{ label: t('remark'), value: <span className="wrap-anywhere">{request.values.remark}</span> }]),
            ]}
          />
          <OutlookTable
            caption={t('perCustomer')}
            header={common('customer')}
            amount={outlook.faceValue}
            isRefused={objection !== undefined}
            rows={outlook.customers.map(({ id, refusal }) => ({ id, refusal, name: names.get(id) ?? id }))}
          />
          {objection ? (
            <div>
              <ButtonLink href={issueHref('/coupons/issue', request)}>{common('edit')}</ButtonLink>
            </div>
          ) : (
            <IssueForm request={request} outlook={outlook} requestKey={requestKey} />
          )}
        </div>
      </Card>
    </div>
  );
}

async function IssueForm({
  request,
  outlook,
  requestKey,
}: {
  request: IssueRequest;
  outlook: IssueOutlook;
  requestKey: string;
}) {
  const [t, common, locale, actor] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('common'),
    getLocale(),
    requireActor(),
  ]);
  if (needsCode(actor, 'if_asked')) {
    return <CodeNotice back={issueHref('/coupons/issue/review', request, { request: requestKey })} />;
  }
  const { count, faceValue } = outlook;
  const declined = outlook.customers.length - count;
  return (
    <ActionForm action={issueCouponsAction} requestKey={requestKey} label={t('issueTitle')}>
      {hiddenOf(request.input).map(({ name, value }) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {declined > 0 && <Alert kind="warning">{t('someDeclined', { count: declined })}</Alert>}
      <p className="text-muted">{t('notEditable')}</p>
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('issueSubmit', { count, amount: formatAmount(faceValue, locale) })}</SubmitButton>
        <ButtonLink href={issueHref('/coupons/issue', request)}>{common('edit')}</ButtonLink>
      </div>
    </ActionForm>
  );
}
