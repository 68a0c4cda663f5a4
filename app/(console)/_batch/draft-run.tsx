import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import type { BatchPreview } from '@/domain/batches/preview-batch';
import type { Batch } from '@/domain/batches/queries';
import { isRetyped, RetypeAmount } from '../../_money/retype-amount';
import { runAdjustmentBatchAction } from '../actions';

/** What running a draft now would come to, and the button that does it and says so. A large sum is typed again first. */
export async function DraftRun({
  batch,
  preview: { accepted, declined, own },
  params,
}: {
  batch: Batch;
  preview: BatchPreview;
  params: SearchParams;
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
                  { label: t('ownBefore'), value: <Amount value={own.before} /> },
                  { label: t('ownAfter'), value: <Amount value={own.after} /> },
                ]
              : []),
          ]}
        />
        {accepted.count === 0 && <Alert kind="warning">{t('nothingToRun')}</Alert>}
        {accepted.count > 0 && !isRetyped(params, accepted.sum) && (
          <RetypeAmount
            action={`/funds/batches/${batch.id}`}
            hidden={{}}
            params={params}
            currency={accepted.sum.currency}
          />
        )}
        {mayRun && needsCode(actor, 'if_asked') && (
          <CodeNotice back={hrefWith(`/funds/batches/${batch.id}`, params, {})} />
        )}
        {mayRun && !needsCode(actor, 'if_asked') && (
          <ActionForm action={runAdjustmentBatchAction} label={t('runLabel')}>
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
