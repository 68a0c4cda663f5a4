import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { CodeNotice } from '@/components/form/code-notice';
import { OwnBalance } from '@/components/own-balance';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import type { BatchPreview } from '@/domain/batches/preview-batch';
import type { Batch } from '@/domain/batches/queries';
import { isRetyped, RetypeAmount } from '../funds/_money/retype-amount';

/** What running a draft now would come to, and the button that does it and says so. A large sum is typed again first. */
export async function DraftRun({
  batch,
  path,
  action,
  preview: { accepted, declined, own },
  params,
  words,
}: {
  batch: Batch;
  /** Its page. */
  path: string;
  /** Runs it. */
  action: FormAction;
  preview: BatchPreview;
  params: SearchParams;
  /** What it is taken from, before and after. */
  words: { readonly before: string; readonly after: string };
}) {
  const [t, locale, actor] = await Promise.all([getTranslations('batches'), getLocale(), requireActor()]);
  const mayRun = accepted.count > 0 && isRetyped(params, accepted.sum);
  return (
    <Card title={t('preview')}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('previewText')}</p>
        <DescriptionList
          items={[
            { label: t('accepted'), value: accepted.count },
            { label: t('sum'), value: <Amount value={accepted.sum} /> },
            { label: t('declined'), value: declined },
            ...(own
              ? [
                  { label: words.before, value: <OwnBalance value={own.before} /> },
                  { label: words.after, value: <OwnBalance value={own.after} /> },
                ]
              : []),
          ]}
        />
        {accepted.count === 0 && <Alert kind="warning">{t('nothingToRun')}</Alert>}
        {accepted.count > 0 && !isRetyped(params, accepted.sum) && (
          <RetypeAmount action={path} hidden={{}} params={params} currency={accepted.sum.currency} />
        )}
        {mayRun && needsCode(actor, 'if_asked') && <CodeNotice back={hrefWith(path, params, {})} />}
        {mayRun && !needsCode(actor, 'if_asked') && (
          <ActionForm action={action} label={t('runLabel')}>
            <input type="hidden" name="batchId" value={batch.id} />
            <div>
              <SubmitButton>
                {t(`run.${batch.kind}`, { sum: formatAmount(accepted.sum, locale), count: accepted.count })}
              </SubmitButton>
            </div>
          </ActionForm>
        )}
      </div>
    </Card>
  );
}
