import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { formatAmount } from '@/components/amount-format';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { TextArea } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { Tabs } from '@/components/ui/tabs';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { withdrawalKinds } from '@/domain/withdrawals/model';
import { FlowTable } from '../../../_withdrawals/flow-table';
import { WithdrawableFigures } from '../withdrawable-figures';
import { previewRequest, requestHref, requestProblems, requestValues } from '../withdrawal-request';
import { BankFields } from './bank-fields';

export async function generateMetadata() {
  const t = await getTranslations('withdrawals.new');
  return { title: t('title') };
}

/** The first step: how much, and to where. It only leads to the review, which sends back what is wrong. */
export default async function NewWithdrawalPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, common, form, kinds, locale] = await Promise.all([
    searchParams,
    requireScope('withdrawals.request'),
    getTranslations('withdrawals.new'),
    getTranslations('common'),
    getTranslations('ui.form'),
    getTranslations('withdrawals'),
    getLocale(),
  ]);
  const values = requestValues(params);
  const isOriginal = values.kind === 'original';
  const [preview, figures] = await Promise.all([
    paramOf(params, 'checked') === '1' ? previewRequest(values) : undefined,
    getFundsFigures(scope),
  ]);
  const problems = await requestProblems(preview?.objection);
  const fields = problems?.fields ?? {};
  const flows = preview?.outlook?.flows ?? [];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: kinds('title'), href: '/funds/withdrawals' }, { label: t('title') }]}
      />
      <WithdrawableFigures scope={scope} />
      <Tabs
        label={t('ways')}
        tabs={withdrawalKinds.map((kind) => ({
          label: kinds(`kinds.${kind}`),
          href: requestHref('new', { ...values, kind }),
          isCurrent: kind === values.kind,
        }))}
      />
      <Card className="max-w-3xl">
        <form
          key={JSON.stringify(values)}
          action={route('/funds/withdrawals/review')}
          method="get"
          className="flex flex-col gap-4"
          aria-label={t('title')}
          noValidate
        >
          <input type="hidden" name="kind" value={values.kind} />
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={fields} />}
          <p className="text-muted">{isOriginal ? t('originalText') : t('cardText')}</p>
          <MoneyField
            name="amount"
            label={common('amount')}
            hint={t('amountHint', { amount: formatAmount(figures.withdrawable, locale) })}
            currency={scope.currency}
            defaultValue={values.amount}
            error={fields.amount}
          />
          {flows.length > 0 && <FlowTable flows={flows} />}
          <BankFields values={values} fields={fields} />
          <TextArea
            name="note"
            label={common('note')}
            rows={2}
            maxLength={512}
            optional={common('optional')}
            defaultValue={values.note}
            error={fields.note}
          />
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('review')}</SubmitButton>
            {isOriginal && (
              <SubmitButton variant="secondary" formAction="/funds/withdrawals/new" name="checked" value="1">
                {t('showFlows')}
              </SubmitButton>
            )}
          </div>
        </form>
      </Card>
    </>
  );
}
