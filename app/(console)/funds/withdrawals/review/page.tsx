import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import type { ReadScope } from '@/domain/read-scope';
import { isRequestKey } from '@/domain/receipts';
import { partsOf } from '@/domain/withdrawals/plan-flows';
import type { WithdrawalOutlook } from '@/domain/withdrawals/preview-withdrawal';
import { findRequested, getArrivalDays } from '@/domain/withdrawals/queries';
import { capitalNumerals } from '@/lib/capital-numerals';
import { FlowTable } from '../../../_withdrawals/flow-table';
import { requestWithdrawalAction } from '../actions';
import { previewRequest, type RequestValues, requestFields, requestHref, requestValues } from '../withdrawal-request';

export async function generateMetadata() {
  const t = await getTranslations('withdrawals.review');
  return { title: t('title') };
}

/**
 * The second step: the server says what would happen, and the button says it again. The request key stands in the address, so that a
 * reload, a second press and a second tab all send the same one.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewWithdrawalPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('withdrawals.request'),
    getTranslations('withdrawals'),
  ]);
  const values = requestValues(params);
  const requestKey = paramOf(params, 'request');
  if (!isRequestKey(requestKey)) redirect(route(requestHref('review', values, { request: newRequestKey() })));
  const done = await findRequested(scope, requestKey);
  const preview = done ? undefined : await previewRequest(values);
  if (preview && (preview.objection || !preview.outlook)) redirect(route(requestHref('new', values, { checked: '1' })));
  return (
    <>
      <PageHeader
        title={t('review.title')}
        description={done ? undefined : t('review.description')}
        breadcrumbs={[{ label: t('title'), href: '/funds/withdrawals' }, { label: t('review.title') }]}
      />
      {done && (
        <Alert
          kind="done"
          title={t('review.alreadyDone')}
          actions={<TextLink href={`/funds/withdrawals/${done}`}>{t('review.view')}</TextLink>}
        />
      )}
      {preview?.outlook && (
        <Card className="max-w-3xl">
          <Review scope={scope} values={values} outlook={preview.outlook} requestKey={requestKey} />
        </Card>
      )}
    </>
  );
}

async function Review({
  scope,
  values,
  outlook,
  requestKey,
}: {
  scope: ReadScope;
  values: RequestValues;
  outlook: WithdrawalOutlook;
  requestKey: string;
}) {
  const [t, common, locale, actor, days] = await Promise.all([
    getTranslations('withdrawals'),
    getTranslations('common'),
    getLocale(),
    requireActor(),
    getArrivalDays(scope),
  ]);
  const { kind, payeeType, amount, flows, note } = outlook;
  const isChinese = locale === 'zh-CN' && amount.currency === 'CNY';
  const card = [
    ...(payeeType === null ? [] : [{ label: t('new.payeeType'), value: t(`payeeTypes.${payeeType}`) }]),
    { label: t('new.accountName'), value: outlook.accountName },
    { label: t('new.accountNumber'), value: outlook.accountNumber },
    { label: t('new.bankName'), value: outlook.bankName },
    { label: t('new.branch'), value: outlook.branch },
  ];
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        items={[
          { label: common('amount'), value: <Amount value={amount} /> },
          ...(isChinese ? [{ label: t('review.capital'), value: capitalNumerals(amount.minor) }] : []),
          { label: t('kind'), value: t(`kinds.${kind}`) },
          { label: t('review.arrival'), value: t('review.arrivalText', { days }) },
          ...(kind === 'bank_card' ? card : []),
          ...(note === null ? [] : [{ label: common('note'), value: note }]),
        ]}
      />
      {flows.length > 0 && <FlowTable flows={flows} />}
      {partsOf(flows).length > 1 && (
        <p className="text-muted">{t('together.review', { count: partsOf(flows).length })}</p>
      )}
      {needsCode(actor, 'always') ? (
        <CodeNotice back={requestHref('review', values, { request: requestKey })} />
      ) : (
        <ActionForm action={requestWithdrawalAction} requestKey={requestKey} label={t('new.title')}>
          {requestFields.map((field) => (
            <input key={field} type="hidden" name={field} value={values[field]} />
          ))}
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('review.submit', { amount: formatAmount(amount, locale) })}</SubmitButton>
            <ButtonLink href={requestHref('new', values)}>{common('edit')}</ButtonLink>
          </div>
        </ActionForm>
      )}
    </div>
  );
}
