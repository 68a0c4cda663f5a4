import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, paramsOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { formatInstant } from '@/components/when-format';
import { needsCode } from '@/domain/actor';
import type { ReadScope } from '@/domain/read-scope';
import { paymentFileMax } from '@/domain/withdrawals/model';
import { getSecondPersonFrom, listPayingAccounts } from '@/domain/withdrawals/payment-file-queries';
import { listChosenWithdrawals, type WithdrawalLine } from '@/domain/withdrawals/queries';
import { isId } from '@/lib/id';
import { sum } from '@/lib/money';
import { withdrawalColumns } from '../../withdrawals/withdrawal-columns';
import { makePaymentFileAction } from '../actions';

const toPay = '/operations/withdrawals?state=approved';

export async function generateMetadata() {
  const t = await getTranslations('withdrawals.files');
  return { title: t('new') };
}

/** Chosen withdrawals, to be put into one file for the bank. The choice is the address. @source spec/06 §6.5 */
export default async function NewPaymentFilePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('withdrawals.pay'),
    getTranslations('withdrawals.files'),
  ]);
  const ids = [...new Set(paramsOf(params, 'withdrawals'))].filter((id) => isId('withdrawal', id));
  const chosen = await listChosenWithdrawals(scope, ids.slice(0, paymentFileMax));
  const approved = chosen.filter(({ state, route }) => state === 'approved' && route === 'bank');
  return (
    <>
      <PageHeader
        title={t('new')}
        description={t('newDescription')}
        breadcrumbs={[{ label: t('title'), href: '/operations/payment-files' }, { label: t('new') }]}
      />
      <div className="flex flex-col gap-4">
        {approved.length < chosen.length && (
          <Alert kind="warning" title={t('notApproved', { count: chosen.length - approved.length })} />
        )}
        {approved.length === 0 ? (
          <EmptyState title={t('nothingChosen')} action={<ButtonLink href={toPay}>{t('toPay')}</ButtonLink>}>
            {t('nothingChosenText')}
          </EmptyState>
        ) : (
          <Choice scope={scope} withdrawals={approved} />
        )}
      </div>
    </>
  );
}

async function Choice({ scope, withdrawals }: { scope: ReadScope; withdrawals: readonly WithdrawalLine[] }) {
  const [t, columns] = await Promise.all([getTranslations('withdrawals.files'), withdrawalColumns()]);
  const total = sum(
    withdrawals.map(({ amount }) => amount),
    scope.currency,
  );
  return (
    <>
      <DataTable
        caption={t('chosen')}
        columns={columns}
        rows={withdrawals}
        rowKey={(row) => row.id}
        rowHref={(row) => `/operations/withdrawals/${row.id}`}
        footer={{ number: t('total'), amount: <Amount value={total} /> }}
      />
      <Card title={t('new')}>
        <MakeForm scope={scope} withdrawals={withdrawals} total={total} />
      </Card>
    </>
  );
}

async function MakeForm({
  scope,
  withdrawals,
  total,
}: {
  scope: ReadScope;
  withdrawals: readonly WithdrawalLine[];
  total: WithdrawalLine['amount'];
}) {
  const [t, locale, actor, accounts, secondFrom] = await Promise.all([
    getTranslations('withdrawals.files'),
    getLocale(),
    requireActor(),
    listPayingAccounts(scope),
    getSecondPersonFrom(scope),
  ]);
  const ids = withdrawals.map(({ id }) => id);
  if (needsCode(actor, 'if_asked'))
    return <CodeNotice back={hrefWith('/operations/payment-files/new', { withdrawals: ids }, {})} />;
  if (accounts.length === 0) {
    const link = <TextLink href="/operations/receiving-accounts">{t('receivingAccounts')}</TextLink>;
    return (
      <Alert kind="warning" title={t('noAccount')} actions={link}>
        {t('noAccountText')}
      </Alert>
    );
  }
  return (
    <ActionForm action={makePaymentFileAction} label={t('new')} className="flex max-w-2xl flex-col gap-4">
      {ids.map((id) => (
        <input key={id} type="hidden" name="withdrawalIds[]" value={id} />
      ))}
      <SelectField
        name="receivingAccountId"
        label={t('account')}
        options={accounts.map((account) => ({
          value: account.id,
          label: t('accountOption', {
            bank: account.bankName,
            name: account.accountName,
            number: account.accountNumber,
          }),
        }))}
      />
      <TextField
        name="executionOn"
        label={t('executionOn')}
        type="date"
        defaultValue={formatInstant(new Date(), scope.timeZone, 'day')}
      />
      <p className="text-muted">{t('secondPerson', { amount: formatAmount(secondFrom, locale) })}</p>
      <div>
        <SubmitButton>{t('submit', { amount: formatAmount(total, locale) })}</SubmitButton>
      </div>
    </ActionForm>
  );
}
