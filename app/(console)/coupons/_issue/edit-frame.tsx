import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { EnterSubmits } from '@/components/form/enter-submits';
import { ErrorSummary } from '@/components/form/error-summary';
import { route } from '@/components/route';
import type { SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import type { objectionWords } from './objection-words';
import { QuotaFacts } from './quota-facts';

/** The first step of what is cut from a quota: the quota above, the fields below. It only leads to the review, which sends back what is wrong. */
export async function EditFrame({
  quota,
  params,
  review,
  label,
  problems,
  children,
}: {
  quota: QuotaDetail;
  params: SearchParams;
  /** The address of the review. */
  review: string;
  label: string;
  problems: Awaited<ReturnType<typeof objectionWords>> | undefined;
  children: ReactNode;
}) {
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <Card title={t('fromQuota')}>
        <QuotaFacts quota={quota} />
      </Card>
      <Card>
        <form
          key={JSON.stringify(params)}
          action={route(review)}
          method="get"
          className="flex flex-col gap-4"
          aria-label={label}
          noValidate
        >
          <EnterSubmits />
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
          <input type="hidden" name="quota" value={quota.id} />
          {children}
          <div>
            <SubmitButton>{t('review')}</SubmitButton>
          </div>
        </form>
      </Card>
    </div>
  );
}
