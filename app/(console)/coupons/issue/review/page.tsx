import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { PageHeader } from '@/components/ui/page-header';
import { findDoneOperation } from '@/domain/coupons/operation-queries';
import { previewIssue } from '@/domain/coupons/preview-issue';
import { isRequestKey } from '@/domain/receipts';
import { AlreadyDone } from '../../_issue/already-done';
import { issueHref, readIssueRequest } from '../../_issue/issue-request';
import { ReviewIssue } from '../../_issue/review-issue';

export async function generateMetadata() {
  const t = await getTranslations('issuing');
  return { title: t('issueReviewTitle') };
}

/**
 * The second step. The request key stands in the address, so that a reload, a second press and a second tab all send the same one. What cannot
 * be planned at all goes back to the form, which says why and has kept what was typed.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewIssuePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [t, request] = await Promise.all([getTranslations('issuing'), searchParams.then(readIssueRequest)]);
  if (!request) return redirect(route('/coupons/issue'));
  const requestKey = paramOf(request.params, 'request');
  if (!isRequestKey(requestKey)) {
    return redirect(route(issueHref('/coupons/issue/review', request, { request: newRequestKey() })));
  }
  const done = await findDoneOperation(request.scope, 'coupons.issue', requestKey);
  const preview = done ? undefined : await previewIssue(await requireActor(), request.input);
  if (preview && !preview.outlook) return redirect(route(issueHref('/coupons/issue', request, { checked: '1' })));
  return (
    <>
      <PageHeader
        title={t('issueReviewTitle')}
        description={done ? undefined : t('nothingYet')}
        breadcrumbs={[{ label: t('coupons'), href: '/coupons' }, { label: t('issueReviewTitle') }]}
      />
      {done && <AlreadyDone id={done} />}
      {preview?.outlook && (
        <ReviewIssue
          request={request}
          outlook={preview.outlook}
          objection={preview.objection}
          requestKey={requestKey}
        />
      )}
    </>
  );
}
