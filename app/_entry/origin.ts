import { env } from '@/lib/env';

/** The origin people use: scheme, host and port of NEXTAUTH_URL. */
export const ownOrigin = (): string => new URL(env().NEXTAUTH_URL).origin;

/** The names under which this very machine is reached. Somebody trying it out types any of them. */
const loopback = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(?=:|$)/;

/** Whether `origin` is ours: the configured one, or the same loopback port under another of its names. */
function isOwn(origin: string | null): boolean {
  const own = ownOrigin();
  if (origin === null || origin === own) return origin === own;
  return loopback.test(own) && loopback.test(origin) && origin.replace(loopback, '') === own.replace(loopback, '');
}

/**
 * Whether a write comes from one of our own pages.
 *
 * The framework lets a request without Origin pass, and one whose Origin equals a forwarded host. Here the Origin must be
 * there and be ours, whatever the Host headers say; and where the browser says which site asks, it must be our own.
 *
 * @source quality/acceptance.md finding 4, A18
 */
export function isFromOwnPage(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  return isOwn(headers.get('origin')) && (site === null || site === 'same-origin' || site === 'none');
}
