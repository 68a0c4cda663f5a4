import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { type Actor, needsCode } from '@/domain/actor';
import type { ChangeView } from '@/domain/open-access/change-queries';
import { undoChangeAction } from '../../actions';

/** The way back, or why there is none. */
export async function UndoCard({ change, actor }: { change: ChangeView; actor: Actor }) {
  const [t, refusals] = await Promise.all([getTranslations('openaccess.changes'), getTranslations('refusals')]);
  const reasons = {
    undone: t('alreadyUndone'),
    overtaken: refusals('access_change_overtaken'),
    secret: refusals('access_change_secret'),
  };
  return (
    <Card title={t('undoTitle')}>
      {change.undoable !== 'yes' && <p className="max-w-prose text-muted">{reasons[change.undoable]}</p>}
      {change.undoable === 'yes' && needsCode(actor, 'if_asked') && (
        <CodeNotice back={`/open-access/changes/${change.id}`} />
      )}
      {change.undoable === 'yes' && !needsCode(actor, 'if_asked') && (
        <ActionForm
          action={undoChangeAction}
          requestKey={newRequestKey()}
          label={t('undoTitle')}
          className="flex flex-col gap-3"
        >
          <input type="hidden" name="accessChangeId" value={change.id} />
          <p className="max-w-prose text-muted">{t('undoText')}</p>
          <div>
            <SubmitButton>{t('undoConfirm')}</SubmitButton>
          </div>
        </ActionForm>
      )}
    </Card>
  );
}
