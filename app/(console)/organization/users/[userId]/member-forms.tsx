import { useTranslations } from 'next-intl';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { SubmitButton } from '@/components/ui/submit-button';
import type { Id } from '@/lib/id';
import { disableUserAction, enableUserAction, issueSignInLinkAction } from '../actions';

interface Props {
  userId: Id<'user'>;
}

/** Makes a one-time link, shown this once. */
export function LinkForm({ userId }: Props) {
  const t = useTranslations('users');
  return (
    <ActionForm
      action={issueSignInLinkAction}
      requestKey={newRequestKey()}
      label={t('newLink')}
      doneMessage={t('linkMade')}
    >
      <p className="max-w-prose text-muted">{t('newLinkText')}</p>
      <input type="hidden" name="userId" value={userId} />
      <div>
        <SubmitButton variant="secondary">{t('newLink')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function DisableForm({ userId }: Props) {
  const t = useTranslations('users');
  return (
    <ActionForm action={disableUserAction} requestKey={newRequestKey()} label={t('disable')}>
      <p className="max-w-prose text-muted">{t('disableText')}</p>
      <input type="hidden" name="userId" value={userId} />
      <div>
        <SubmitButton variant="danger">{t('disable')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function EnableForm({ userId }: Props) {
  const t = useTranslations('users');
  return (
    <ActionForm action={enableUserAction} requestKey={newRequestKey()} label={t('enable')}>
      <p className="max-w-prose text-muted">{t('enableText')}</p>
      <input type="hidden" name="userId" value={userId} />
      <div>
        <SubmitButton>{t('enable')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
