import type { NextRequest } from 'next/server';
import { redeemSignInLink } from '@/domain/identity/redeem-sign-in-link';
import { addressOf } from './address';
import { isFromOwnPage } from './origin';
import { cookieName, cookieOptions, sealSession, sessionSeconds } from './session';
import { readFields, redirectTo, remember } from './sign-in-door';

/** Long enough to choose a password; the token itself says how long it counts. */
const linkSeconds = 60 * 60;

/**
 * Moves a link's token from the address into a cookie of this browser. So it stands in no history and no Referer, and looking at
 * the link, as mail scanners do, uses nothing up.
 *
 * @source quality/acceptance.md A22
 */
export function openLink(token: string): Response {
  const reply = redirectTo('/sign-in/link');
  const isToken = /^[\w-]{22,128}$/.test(token);
  reply.cookies.set(cookieName('link'), isToken ? token : '', {
    ...cookieOptions(),
    maxAge: isToken ? linkSeconds : 0,
  });
  return reply;
}

/** Sets the first password with the link this browser opened, and signs in. */
export async function redeemWithForm(request: NextRequest): Promise<Response> {
  const form = await readFields(request);
  if (!form) return new Response(null, { status: 400 });
  if (!isFromOwnPage(request.headers)) return redirectTo('/sign-in/link?problem=origin');
  const { headers, cookies } = request;
  const outcome = await redeemSignInLink({
    token: cookies.get(cookieName('link'))?.value ?? '',
    newPassword: form.get('newPassword'),
    repeatedPassword: form.get('repeatedPassword'),
    address: addressOf(headers),
    userAgent: headers.get('user-agent'),
    requestId: headers.get('x-request-id'),
  });
  if (!outcome.ok) {
    const query = new URLSearchParams({ problem: outcome.code });
    if (outcome.code === 'password_too_weak') {
      query.set('field', outcome.field);
      query.set('why', outcome.problem);
    }
    return redirectTo(`/sign-in/link?${query}`);
  }
  const reply = redirectTo('/');
  const sealed = await sealSession(outcome.sessionId);
  reply.cookies.set(cookieName('session'), sealed, { ...cookieOptions(), maxAge: sessionSeconds });
  reply.cookies.set(cookieName('link'), '', { ...cookieOptions(), maxAge: 0 });
  remember(reply, outcome);
  return reply;
}
