import { getTranslations } from 'next-intl/server';
import { Amount } from '@/components/amount';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';
import { Masked } from '@/components/masked';
import { route } from '@/components/route';
import { DataTable } from '@/components/table/data-table';
import type { SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ReadScope } from '@/domain/read-scope';
import { claimLimits } from '@/domain/reconciliation/claim-model';
import { type ClaimableLine, searchSuspense } from '@/domain/reconciliation/claim-search-queries';
import { newClaimHref, readSearch, type SearchValues, searchValues } from './claim-search';

/** Looking for a transfer that lies in suspense: the form, and below it what was found. */
export async function SearchCard({ scope, params }: { scope: ReadScope; params: SearchParams }) {
  const [t, form] = await Promise.all([getTranslations('claims.search'), getTranslations('ui.form')]);
  const values = searchValues(params);
  const isAsked = values.payerName !== '' || values.amount !== '';
  const read = isAsked ? await readSearch(values, scope.currency) : undefined;
  const fields = read?.fields ?? {};
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        <form
          key={JSON.stringify(values)}
          action={route('/funds/claims')}
          method="get"
          className="flex max-w-2xl flex-col gap-4"
          aria-label={t('title')}
          noValidate
        >
          <p className="text-muted">{t('text', { count: claimLimits.searchesPerHour })}</p>
          {read?.fields && <ErrorSummary title={form('refused')} message={t('check')} fields={read.fields} />}
          <TextField
            name="payerName"
            label={t('payerName')}
            hint={t('payerHint')}
            maxLength={512}
            autoComplete="off"
            defaultValue={values.payerName}
            error={fields['payerName']}
          />
          <MoneyField
            name="amount"
            label={t('amount')}
            currency={scope.currency}
            defaultValue={values.amount}
            error={fields['amount']}
          />
          <TextField
            name="accountEnd"
            label={t('accountEnd')}
            hint={t('accountHint')}
            maxLength={64}
            autoComplete="off"
            optional={form('optional')}
            defaultValue={values.accountEnd}
            error={fields['accountEnd']}
          />
          <div>
            <SubmitButton variant="secondary">{t('submit')}</SubmitButton>
          </div>
        </form>
        {read?.wanted && <Found found={await searchSuspense(scope, read.wanted)} values={values} />}
      </div>
    </Card>
  );
}

async function Found({ found, values }: { found: readonly ClaimableLine[] | 'too_many'; values: SearchValues }) {
  const [t, claims, common] = await Promise.all([
    getTranslations('claims.search'),
    getTranslations('claims'),
    getTranslations('common'),
  ]);
  if (found === 'too_many')
    return <Alert kind="refused" title={t('tooMany', { count: claimLimits.searchesPerHour })} />;
  if (found.length === 0) {
    return (
      <Alert kind="info" title={t('noneTitle')}>
        {t('none')}
      </Alert>
    );
  }
  return (
    <DataTable
      caption={t('found')}
      rows={found}
      rowKey={(row) => row.id}
      columns={[
        { id: 'bookedOn', header: claims('bookedOn'), isKey: true, cell: (row) => row.bookedOn },
        { id: 'payer', header: claims('payer'), cell: (row) => <Masked text={row.payerName} /> },
        {
          id: 'account',
          header: claims('payerAccount'),
          cell: (row) => (row.payerAccount === null ? '—' : <Masked text={row.payerAccount} />),
        },
        { id: 'amount', header: common('amount'), align: 'end', cell: (row) => <Amount value={row.amount} /> },
        {
          id: 'claim',
          header: common('actions'),
          cell: (row) =>
            row.isClaimed ? (
              t('claimed')
            ) : (
              <ButtonLink
                href={newClaimHref(row.id, values)}
                size="small"
                aria-label={t('claimOne', { day: row.bookedOn })}
              >
                {t('claim')}
              </ButtonLink>
            ),
        },
      ]}
    />
  );
}
