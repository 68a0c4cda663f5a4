import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { seenOf } from '@/domain/seen-values';
import { setNotificationUrlAction } from '../../../actions';

/** One address, which can also be taken away. */
export async function NotificationForm({ url, label }: { url: string | null; label: string }) {
  const t = await getTranslations('openaccess.edit');
  return (
    <ActionForm
      action={setNotificationUrlAction}
      requestKey={newRequestKey()}
      seen={seenOf({ notificationUrl: url })}
      label={label}
      className="flex flex-col gap-4"
    >
      <TextField
        name="notificationUrl"
        type="url"
        label={t('notificationUrl')}
        hint={t('notificationHint')}
        defaultValue={url ?? undefined}
        maxLength={2048}
        autoComplete="off"
        spellCheck={false}
      />
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
