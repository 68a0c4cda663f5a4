import { useTranslations } from 'next-intl';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { changePasswordAction } from './actions';

export function PasswordForm() {
  const t = useTranslations('account');
  return (
    <ActionForm
      action={changePasswordAction}
      requestKey={newRequestKey()}
      label={t('changePassword')}
      className="flex max-w-md flex-col gap-4"
    >
      <TextField
        name="currentPassword"
        label={t('currentPassword')}
        type="password"
        autoComplete="current-password"
        maxLength={1024}
        required
      />
      <TextField
        name="newPassword"
        label={t('newPassword')}
        hint={t('passwordHint')}
        type="password"
        autoComplete="new-password"
        maxLength={1024}
        required
      />
      <TextField
        name="repeatedPassword"
        label={t('repeatedPassword')}
        type="password"
        autoComplete="new-password"
        maxLength={1024}
        required
      />
      <p className="text-table text-muted">{t('passwordEnds')}</p>
      <div>
        <SubmitButton>{t('changePassword')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
