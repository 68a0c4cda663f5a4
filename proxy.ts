import { type NextRequest, NextResponse } from 'next/server';
import { mendedPath } from '@/app/_entry/broken-path';
import { placeOfLargeForm } from '@/app/_entry/large-form';
import { unavailableAnswer } from '@/app/_entry/unavailable-answer';
import { readiness } from '@/domain/operations/readiness';

/**
 * Headers that Next sets for itself between its own parts. From outside they have skipped the proxy or steered the
 * router before (CVE-2025-29927 and its kin), so none of them gets further than here.
 */
const internal = /^(x-middleware-|x-invoke-|x-nextjs-|x-next-|x-now-|x-matched-path$|next-resume$)/;

/** With these the browser asks the development server for debugging details and waits for them; production has neither. */
const debugging = /^x-nextjs-(html-)?request-id$/;

const isDevelopment = process.env.NODE_ENV === 'development';

/** What answers without the database: files, and those who ask how we are. */
const standsAlone = /^\/(_next\/|healthz$|readyz$|icon\.svg$|favicon\.ico$)/;

/**
 * Gives every request an id and a nonce, and every answer its security headers. It never decides access: each page,
 * action and handler does that itself, with the same result when this file is not there. It does say when nothing can be served:
 * a page cannot set a status once it has begun, and one look here spares every door a wait for a database that is not there.
 *
 * @source design/decisions.md 15, 30, quality/acceptance.md H1, H2, H4
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const requestId = crypto.randomUUID();
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);

  const headers = new Headers(request.headers);
  for (const name of [...headers.keys()]) {
    if (internal.test(name) && !(isDevelopment && debugging.test(name))) headers.delete(name);
  }
  headers.set('x-request-id', requestId);
  // Where to come back to after signing in; a page is not told its own address.
  headers.set('x-path', pathOf(request));
  headers.set('content-security-policy', policy);

  const answer =
    wrongMethod(request) ?? (await unavailable(request, requestId)) ?? large(request) ?? onward(request, headers);
  answer.headers.set('X-Request-Id', requestId);
  answer.headers.set('Content-Security-Policy', policy);
  if (process.env['NEXTAUTH_URL']?.startsWith('https:')) {
    answer.headers.set('Strict-Transport-Security', 'max-age=63072000; includeSubDomains');
  }
  // Files of a build have their content in their name and may be kept for ever; everything else is somebody's own.
  if (!/^\/(_next\/static\/|icon\.svg$)/.test(request.nextUrl.pathname)) {
    answer.headers.set('Cache-Control', 'private, no-store');
  }
  return answer;
}

/** To where the path leads, which is nowhere when it cannot be decoded: then each door says so as of any other unknown name. */
function onward({ nextUrl }: NextRequest, headers: Headers): NextResponse {
  const mended = mendedPath(nextUrl.pathname);
  if (mended === undefined) return NextResponse.next({ request: { headers } });
  const target = nextUrl.clone();
  target.pathname = mended;
  return NextResponse.rewrite(target, { request: { headers } });
}

/** Pages and files would answer any method as if it were GET. The APIs say themselves what a path of theirs has. */
function wrongMethod({ method, nextUrl }: NextRequest): NextResponse | undefined {
  if (/^(GET|HEAD|POST)$/.test(method) || /^\/(v\d|api\/)/.test(nextUrl.pathname)) return undefined;
  return new NextResponse(null, { status: 405, headers: { Allow: 'GET, HEAD, POST' } });
}

function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.search);
  query.delete('_rsc');
  return nextUrl.pathname + (query.size > 0 ? `?${query}` : '');
}

async function unavailable(request: NextRequest, requestId: string): Promise<NextResponse | undefined> {
  const { pathname: path } = request.nextUrl;
  if (isDevelopment || standsAlone.test(path) || (await readiness(1000)).ready) return undefined;
  const cookie = (name: string) => request.cookies.get(name)?.value;
  const { body, status, headers } = unavailableAnswer({ path, requestId, headers: request.headers, cookie });
  return new NextResponse(body, { status, headers });
}

function large(request: NextRequest): NextResponse | undefined {
  const place = placeOfLargeForm(request);
  // The framework takes whole addresses only, and writes those of its own host without it.
  return place && NextResponse.redirect(place, 303);
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
