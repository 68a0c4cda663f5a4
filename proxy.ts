import { type NextRequest, NextResponse } from 'next/server';

/**
 * Headers that Next sets for itself between its own parts. From outside they have skipped the proxy or steered the
 * router before (CVE-2025-29927 and its kin), so none of them gets further than here.
 */
const internal = /^(x-middleware-|x-invoke-|x-nextjs-|x-next-|x-now-|x-matched-path$|next-resume$)/;

/** With these the browser asks the development server for debugging details and waits for them; production has neither. */
const debugging = /^x-nextjs-(html-)?request-id$/;

const isDevelopment = process.env.NODE_ENV === 'development';

/**
 * Gives every request an id and a nonce, and every answer its security headers. It never decides access: each page,
 * action and handler does that itself, with the same result when this file is not there.
 *
 * @source design/decisions.md 15, quality/acceptance.md H1, H2, H4
 */
export function proxy(request: NextRequest): NextResponse {
  const requestId = crypto.randomUUID();
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);

  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) {
    if (internal.test(name) && !(isDevelopment && debugging.test(name))) headers.delete(name);
  }
  headers.set('x-request-id', requestId);
  headers.set('content-security-policy', policy);

  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set('X-Request-Id', requestId);
  answer.headers.set('Content-Security-Policy', policy);
  if (process.env['NEXTAUTH_URL']?.startsWith('https:')) {
    answer.headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  }
  // Files of a build have their content in their name and may be kept for ever; everything else is somebody's own.
  if (!request.nextUrl.pathname.startsWith('/_next/static/')) {
    answer.headers.set('Cache-Control', 'private, no-store');
  }
  return answer;
}

/** Scripts run with this answer's nonce or not at all. Styles come from our files; attributes may carry measures. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self'${isDevelopment ? " 'unsafe-inline'" : ''}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
