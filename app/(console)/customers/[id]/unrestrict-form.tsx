import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { mayFreeze } from '@/domain/customers/freeze-queries';
import type { FreezeLevel } from '@/domain/customers/input';
import type { FreezeSubject } from './freezing';

/** Ends the freeze the page shows: it names how far that goes, so one made meanwhile is not lifted unseen. */
export async function UnrestrictForm({
  customerId,
  resellerId,
  name,
  back,
  action,
  level,
}: FreezeSubject & { level: FreezeLevel }) {
  const [t, common, actor, scope] = await Promise.all([
    getTranslations('customers.freezing'),
    getTranslations('common'),
    requireActor(),
    requireScope('customers.restrict'),
  ]);
  const isGranted = await mayFreeze(scope);
  return (
    <Card title={t('unfreezeTitle')}>
      {!isGranted && <p className="text-muted">{t('notGranted')}</p>}
      {isGranted && needsCode(actor, 'if_asked') && <CodeNotice back={back} />}
      {isGranted && !needsCode(actor, 'if_asked') && (
        <ActionForm action={action} label={t('unfreezeTitle')}>
          <p className="text-muted">{t('unfreezeText', { level: t(`levels.${level}`) })}</p>
          <input type="hidden" name="customerId" value={customerId} />
          {resellerId && <input type="hidden" name="resellerId" value={resellerId} />}
          <input type="hidden" name="level" value={level} />
          <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={512} rows={2} />
          <div>
            <SubmitButton>{t('unfreeze', { name })}</SubmitButton>
          </div>
        </ActionForm>
      )}
    </Card>
  );
}
