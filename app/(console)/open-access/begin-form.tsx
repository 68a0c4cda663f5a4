import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { SubmitButton } from '@/components/ui/submit-button';
import { startAccessAction } from './actions';

/** The one button with which it all begins. */
export async function BeginForm() {
  const t = await getTranslations('openaccess.flow');
  return (
    <ActionForm action={startAccessAction} requestKey={newRequestKey()} label={t('begin')}>
      <div>
        <SubmitButton>{t('begin')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
