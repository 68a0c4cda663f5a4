import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { ButtonLink } from '@/components/ui/button';
import { SubmitButton } from '@/components/ui/submit-button';
import { seenOf } from '@/domain/seen-values';
import type { SettingRow } from '@/domain/settings/queries';
import { changeSettingAction } from './actions';

/** Changes one setting. It counts from then on; what was decided before stays as it is. */
export async function SettingForm({ setting: { key, value, min, max, ...rest } }: { setting: SettingRow }) {
  const t = await getTranslations('settings');
  return (
    <ActionForm key={key} action={changeSettingAction} seen={seenOf({ value })} label={t(`names.${key}`)}>
      <p className="text-muted">{t(`texts.${key}`)}</p>
      <input type="hidden" name="key" value={key} />
      <TextField
        name="value"
        label={t('newValue')}
        hint={t('valueHint', { min, max, default: rest.default })}
        defaultValue={String(value)}
        inputMode="numeric"
        maxLength={9}
        required
      />
      <div className="flex flex-wrap gap-2">
        <SubmitButton>{t('save')}</SubmitButton>
        <ButtonLink href="/operations/settings">{t('cancel')}</ButtonLink>
      </div>
    </ActionForm>
  );
}
