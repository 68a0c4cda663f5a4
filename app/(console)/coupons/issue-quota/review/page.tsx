import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { findDoneOperation } from '@/domain/coupons/operation-queries';
import { previewQuotaIssue } from '@/domain/coupons/preview-quota-issue';
import { isRequestKey } from '@/domain/receipts';
import { AlreadyDone } from '../../_issue/already-done';
import { quotaHref, readQuotaRequest } from '../../_issue/quota-request';
import { ReviewQuotaIssue } from '../../_issue/review-quota-issue';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('issueQuotaReviewTitle') };
}

/**
 * The second step. The request key stands in the address, so that a reload, a second press and a second tab all send the same one. What cannot
 * be planned at all goes back to the form, which says why and has kept what was typed.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewQuotaIssuePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, request] = await Promise.all([getTranslations('issuing'), searchParams.then(readQuotaRequest)]);
  if (!request) return redirect(route('/coupons/issue-quota'));
  const requestKey = paramOf(request.params, 'request');
  if (!isRequestKey(requestKey)) {
    return redirect(route(quotaHref('/coupons/issue-quota/review', request, { request: newRequestKey() })));
  }
  const done = await findDoneOperation(request.scope, 'quotas.issue', requestKey);
  const preview = done ? undefined : await previewQuotaIssue(await requireActor(), request.input);
  if (preview && !preview.outlook) return redirect(route(quotaHref('/coupons/issue-quota', request, { checked: '1' })));
  return (
    <>
      <PageHeader
        title={t('issueQuotaReviewTitle')}
        description={done ? undefined : t('nothingYet')}
        breadcrumbs={[{ label: t('coupons'), href: '/coupons' }, { label: t('issueQuotaReviewTitle') }]}
      />
      {done && <AlreadyDone id={done} />}
      {preview?.outlook && (
        <ReviewQuotaIssue
          request={request}
          outlook={preview.outlook}
          objection={preview.objection}
          requestKey={requestKey}
        />
      )}
    </>
  );
}
