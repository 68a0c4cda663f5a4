import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import type { NextRequest } from 'next/server';
import NextAuth, { type AuthOptions } from 'next-auth';
import { decode, encode } from 'next-auth/jwt';
import Credentials from 'next-auth/providers/credentials';
import { getLocale } from 'next-intl/server';
import { cache } from 'react';
import { ownPath } from '@/components/preferences';
import { route } from '@/components/route';
import type { Actor } from '@/domain/actor';
import { findSession, type SessionHolder, sessionLife, touchSession } from '@/domain/identity/sessions';
import { may, type Permission } from '@/domain/permission';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { recordDenial } from '@/domain/trail';
import { env } from '@/lib/env';
import { type Id, isId } from '@/lib/id';
import { addressOf } from './address';

const isSecure = () => env().NEXTAUTH_URL.startsWith('https:');

/** A cookie's full name. The prefix makes browsers keep others, such as a sibling domain, from setting it. */
export const cookieName = (of: 'session' | 'csrf' | 'device' | 'link' | 'email' | 'back' | 'join') =>
  `${isSecure() ? '__Host-' : ''}partner-center.${of}`;

/** How every cookie of ours that matters is set. */
export const cookieOptions = () => ({ path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure() }) as const;

/** Seconds a session cookie is kept. The row decides much earlier whether it still counts. */
export const sessionSeconds = sessionLife.absoluteHours * 60 * 60;

/**
 * The id in this request's session cookie, if the cookie is one we sealed. Whether anybody is signed in, only the row says.
 *
 * A cookie that is cut, forged, expired or far too long is the same as none.
 */
export async function sessionIdOfCookie(): Promise<Id<'session'> | undefined> {
  const token = (await cookies()).get(cookieName('session'))?.value;
  if (!token || token.length > 4096) return undefined;
  const content = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const id = content?.['sid'];
  return isId('session', id) ? id : undefined;
}

const currentHolder = cache(async (): Promise<SessionHolder | undefined> => {
  const id = await sessionIdOfCookie();
  return id && findSession(id);
});

/**
 * Who sends this request, looked up in the database now; undefined when nobody is signed in.
 *
 * Looking is not using: only `requireActor` and `requirePerson` keep a session from going idle.
 *
 * @throws when the look-up failed: the request then ends as unavailable, neither signed in nor signed out
 */
export const currentActor = cache(async (): Promise<Actor | undefined> => {
  const holder = await currentHolder();
  return holder && actorOf(holder, await headers());
});

function actorOf({ sessionId, user, organization, isVerified }: SessionHolder, incoming: Headers): Actor {
  return {
    via: 'session',
    organizationId: organization.id,
    rootId: organization.rootId,
    kind: organization.kind,
    currency: organization.currency,
    timeZone: organization.timeZone,
    roles: user.roles,
    readOnly: false,
    grants: null,
    userId: user.id,
    sessionId,
    apiKeyId: null,
    codes: { areAsked: organization.asksForCodes, isShown: isVerified },
    address: addressOf(incoming),
    requestId: incoming.get('x-request-id'),
  };
}

/** Whoever is signed in; everybody else is sent to the sign-in page and from there back here. */
export const requireActor = cache(async (): Promise<Actor> => {
  const actor = await usedBy();
  if (actor) return actor;
  return redirect(route(await signInPath()));
});

/** The same as `requireActor`, for the doors that answer by themselves instead of redirecting. */
export async function usedBy(): Promise<Actor | undefined> {
  const [holder, actor, incoming] = await Promise.all([currentHolder(), currentActor(), headers()]);
  if (holder?.isDue && !incoming.has('next-router-prefetch')) await touchSession(holder.sessionId);
  return actor;
}

/** Where to sign in and then come back to what was asked for; `proxy.ts` tells which path that is. */
export async function signInPath(): Promise<string> {
  const back = ownPath((await headers()).get('x-path'));
  return back === '/' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(back)}`;
}

/** What whoever is signed in may read under `permission`. Without the permission the page does not exist for them. */
export const requireScope = cache(async (permission: Permission): Promise<ReadScope> => {
  const actor = await requireActor();
  if (may(actor, permission)) return readScope(actor, permission);
  await recordDenial(actor, permission, 'not_permitted', null);
  return notFound();
});

/** Whoever is signed in, as the page's frame shows them: the organization's name is in the page's language. */
export const requirePerson = cache(async () => {
  const actor = await requireActor();
  const holder = await currentHolder();
  if (!holder) return redirect(route(await signInPath()));
  const { user, organization } = holder;
  const { id, kind, timeZone, currency, state } = organization;
  const name = (await getLocale()) === 'en' ? (organization.nameEn ?? organization.name) : organization.name;
  return {
    actor,
    user: { name: user.name, email: user.email, language: user.language },
    organization: { id, name, kind, timeZone, currency, state },
  };
});

/** What the session cookie holds: the id of a session that has just been opened, sealed. */
export const sealSession = (sessionId: Id<'session'>): Promise<string> =>
  encode({ token: { sid: sessionId }, secret: env().NEXTAUTH_SECRET, maxAge: sessionSeconds });

/** Puts the session a command opened for `actor` into this browser's cookie: somebody else's, or one that is over, is not handed out. */
export async function renewSessionCookie(actor: Actor, sessionId: string): Promise<void> {
  const holder = isId('session', sessionId) ? await findSession(sessionId) : undefined;
  if (!holder || holder.user.id !== actor.userId) return;
  const value = await sealSession(holder.sessionId);
  (await cookies()).set(cookieName('session'), value, { ...cookieOptions(), maxAge: sessionSeconds });
}

/** Takes the session cookie out of this browser. */
export async function removeSessionCookie(): Promise<void> {
  (await cookies()).set(cookieName('session'), '', { ...cookieOptions(), maxAge: 0 });
}

/** The token a sign-in form has to bring along with its cookie; undefined while this browser has none. */
export async function csrfToken(): Promise<string | undefined> {
  const [token] = (await cookies()).get(cookieName('csrf'))?.value.split('|') ?? [];
  return token && /^[0-9a-f]{64}$/.test(token) ? token : undefined;
}

/**
 * Hands a request to next-auth, which is asked for two things only: the token against forged sign-ins, and the sealed cookie
 * with the id of the session that `authorize` opened. Its own idea of who is signed in is used nowhere.
 *
 * @param action what comes after `/api/auth/`
 * @source design/decisions.md 13, quality/acceptance.md A19
 */
export function authAnswer(
  request: NextRequest,
  action: 'csrf' | 'callback/credentials',
  authorize: () => Promise<Id<'session'> | undefined> = async () => undefined,
): Promise<Response> {
  const context = { params: { nextauth: action.split('/') } };
  return NextAuth(request, context, authOptions(authorize));
}

function authOptions(authorize: () => Promise<Id<'session'> | undefined>): AuthOptions {
  const options = cookieOptions();
  return {
    secret: env().NEXTAUTH_SECRET,
    useSecureCookies: isSecure(),
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    cookies: {
      sessionToken: { name: cookieName('session'), options },
      csrfToken: { name: cookieName('csrf'), options },
      callbackUrl: { name: cookieName('back'), options },
    },
    providers: [
      Credentials({
        credentials: {},
        authorize: async () => {
          const id = await authorize();
          return id ? { id } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ user }) => ({ sid: user?.id }),
      session: ({ session }) => ({ expires: session.expires }),
    },
  };
}
