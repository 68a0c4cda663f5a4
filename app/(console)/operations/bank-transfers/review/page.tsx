import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { OwnBalance } from '@/components/own-balance';
import { route } from '@/components/route';
import { PlainTable } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { findOption } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { isRequestKey } from '@/domain/receipts';
import { findRecordedTransfer } from '@/domain/recharge/queries';
import { capitalNumerals } from '@/lib/capital-numerals';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { type Money, money } from '@/lib/money';
import { recordBankTransferAction } from '../../actions';
import { previewTransfer, transferFields, transferHref, transferValues } from '../transfer-request';

export async function generateMetadata() {
  const t = await getTranslations('operations.transfers');
  return { title: t('reviewTitle') };
}

/**
 * The second step: the server says what would happen, and the button says it again. The request key stands in the address, so that a
 * reload, a second press and a second tab all send the same one.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewBankTransferPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('bank_transfers.record'),
    getTranslations('operations.transfers'),
  ]);
  const values = transferValues(params);
  const requestKey = paramOf(params, 'request');
  if (!isRequestKey(requestKey)) redirect(route(transferHref('review', values, { request: newRequestKey() })));
  const done = await findRecordedTransfer(scope, requestKey);
  const preview = done ? undefined : await previewTransfer(values);
  if (preview && !preview.ok) redirect(route(transferHref('new', values, { checked: '1' })));
  return (
    <>
      <PageHeader
        title={t('reviewTitle')}
        description={t('reviewDescription')}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-transfers' }, { label: t('reviewTitle') }]}
      />
      {done && (
        <Alert
          kind="done"
          title={t('alreadyDone')}
          actions={<TextLink href={`/operations/bank-transfers/${done}`}>{t('view')}</TextLink>}
        >
          <code className="break-all">{done}</code>
        </Alert>
      )}
      {preview && (
        <Card className="max-w-3xl">
          <Review
            scope={scope}
            values={values}
            amount={preview.row.amount}
            credit={preview.balances.credit}
            requestKey={requestKey}
          />
        </Card>
      )}
    </>
  );
}

async function Review({
  scope,
  values,
  amount,
  credit,
  requestKey,
}: {
  scope: ReadScope;
  values: ReturnType<typeof transferValues>;
  amount: Money;
  credit: { readonly before: bigint; readonly after: bigint };
  requestKey: string;
}) {
  const [t, common, locale, partner] = await Promise.all([
    getTranslations('operations.transfers'),
    getTranslations('common'),
    getLocale(),
    isId('organization', values.organizationId) ? findOption(scope, values.organizationId) : undefined,
  ]);
  const name = partner ? localName(partner, locale) : values.organizationId;
  const isChinese = locale === 'zh-CN' && amount.currency === 'CNY';
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        items={[
          { label: common('amount'), value: <Amount value={amount} /> },
          ...(isChinese ? [{ label: t('capital'), value: capitalNumerals(amount.minor) }] : []),
          { label: t('payer'), value: values.payerName },
          { label: t('reference'), value: values.bankReference },
          { label: t('receivedOn'), value: values.receivedOn },
          ...(values.note === '' ? [] : [{ label: common('note'), value: values.note }]),
        ]}
      />
      <PlainTable caption={t('balances')}>
        <thead>
          <tr>
            <th scope="col">{t('partner')}</th>
            <th scope="col" className="end">
              {t('before')}
            </th>
            <th scope="col" className="end">
              {t('after')}
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              {name}
              <code className="block break-all font-normal text-muted text-xs">{values.organizationId}</code>
            </th>
            <td className="end">
              <OwnBalance value={money(credit.before, amount.currency)} unit="none" />
            </td>
            <td className="end">
              <OwnBalance value={money(credit.after, amount.currency)} unit="none" />
            </td>
          </tr>
        </tbody>
      </PlainTable>
      <ActionForm action={recordBankTransferAction} requestKey={requestKey} label={t('record')}>
        {transferFields.map((field) => (
          <input key={field} type="hidden" name={field} value={values[field]} />
        ))}
        <p className="text-muted">{t('irreversible')}</p>
        <div className="flex flex-wrap gap-2">
          <SubmitButton>{t('submit', { amount: formatAmount(amount, locale), name })}</SubmitButton>
          <ButtonLink href={transferHref('new', values)}>{common('edit')}</ButtonLink>
        </div>
      </ActionForm>
    </div>
  );
}
