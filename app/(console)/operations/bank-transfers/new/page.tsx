import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import { localName } from '@/lib/local-name';
import { transferProblems, transferValues } from '../transfer-request';

export async function generateMetadata() {
  const t = await getTranslations('operations.transfers');
  return { title: t('record') };
}

/** The first step: what arrived at the bank, and for whom. It only leads to the review, which sends back what is wrong. */
export default async function NewBankTransferPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale, t, common, form] = await Promise.all([
    searchParams,
    requireScope('bank_transfers.record'),
    getLocale(),
    getTranslations('operations.transfers'),
    getTranslations('common'),
    getTranslations('ui.form'),
  ]);
  const values = transferValues(params);
  const [problems, partners] = await Promise.all([
    paramOf(params, 'checked') === '1' ? transferProblems(values) : undefined,
    listOrganizationOptions(scope, ['distributor', 'solution_provider', 'subsidised_partner']),
  ]);
  const fields = problems?.fields ?? {};
  return (
    <>
      <PageHeader
        title={t('record')}
        description={t('recordDescription')}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-transfers' }, { label: t('record') }]}
      />
      <Card className="max-w-2xl">
        <form
          key={JSON.stringify(values)}
          action={route('/operations/bank-transfers/review')}
          method="get"
          className="flex flex-col gap-4"
          aria-label={t('record')}
          noValidate
        >
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
          <SelectField
            name="organizationId"
            label={t('partner')}
            options={partners.map((partner) => ({
              value: partner.id,
              label: t('option', { name: localName(partner, locale), account: partner.accountName }),
            }))}
            placeholder={t('choose')}
            defaultValue={values.organizationId}
            error={fields.organizationId}
          />
          <MoneyField
            name="amount"
            label={common('amount')}
            currency={scope.currency}
            defaultValue={values.amount}
            error={fields.amount}
          />
          <TextField
            name="payerName"
            label={t('payer')}
            hint={t('payerHint')}
            maxLength={256}
            defaultValue={values.payerName}
            error={fields.payerName}
          />
          <TextField
            name="bankReference"
            label={t('reference')}
            hint={t('referenceHint')}
            maxLength={128}
            autoComplete="off"
            defaultValue={values.bankReference}
            error={fields.bankReference}
          />
          <TextField
            name="receivedOn"
            label={t('receivedOn')}
            type="date"
            defaultValue={values.receivedOn}
            error={fields.receivedOn}
          />
          <TextArea
            name="note"
            label={common('note')}
            rows={2}
            maxLength={512}
            optional={common('optional')}
            defaultValue={values.note}
            error={fields.note}
          />
          <div>
            <SubmitButton>{t('review')}</SubmitButton>
          </div>
        </form>
      </Card>
    </>
  );
}
