import { chooseLocale, localeCookie } from '@/components/preferences';
import en from '@/messages/en/errors.json';
import zh from '@/messages/zh-CN/errors.json';

/** The part of a request that decides in which words it is answered. */
interface Asking {
  readonly path: string;
  readonly requestId: string;
  readonly headers: Headers;
  readonly cookie: (name: string) => string | undefined;
}

/**
 * What any door answers while the database cannot be used: 503, when to come back, and a body in the form that door speaks.
 *
 * The page stands on its own, without the build's files and without scripts: it is needed when nothing else works.
 *
 * @source design/decisions.md 27, 30, quality/acceptance.md V2
 */
export function unavailableAnswer(asking: Asking): Response {
  const answer = (body: string, type: string) =>
    new Response(body, {
      status: 503,
      headers: { 'Content-Type': type, 'Retry-After': '5', 'Cache-Control': 'private, no-store' },
    });
  const { path, requestId } = asking;
  if (/^\/v\d(\.\d)?\//.test(path)) {
    const error = { error_code: 'CBC.0999', error_msg: 'The service is temporarily unavailable. Try again later.' };
    return answer(JSON.stringify(error), 'application/json;charset=UTF-8');
  }
  if (path.startsWith('/api/')) {
    const problem = { type: 'about:blank', title: 'Service Unavailable', status: 503, instance: requestId };
    return answer(JSON.stringify(problem), 'application/problem+json');
  }
  const locale = chooseLocale(asking.cookie(localeCookie), asking.headers.get('accept-language'));
  return answer(page(locale, requestId), 'text/html; charset=utf-8');
}

/** Style attributes are what the content security policy lets through without a nonce. */
function page(locale: 'zh-CN' | 'en', requestId: string): string {
  const text = locale === 'en' ? en : zh;
  const font = "font: 1rem/1.6 system-ui, 'PingFang SC', 'Noto Sans CJK SC', sans-serif";
  return `<!doctype html>
<html lang="${locale}" style="color-scheme: light dark; background: Canvas; color: CanvasText">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${text.unavailableTitle}</title>
</head>
<body style="margin: 0; ${font}">
<main style="max-width: 28rem; margin: 8vh auto; padding: 0 1rem">
<h1 style="font-size: 1.5rem">${text.unavailableTitle}</h1>
<p>${text.unavailableText}</p>
<p><a href="" style="color: LinkText">${text.tryAgain}</a></p>
<p style="font-size: 0.875rem">${text.reference} <code>${requestId}</code></p>
</main>
</body>
</html>
`;
}
