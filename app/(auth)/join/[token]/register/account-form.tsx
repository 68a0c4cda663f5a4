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

/** The second step: the codes, the account, the consents. Where the codes went cannot be changed here: it is what they prove. */
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
  const contact = draft.contact ?? { email: '', mobile: '' };
  return (
    <>
      <h1 className="text-xl">{t('stepTwoTitle')}</h1>
      <p className="mt-2 mb-4 text-muted">{t('stepTwoText', contact)}</p>
      <PostedForm
        action={`/join/${token}/register/complete`}
        label={t('stepTwoTitle')}
        refused={refused}
        values={{ ...draft.values, ...contact }}
      >
        <Codes />
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
          readOnly
        />
        <TextField
          name="mobile"
          label={t('mobile')}
          type="tel"
          autoComplete="tel-national"
          maxLength={64}
          required
          readOnly
        />
        <Passwords />
        <ConsentFields partner={partner} type={type} />
        <SubmitButton className="w-full">{t('finish', { partner })}</SubmitButton>
      </PostedForm>
      <NewCodes token={token} contact={contact} />
    </>
  );
}

function Codes() {
  const t = useTranslations('join');
  const ui = useTranslations('ui');
  return (
    <>
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
        name="smsCode"
        label={t('smsCode')}
        hint={t('smsCodeHint')}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={32}
        optional={ui('optional')}
      />
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

function NewCodes({ token, contact }: { token: string; contact: { readonly email: string; readonly mobile: string } }) {
  const t = useTranslations('join');
  const locale = useLocale();
  return (
    <section aria-label={t('again')} className="mt-6 flex flex-col items-start gap-2">
      <h2 className="text-lg">{t('again')}</h2>
      <form method="post" action={`/join/${token}/register/send`} aria-label={t('sendAgain')}>
        <input type="hidden" name="language" value={locale} />
        <input type="hidden" name="email" value={contact.email} />
        <input type="hidden" name="mobile" value={contact.mobile} />
        <input type="hidden" name="again" value="yes" />
        <SubmitButton variant="secondary">{t('sendAgain')}</SubmitButton>
      </form>
      <TextLink href={`/join/${token}/register`}>{t('otherTarget')}</TextLink>
    </section>
  );
}
