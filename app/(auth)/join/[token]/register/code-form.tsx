import { useLocale, useTranslations } from 'next-intl';
import type { JoinDraft } from '@/app/_entry/join-door';
import { PostedForm, type Refused } from '@/components/form/posted-form';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import type { InvitationProps } from './account-form';

/** The first step: where the code goes. */
export function CodeForm({
  invitation: { token, partner },
  draft,
  refused,
}: {
  invitation: InvitationProps;
  draft: JoinDraft;
  refused: Refused | undefined;
}) {
  const t = useTranslations('join');
  const locale = useLocale();
  return (
    <>
      <h1 className="text-xl">{t('stepOneTitle')}</h1>
      <p className="mt-2 mb-4 text-muted">{t('stepOneText', { partner })}</p>
      <PostedForm action={`/join/${token}/register/send`} label={t('stepOneTitle')} refused={refused}>
        <input type="hidden" name="language" value={locale} />
        <TextField
          name="target"
          label={t('target')}
          hint={t('targetHint')}
          autoComplete="email"
          maxLength={254}
          required
          defaultValue={draft.values?.['target'] ?? draft.target ?? ''}
        />
        <SubmitButton className="w-full">{t('sendCode')}</SubmitButton>
      </PostedForm>
    </>
  );
}
