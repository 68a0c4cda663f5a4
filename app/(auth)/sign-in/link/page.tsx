import type { Metadata } from 'next';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { ownOrigin } from '@/app/_entry/origin';
import { cookieName } from '@/app/_entry/session';
import { TextField } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { findSignInLink } from '@/domain/identity/redeem-sign-in-link';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth');
  return { title: t('linkTitle') };
}

/** Where a one-time link leads: whose it is, and the form for a first password. One answer for every link that does not work. */
export default async function LinkPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const inAddress = paramOf(params, 'token');
  if (inAddress !== '') redirect(route(`/sign-in/link/${encodeURIComponent(inAddress)}`));
  const [t, locale, jar] = await Promise.all([getTranslations('auth'), getLocale(), cookies()]);
  const link = await findSignInLink(jar.get(cookieName('link'))?.value ?? '');
  if (!link) return <LinkIsOver />;

  const { notice, fields } = await problemsOf(params);
  const name = locale === 'en' ? (link.organizationNameEn ?? link.organizationName) : link.organizationName;
  return (
    <>
      <h1 className="text-xl">{t('linkTitle')}</h1>
      <p className="mt-2 mb-4 text-muted">{t('linkText')}</p>
      <DescriptionList
        items={[
          { label: t('organization'), value: name },
          { label: t('email'), value: link.email },
        ]}
      />
      <form method="post" action="/sign-in/link/redeem" className="mt-6 flex flex-col gap-4">
        {notice !== undefined && (
          <Alert kind="refused" title={t('notSet')}>
            <p>{notice}</p>
          </Alert>
        )}
        <TextField
          name="newPassword"
          label={t('newPassword')}
          hint={t('passwordHint')}
          type="password"
          autoComplete="new-password"
          minLength={15}
          maxLength={1024}
          required
          error={fields['newPassword']}
        />
        <TextField
          name="repeatedPassword"
          label={t('repeatedPassword')}
          type="password"
          autoComplete="new-password"
          maxLength={1024}
          required
          error={fields['repeatedPassword']}
        />
        <SubmitButton className="w-full">{t('setPassword')}</SubmitButton>
      </form>
    </>
  );
}

async function LinkIsOver() {
  const [t, refusals] = await Promise.all([getTranslations('auth'), getTranslations('refusals')]);
  return (
    <>
      <h1 className="text-xl">{t('linkOverTitle')}</h1>
      <p className="mt-2 text-muted">
        {refusals('link_not_valid')} {t('linkOverText')}
      </p>
      <p className="mt-4">
        <ButtonLink href="/sign-in" variant="primary">
          {t('toSignIn')}
        </ButtonLink>
      </p>
    </>
  );
}

/** What the last attempt was refused for. The address can only choose among our own sentences. */
async function problemsOf(params: SearchParams): Promise<{ notice?: string; fields: Record<string, string> }> {
  const [t, refusals, words] = await Promise.all([
    getTranslations('auth'),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  switch (paramOf(params, 'problem')) {
    case 'password_too_weak': {
      const why = paramOf(params, 'why');
      const field = paramOf(params, 'field') === 'repeatedPassword' ? 'repeatedPassword' : 'newPassword';
      const known = /^[a-z_]{1,40}$/.test(why) && words.has(why);
      return { notice: refusals('password_too_weak'), fields: { [field]: known ? words(why) : words('invalid') } };
    }
    case 'busy':
      return { notice: t('problems.busy'), fields: {} };
    case 'origin':
      return { notice: t('problems.origin', { origin: ownOrigin() }), fields: {} };
    default:
      return { fields: {} };
  }
}
