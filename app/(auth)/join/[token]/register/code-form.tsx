import { useLocale, useTranslations } from 'next-intl';
import type { JoinDraft } from '@/app/_entry/join-door';
import { PostedForm, type Refused } from '@/components/form/posted-form';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import type { InvitationProps } from './account-form';

/** The first step: where the codes go. */
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
      <PostedForm
        action={`/join/${token}/register/send`}
        label={t('stepOneTitle')}
        refused={refused}
        values={{ ...draft.contact, ...draft.values }}
      >
        <input type="hidden" name="language" value={locale} />
        <TextField
          name="email"
          label={t('email')}
          hint={t('emailHint')}
          type="email"
          autoComplete="username"
          maxLength={254}
          required
        />
        <TextField
          name="mobile"
          label={t('mobile')}
          hint={t('mobileHint')}
          type="tel"
          autoComplete="tel-national"
          maxLength={64}
          required
        />
        <SubmitButton className="w-full">{t('sendCodes')}</SubmitButton>
      </PostedForm>
    </>
  );
}
