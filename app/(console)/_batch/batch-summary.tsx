import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireActor } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { needsCode } from '@/domain/actor';
import type { Batch } from '@/domain/batches/queries';

/** What a batch is and how far it has come. One that is running may be gone on with: it may have been broken off. */
export async function BatchSummary({
  batch,
  path,
  action,
  moved,
  isJustRun,
  more = [],
}: {
  batch: Batch;
  /** Its page. */
  path: string;
  /** Runs it. */
  action: FormAction;
  /** What the sum of what was carried out is called. */
  moved: string;
  isJustRun: boolean;
  /** What else there is to say of it. */
  more?: readonly { readonly label: string; readonly value: ReactNode }[];
}) {
  const [t, actor] = await Promise.all([getTranslations('batches'), requireActor()]);
  const { all, done, refused } = batch.rows;
  return (
    <>
      {batch.state === 'done' && isJustRun && (
        <Alert kind="done" title={t('doneTitle')}>
          {t('doneText', { done, refused, id: batch.id })}
        </Alert>
      )}
      {batch.state === 'running' && (
        <Alert kind="info" title={t('runningTitle')}>
          <p>{t('runningText', { finished: done + refused, all })}</p>
          {needsCode(actor, 'if_asked') ? (
            <CodeNotice back={path} />
          ) : (
            <ActionForm action={action} label={t('runLabel')} className="mt-2">
              <input type="hidden" name="batchId" value={batch.id} />
              <SubmitButton variant="secondary" size="small">
                {t('continue')}
              </SubmitButton>
            </ActionForm>
          )}
        </Alert>
      )}
      <Card>
        <DescriptionList
          items={[
            ...(batch.kind === 'issue' ? [] : [{ label: t('kind'), value: t(`kinds.${batch.kind}`) }]),
            ...more,
            { label: t('source'), value: t(`sources.${batch.source}`) },
            { label: t('createdAt'), value: <When at={batch.createdAt} /> },
            { label: t('createdBy'), value: batch.userName },
            { label: t('rows'), value: all },
            ...(batch.state === 'draft'
              ? []
              : [
                  { label: t('rowsDone'), value: done },
                  { label: t('rowsRefused'), value: refused },
                  { label: t('rowsWaiting'), value: batch.rows.waiting },
                  { label: moved, value: <Amount value={batch.moved} /> },
                  { label: t('finishedAt'), value: batch.finishedAt && <When at={batch.finishedAt} /> },
                ]),
            { label: t('batch'), value: <CopyableId id={batch.id} /> },
          ]}
        />
      </Card>
    </>
  );
}
