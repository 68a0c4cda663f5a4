import { NextRequest, NextResponse } from 'next/server';
import { localeCookie, ownPath, zoneCookie } from '@/components/preferences';
import { type SignInOutcome, signIn } from '@/domain/identity/sign-in';
import { addressOf } from './address';
import { isFromOwnPage } from './origin';
import { authAnswer, cookieName, cookieOptions, sessionIdOfCookie } from './session';

/** Bytes: an address, a password of the longest kind and a token, written as a form writes them, with room to spare. */
const bodyMax = 16_384;
const yearSeconds = 365 * 24 * 60 * 60;

/** What the sign-in page says after an attempt. `form`: its token was missing or old. `origin`: it was not our page. */
export type SignInProblem = 'sign_in_refused' | 'sign_in_delayed' | 'busy' | 'form' | 'origin';

/**
 * Signs in with a plain form and answers with a redirect: to where the person wanted to go, or back to the form.
 *
 * Every attempt that was looked at and failed gets the same bytes. Without our own Origin and a token that fits its cookie
 * nothing is looked at.
 *
 * @source quality/acceptance.md A3, A6, A18, A19, A21, design/decisions.md 40
 */
export async function signInWithForm(request: NextRequest): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  const back = ownPath(form.get('back'));
  if (!isFromOwnPage(request.headers)) return toForm(back, 'origin');

  const { answer, outcome } = await attempt(request, form);
  const reply = outcome?.ok
    ? redirectTo(/^\/(sign-in|api|preferences)\b/.test(back) ? '/' : back)
    : toForm(back, outcome?.code ?? 'form', outcome?.waitSeconds);
  if (outcome?.ok) remember(reply, outcome);
  else
    reply.cookies.set(cookieName('email'), (form.get('email') ?? '').slice(0, 254), {
      ...cookieOptions(),
      maxAge: 120,
    });
  passCookies(answer, reply);
  return reply;
}

/** next-auth checks the token and, when the attempt succeeds, seals the session's id into its cookie. */
async function attempt(request: NextRequest, form: URLSearchParams) {
  const { headers, cookies } = request;
  const body = new URLSearchParams({ csrfToken: form.get('csrfToken') ?? '' });
  let outcome: SignInOutcome | undefined;
  let failure: unknown;
  const answer = await authAnswer(
    new NextRequest(request.url, { method: 'POST', body }),
    'callback/credentials',
    async () => {
      try {
        outcome = await signIn({
          email: form.get('email'),
          password: form.get('password'),
          device: cookies.get(cookieName('device'))?.value ?? null,
          replaces: (await sessionIdOfCookie()) ?? null,
          address: addressOf(headers),
          userAgent: headers.get('user-agent'),
          requestId: headers.get('x-request-id'),
        });
      } catch (error) {
        failure = error;
      }
      return outcome?.ok ? outcome.sessionId : undefined;
    },
  );
  if (failure) throw failure;
  return { answer, outcome };
}

/** Hands on the cookies of next-auth's answer, but for the one in which it remembers where to go. After all others: setting one rewrites them. */
export function passCookies(answer: Response, reply: NextResponse): void {
  for (const cookie of answer.headers.getSetCookie())
    if (!cookie.startsWith(`${cookieName('back')}=`)) reply.headers.append('Set-Cookie', cookie);
}

/** A form's fields, or undefined when this is no such form or far too much of one. */
export async function readFields(request: NextRequest): Promise<URLSearchParams | undefined> {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return undefined;
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > bodyMax) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return new URLSearchParams(text);
}

/** Shows pages as the account has them from now on, and knows this browser again. */
export function remember(
  reply: NextResponse,
  { language, timeZone, device }: { language: string; timeZone: string; device?: string },
): void {
  const open = { path: '/', maxAge: yearSeconds, sameSite: 'lax', httpOnly: true } as const;
  reply.cookies.set(localeCookie, language, open);
  reply.cookies.set(zoneCookie, timeZone, open);
  reply.cookies.set(cookieName('email'), '', { ...cookieOptions(), maxAge: 0 });
  if (device) reply.cookies.set(cookieName('device'), device, { ...cookieOptions(), maxAge: yearSeconds });
}

/** A redirect that names a path only: the address people use may differ from the one this process hears on. */
export const redirectTo = (path: string): NextResponse =>
  new NextResponse(null, { status: 303, headers: { Location: path, 'Cache-Control': 'no-store' } });

function toForm(back: string, problem: SignInProblem, waitSeconds = 0): NextResponse {
  const query = new URLSearchParams({ problem });
  if (waitSeconds > 0) query.set('wait', String(waitSeconds));
  if (back !== '/') query.set('back', back);
  return redirectTo(`/sign-in?${query}`);
}
