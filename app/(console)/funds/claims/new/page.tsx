import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { tooLargeParam } from '@/app/_entry/large-form';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import { TextArea, TextField } from '@/components/form/text-field';
import { bytesLimit } from '@/components/form/upload-limit';
import { Masked } from '@/components/masked';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { claimLimits } from '@/domain/reconciliation/claim-model';
import { findClaimableLine } from '@/domain/reconciliation/claim-search-queries';
import { isId } from '@/lib/id';
import { makeClaimAction } from '../actions';
import { readSearch, searchValues } from '../claim-search';

export async function generateMetadata() {
  const t = await getTranslations('claims.new');
  return { title: t('title') };
}

/** A claim to one transfer: its id in the address opens nothing without what it was found by. */
export default async function NewClaimPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, claims, common, fields] = await Promise.all([
    searchParams,
    requireScope('claims.make'),
    getTranslations('claims.new'),
    getTranslations('claims'),
    getTranslations('common'),
    getTranslations('fields'),
  ]);
  const [lineId, values] = [paramOf(params, 'line'), searchValues(params)];
  const { wanted } = await readSearch(values, scope.currency);
  const line = wanted && isId('bankLine', lineId) ? await findClaimableLine(scope, lineId, wanted) : undefined;
  if (!line) return notFound();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[
          { label: claims('title'), href: hrefWith('/funds/claims', { ...values }, {}) },
          { label: t('title') },
        ]}
      />
      <div className="flex max-w-2xl flex-col gap-4">
        <Card title={claims('transfer')}>
          <DescriptionList
            items={[
              { label: common('amount'), value: <Amount value={line.amount} /> },
              { label: claims('bookedOn'), value: line.bookedOn },
              { label: claims('payer'), value: <Masked text={line.payerName} /> },
              {
                label: claims('payerAccount'),
                value: line.payerAccount === null ? undefined : <Masked text={line.payerAccount} />,
              },
            ]}
          />
        </Card>
        <Card title={t('form')}>
          <ActionForm
            action={makeClaimAction}
            cameBack={paramOf(params, tooLargeParam) === '' ? undefined : { receipt: fields('receipt_too_large') }}
            label={t('form')}
            className="flex flex-col gap-4"
          >
            <input type="hidden" name="lineId" value={line.id} />
            <input type="hidden" name="payerName" value={values.payerName} />
            <input type="hidden" name="amount" value={values.amount} />
            <input type="hidden" name="accountEnd" value={values.accountEnd} />
            <TextField
              name="receipt"
              type="file"
              label={t('receipt')}
              hint={t('receiptHint')}
              {...bytesLimit(claimLimits.receiptBytesMax, fields('receipt_too_large'))}
              accept=".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
            />
            <TextArea name="note" label={common('note')} rows={3} maxLength={512} optional={common('optional')} />
            <div>
              <SubmitButton>{t('submit')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      </div>
    </>
  );
}
