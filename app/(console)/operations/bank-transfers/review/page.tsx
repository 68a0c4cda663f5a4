import { notFound, redirect } from 'next/navigation';
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
import { findProposedTransfer } from '@/domain/recharge/transfer-proposal-queries';
import { previewPosting } from '@/domain/reconciliation/posting-queries';
import { capitalNumerals } from '@/lib/capital-numerals';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { type Money, readAmount } from '@/lib/money';
import { recordBankTransferAction } from '../../actions';
import { proposeBankTransferAction } from '../proposals/actions';
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
  const done = await placeOf(scope, requestKey);
  const preview = done ? undefined : await previewTransfer(values);
  const needsSecond = preview?.ok === false && preview.code === 'hand_limit_exceeded';
  if (preview && !preview.ok && !needsSecond) redirect(route(transferHref('new', values, { checked: '1' })));
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
          title={t(done.isProposal ? 'alreadyProposed' : 'alreadyDone')}
          actions={<TextLink href={done.path}>{t('view')}</TextLink>}
        >
          <code className="break-all">{done.id}</code>
        </Alert>
      )}
      {preview && (
        <Card className="max-w-3xl">
          <Review scope={scope} values={values} requestKey={requestKey} needsSecond={needsSecond} />
        </Card>
      )}
    </>
  );
}

/** What this request key has come to already: a recorded transfer, or one that was proposed. */
async function placeOf(scope: ReadScope, requestKey: string) {
  const [recorded, proposed] = await Promise.all([
    findRecordedTransfer(scope, requestKey),
    findProposedTransfer(scope, requestKey),
  ]);
  if (recorded) return { id: recorded, path: `/operations/bank-transfers/${recorded}`, isProposal: false };
  if (proposed) return { id: proposed, path: `/operations/bank-transfers/proposals/${proposed}`, isProposal: true };
  return undefined;
}

async function Review({
  scope,
  values,
  requestKey,
  needsSecond,
}: {
  scope: ReadScope;
  values: ReturnType<typeof transferValues>;
  requestKey: string;
  needsSecond: boolean;
}) {
  const { organizationId } = values;
  const amount = readAmount(values.amount, scope.currency);
  if (typeof amount === 'string' || !isId('organization', organizationId)) return notFound();
  const [t, common, locale, partner, balances] = await Promise.all([
    getTranslations('operations.transfers'),
    getTranslations('common'),
    getLocale(),
    findOption(scope, organizationId),
    previewPosting(scope, organizationId, amount),
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
      {balances && <BalanceTable name={name} organizationId={organizationId} balances={balances} />}
      <ActionForm
        action={needsSecond ? proposeBankTransferAction : recordBankTransferAction}
        requestKey={requestKey}
        label={t('record')}
      >
        {transferFields.map((field) => (
          <input key={field} type="hidden" name={field} value={values[field]} />
        ))}
        <p className="text-muted">{t(needsSecond ? 'secondPerson' : 'irreversible')}</p>
        <div className="flex flex-wrap gap-2">
          <SubmitButton>
            {t(needsSecond ? 'propose' : 'submit', { amount: formatAmount(amount, locale), name })}
          </SubmitButton>
          <ButtonLink href={transferHref('new', values)}>{common('edit')}</ButtonLink>
        </div>
      </ActionForm>
    </div>
  );
}

/** The partner's balance now, and once the transfer is credited. */
async function BalanceTable({
  name,
  organizationId,
  balances: { before, after },
}: {
  name: string;
  organizationId: string;
  balances: { readonly before: Money; readonly after: Money };
}) {
  const t = await getTranslations('operations.transfers');
  return (
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
            <code className="block break-all font-normal text-muted text-xs">{organizationId}</code>
          </th>
          <td className="end">
            <OwnBalance value={before} unit="none" />
          </td>
          <td className="end">
            <OwnBalance value={after} unit="none" />
          </td>
        </tr>
      </tbody>
    </PlainTable>
  );
}
