import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SubmitButton } from '@/components/ui/submit-button';
import { listThresholds } from '@/domain/credit/threshold-queries';
import type { ReadScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { setThresholdAction } from './actions';
import { ThresholdTable } from './threshold-table';

const path = '/funds/alerts';

export async function generateMetadata() {
  const t = await getTranslations('credit.alerts');
  return { title: t('title') };
}

/** Below which balances the organization wants to be told: its own, and for partners those of its customers. */
export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, locale] = await Promise.all([
    searchParams,
    requireScope('thresholds.manage'),
    getTranslations('credit.alerts'),
    getLocale(),
  ]);
  const { rows, before, after } = await listThresholds(
    scope,
    pageRequest(params, { key: 'instant', id: 'balanceThreshold' }),
  );
  const done = (['set', 'removed'] as const).find((each) => each === paramOf(params, 'done'));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`done.${done}`)} />}
        {rows.length > 0 ? (
          <ThresholdTable rows={rows} locale={locale} />
        ) : (
          <EmptyState title={t('emptyTitle')}>{t(scope.kind === 'customer' ? 'emptyOwn' : 'empty')}</EmptyState>
        )}
        <Pagination
          previousHref={before && hrefWith(path, {}, { before, after: undefined })}
          nextHref={after && hrefWith(path, {}, { after, before: undefined })}
        />
        <SetCard scope={scope} params={params} />
      </div>
    </>
  );
}

/** One form to add and to change: there is one threshold for each balance, and setting it takes the place of what was. */
async function SetCard({ scope, params }: { scope: ReadScope; params: SearchParams }) {
  const t = await getTranslations('credit.alerts');
  const [customer, amount] = [paramOf(params, 'customer'), paramOf(params, 'amount')];
  return (
    <section id="set">
      <Card title={t('add')} className="max-w-2xl">
        <p className="mb-3 text-muted">{t('addDescription')}</p>
        <ActionForm key={`${customer} ${amount}`} action={setThresholdAction} label={t('add')}>
          {scope.kind !== 'customer' && (
            <TextField
              name="customerId"
              label={t('customer')}
              hint={t('customerHint')}
              autoComplete="off"
              maxLength={64}
              defaultValue={customer}
            />
          )}
          <MoneyField name="amount" label={t('amount')} currency={scope.currency} defaultValue={amount} />
          <div>
            <SubmitButton>{t('set')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </section>
  );
}
