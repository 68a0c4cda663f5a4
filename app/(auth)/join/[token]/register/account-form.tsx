import { useLocale, useTranslations } from 'next-intl';
import type { JoinDraft } from '@/app/_entry/join-door';
import { PostedForm, type Refused } from '@/components/form/posted-form';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import type { InvitationView } from '@/domain/onboarding/join-invitation';
import { ConsentFields } from '../consent-fields';

/** The invitation as both steps need it. */
export interface InvitationProps {
  readonly token: string;
  readonly partner: string;
  readonly type: InvitationView['type'];
}

/** The second step: the code, the account, the consents. Where the code went cannot be changed here: it is what the code proves. */
export function AccountForm({
  invitation: { token, partner, type },
  draft,
  refused,
}: {
  invitation: InvitationProps;
  draft: JoinDraft;
  refused: Refused | undefined;
}) {
  const t = useTranslations('join');
  const target = draft.target ?? '';
  const isMail = target.includes('@');
  const values = { ...draft.values, [isMail ? 'email' : 'mobile']: target };
  return (
    <>
      <h1 className="text-xl">{t('stepTwoTitle')}</h1>
      <p className="mt-2 mb-4 text-muted">{t('stepTwoText', { target })}</p>
      <PostedForm
        action={`/join/${token}/register/complete`}
        label={t('stepTwoTitle')}
        refused={refused}
        values={values}
      >
        <TextField
          name="code"
          label={t('code')}
          hint={t('codeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={32}
          required
        />
        <TextField
          name="organizationName"
          label={t('organizationName')}
          autoComplete="organization"
          maxLength={256}
          required
        />
        <TextField
          name="accountName"
          label={t('accountName')}
          hint={t('accountNameHint')}
          autoComplete="off"
          maxLength={128}
          required
        />
        <TextField name="personName" label={t('personName')} autoComplete="name" maxLength={256} required />
        <TextField
          name="email"
          label={t('email')}
          hint={t('emailHint')}
          type="email"
          autoComplete="username"
          maxLength={254}
          required
          readOnly={isMail}
        />
        <TextField
          name="mobile"
          label={t('mobile')}
          hint={t('targetHint')}
          type="tel"
          autoComplete="tel-national"
          maxLength={64}
          required
          readOnly={!isMail}
        />
        <Passwords />
        <ConsentFields partner={partner} type={type} />
        <SubmitButton className="w-full">{t('finish', { partner })}</SubmitButton>
      </PostedForm>
      <NewCode token={token} target={target} />
    </>
  );
}

function Passwords() {
  const t = useTranslations('join');
  const auth = useTranslations('auth');
  return (
    <>
      <TextField
        name="newPassword"
        label={t('password')}
        hint={auth('passwordHint')}
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
    </>
  );
}

function NewCode({ token, target }: { token: string; target: string }) {
  const t = useTranslations('join');
  const locale = useLocale();
  return (
    <section aria-label={t('again')} className="mt-6 flex flex-col items-start gap-2">
      <h2 className="text-lg">{t('again')}</h2>
      <form method="post" action={`/join/${token}/register/send`} aria-label={t('sendAgain')}>
        <input type="hidden" name="language" value={locale} />
        <input type="hidden" name="target" value={target} />
        <input type="hidden" name="again" value="yes" />
        <SubmitButton variant="secondary">{t('sendAgain')}</SubmitButton>
      </form>
      <TextLink href={`/join/${token}/register`}>{t('otherTarget')}</TextLink>
    </section>
  );
}
