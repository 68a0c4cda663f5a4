import { getTranslations } from 'next-intl/server';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { TextArea } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { termFields } from '@/domain/credit/model';
import type { CreditPartner } from '@/domain/credit/operator-queries';
import { termsProblems, termsValues } from '../terms-request';

const labels = { creditLimit: 'limit', designated: 'designated', owedInvoices: 'owedInvoices' } as const;

/** The first step: terms in full. It only leads to the review, which sends back what is wrong. */
export async function TermsForm({ partner, params }: { partner: CreditPartner; params: SearchParams }) {
  const [t, form] = await Promise.all([getTranslations('credit'), getTranslations('ui.form')]);
  const values = termsValues(params, partner.terms);
  const problems = paramOf(params, 'checked') === '1' ? await termsProblems(partner.id, values) : undefined;
  return (
    <Card title={t('operator.set')} className="max-w-2xl">
      <form
        key={JSON.stringify(values)}
        action={route(`/operations/credit/${partner.id}/review`)}
        method="get"
        className="flex flex-col gap-4"
        aria-label={t('operator.set')}
        noValidate
      >
        {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
        {termFields.map((field) => (
          <MoneyField
            key={field}
            name={field}
            label={t(`terms.${labels[field]}`)}
            hint={t(`operator.hints.${field}`)}
            currency={partner.recharge.currency}
            defaultValue={values[field]}
            error={problems?.fields[field]}
          />
        ))}
        <TextArea
          name="reason"
          label={t('history.reason')}
          hint={t('operator.hints.reason')}
          rows={2}
          maxLength={512}
          defaultValue={values.reason}
          error={problems?.fields.reason}
        />
        <div>
          <SubmitButton>{t('operator.review')}</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
