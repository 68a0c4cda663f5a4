import { env } from '@/lib/env';

/** The origin people use: scheme, host and port of NEXTAUTH_URL. */
export const ownOrigin = (): string => new URL(env().NEXTAUTH_URL).origin;

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
  return headers.get('origin') === ownOrigin() && (site === null || site === 'same-origin' || site === 'none');
}
