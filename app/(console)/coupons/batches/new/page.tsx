import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { batchRowsMax } from '@/domain/batches/model';
import { findQuota } from '@/domain/coupons/quota-detail-queries';
import { listUsableQuotas } from '@/domain/coupons/usable-quota-queries';
import { listCustomerParties } from '@/domain/funds/party-queries';
import type { ReadScope } from '@/domain/read-scope';
import { isId } from '@/lib/id';
import { ChosenFields } from '../../../_batch/chosen-fields';
import { RowFields, tooLargeRows } from '../../../_batch/row-fields';
import { createCouponBatchAction } from '../actions';
import { ChooseQuota } from './choose-quota';
import { QuotaCard } from './quota-card';
import { TermsFields } from './terms-fields';

export async function generateMetadata() {
  const t = await getTranslations('batches.coupons');
  return { title: t('newTitle') };
}

/** Two steps: from which quota, then on what terms and to whom. Customers that were ticked in a list come along. */
export default async function NewCouponBatchPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, pages] = await Promise.all([
    searchParams,
    requireScope('coupons.issue'),
    getTranslations('batches.coupons'),
    getTranslations('shell.pages'),
  ]);
  const asked = paramOf(params, 'quota');
  const quota = isId('couponQuota', asked) ? await findQuota(scope, asked) : undefined;
  if (asked !== '' && !quota?.isOwn) return notFound();
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={t('newDescription')}
        breadcrumbs={[
          { label: pages('coupons'), href: '/coupons' },
          { label: t('title'), href: '/coupons/batches' },
          { label: t('newTitle') },
        ]}
      />
      {quota ? (
        <div className="flex max-w-3xl flex-col gap-4">
          <QuotaCard quota={quota} params={params} />
          <Card>
            <ListForm scope={scope} params={params} quotaId={quota.id} />
          </Card>
        </div>
      ) : (
        <ChooseQuota quotas={await listUsableQuotas(scope)} customers={customersIn(params)} />
      )}
    </>
  );
}

const customersIn = (params: SearchParams) => {
  const asked = [params['customers'] ?? []].flat().slice(0, batchRowsMax);
  return [...new Set(asked.filter((id) => isId('customer', id)))];
};

async function ListForm({ scope, params, quotaId }: { scope: ReadScope; params: SearchParams; quotaId: string }) {
  const [t, batches] = await Promise.all([getTranslations('batches.coupons'), getTranslations('batches')]);
  const ids = customersIn(params);
  const chosen = ids.length > 0 ? await listCustomerParties(scope, ids) : [];
  return (
    <ActionForm action={createCouponBatchAction} cameBack={await tooLargeRows(params)} label={t('newTitle')}>
      <input type="hidden" name="quotaId" value={quotaId} />
      <h2 className="text-lg">{t('rows')}</h2>
      {chosen.length < ids.length && <Alert kind="warning">{batches('chosenMissing')}</Alert>}
      {chosen.length > 0 ? (
        <ChosenFields chosen={chosen} currency={scope.currency} amount="" label={t('faceEach')} />
      ) : (
        <RowFields hint={t('pasteHint')} />
      )}
      <h2 className="text-lg">{t('terms')}</h2>
      <TermsFields currency={scope.currency} />
      <div>
        <SubmitButton>{batches('check')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
