import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { brandName } from '@/app/_entry/appearance';
import { ownOrigin } from '@/app/_entry/origin';
import { cookieName, csrfToken, currentActor } from '@/app/_entry/session';
import { TextField } from '@/components/form/text-field';
import { ownPath } from '@/components/preferences';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { SubmitButton } from '@/components/ui/submit-button';

export async function generateMetadata() {
  const t = await getTranslations('auth');
  return { title: t('signIn') };
}

/** A plain form that the browser posts by itself; it needs no scripts. @source design/decisions.md 40 */
export default async function SignInPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const back = ownPath(paramOf(params, 'back'));
  const [t, actor, token, jar] = await Promise.all([getTranslations('auth'), currentActor(), csrfToken(), cookies()]);
  if (actor) redirect(route(back.startsWith('/sign-in') ? '/' : back));
  if (!token && !hasJustStarted(params)) redirect(route(`/sign-in/start?back=${encodeURIComponent(back)}`));

  const notice = await noticeOf(params, token !== undefined);
  return (
    <>
      <h1 className="text-xl">{t('signInTo', { brand: brandName() })}</h1>
      <form method="post" action="/api/auth/callback/credentials" className="mt-6 flex flex-col gap-4">
        {notice !== undefined && (
          <Alert kind="refused" title={t('notSignedIn')}>
            <p>{notice}</p>
          </Alert>
        )}
        <input type="hidden" name="csrfToken" value={token ?? ''} />
        <input type="hidden" name="back" value={back} />
        <TextField
          name="email"
          label={t('email')}
          type="email"
          autoComplete="username"
          maxLength={254}
          required
          defaultValue={jar.get(cookieName('email'))?.value ?? ''}
        />
        <TextField
          name="password"
          label={t('password')}
          type="password"
          autoComplete="current-password"
          maxLength={1024}
          required
        />
        <SubmitButton className="w-full">{t('signIn')}</SubmitButton>
      </form>
      <p className="mt-6 text-muted">{t('forgotten')}</p>
    </>
  );
}

/** Whether this browser was given its cookie a moment ago; an address that was kept says nothing about cookies. */
const hasJustStarted = (params: SearchParams): boolean =>
  Math.abs(Date.now() - Number(paramOf(params, 'started'))) < 60_000;

/** Why the last attempt failed, in words that are the same for every account. Anything else in the address says nothing. */
async function noticeOf(params: SearchParams, hasToken: boolean): Promise<string | undefined> {
  const [t, refusals] = await Promise.all([getTranslations('auth'), getTranslations('refusals')]);
  if (!hasToken) return t('problems.cookies');
  const seconds = Number(paramOf(params, 'wait').replace(/^(?!\d{1,3}$).*/, '0'));
  switch (paramOf(params, 'problem')) {
    case 'sign_in_refused':
      return refusals('sign_in_refused');
    case 'sign_in_delayed':
      return seconds > 0 ? t('problems.wait', { seconds }) : refusals('sign_in_delayed');
    case 'busy':
      return t('problems.busy');
    case 'form':
      return t('problems.form');
    case 'origin':
      return t('problems.origin', { origin: ownOrigin() });
    default:
      return undefined;
  }
}
