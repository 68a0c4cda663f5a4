import { newId } from '@/lib/id';
import { freshKey } from '@/tests/world';
import { allocation, call } from './action-calls';
import { builtActions } from './build-inventory';
import { expect, test } from './canary-server';
import { requestPayload } from './payload';
import { request } from './people';

test.describe.configure({ mode: 'default' });

/** On every answer, whatever it is. */
const required: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^(no-referrer|strict-origin)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};

test('[H1] security headers stand on every kind of answer', async ({ canary }) => {
  const { base } = canary;
  const cookie = await canary.cookieOf(canary.world.s1);
  const signIn = await request(base, '/sign-in/start').then(() => request(base, '/sign-in'));
  const file = /\/_next\/static\/[^"']+\.(js|css)/.exec(signIn.text)?.[0] ?? '';
  // An action of another page is passed on to where it lives, so it has to be one that this page carries.
  const onCustomers = builtActions().find(({ pages }) => pages.includes('/customers'));
  const post = {
    method: 'POST',
    body: '{',
    headers: { 'Next-Action': onCustomers?.id ?? '', Cookie: cookie, Origin: base },
  };
  const kinds: readonly [string, number, Parameters<typeof request>[2], string][] = [
    ['a page', 200, { headers: { Cookie: cookie } }, '/customers'],
    ['its payload', 200, { headers: { Cookie: cookie, RSC: '1' } }, '/customers'],
    ['the partner API', 401, {}, '/v2/accounts/partner-accounts/balances'],
    ['no page', 404, { headers: { Cookie: cookie } }, '/no-such-page'],
    ['nobody’s customer', 404, { headers: { Cookie: cookie } }, `/customers/${newId('customer')}`],
    ['a call that cannot be read', 500, post, '/customers'],
    ['a redirect', 307, {}, '/customers'],
    ['health', 200, {}, '/healthz'],
    ['a file of the build', 200, {}, file],
    ['what must not be there', 404, {}, '/.env'],
    ['the image optimiser', 404, {}, '/_next/image?url=%2Ficon.svg&w=64&q=75'],
  ];
  for (const [name, status, options, at] of kinds) {
    const answer = await requestPayload(base, at, options?.headers ?? {}, options);
    expect(answer.status, `${name} ${at}`).toBe(status);
    for (const [header, pattern] of Object.entries(required))
      expect(String(answer.headers[header] ?? ''), `${header} of ${name}`).toMatch(pattern);
    expect(answer.headers['x-powered-by'], name).toBeUndefined();
    expect(answer.headers['access-control-allow-origin'], name).toBeUndefined();
  }
  const policies = await Promise.all([1, 2].map(() => request(base, '/sign-in')));
  const nonces = policies.map(({ headers }) => /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1]);
  expect(new Set(nonces).size).toBe(2);
  expect(String(policies[0]?.headers['content-security-policy'])).toMatch(/script-src[^;]*'strict-dynamic'/);
  expect(String(policies[0]?.headers['content-security-policy'])).not.toMatch(/script-src[^;]*'unsafe-inline'/);
});

test('[P3] [P5] what is sent cannot write a line of the log, nor fill it, nor put secrets there', async ({
  canary,
}) => {
  const cookie = await canary.cookieOf(canary.world.s1);
  const before = canary.log().length;
  const nasty = [
    '\u001b[31mred\u001b[0m',
    '{"level":60,"msg":"forged"}',
    '%s%d%j',
    'x'.repeat(7000),
    '%0d%0a{"level":60}',
  ];
  for (const text of nasty) {
    const header = text.replaceAll(/[^\x20-\x7e]/g, '');
    const headers = {
      Cookie: cookie,
      Origin: canary.base,
      'User-Agent': header,
      Referer: header,
      'X-Request-Id': header,
    };
    await request(canary.base, `/customers?q=${encodeURIComponent(`\r\n${text}`)}`, { headers });
    await request(canary.base, `/v2/${encodeURIComponent(text)}`, { headers: { ...headers, Authorization: header } });
    for (const action of builtActions().slice(0, 4)) await call(canary, action, `{${text}`, { Cookie: cookie });
    const form = allocation(canary, freshKey());
    form.append('memo', `\r\n${text}`);
    await request(canary.base, '/funds/allocate/review', { body: form, headers });
    const body = new URLSearchParams({
      email: `\r\n${text}@x.example`,
      password: 'CNRY-secret-password',
      csrfToken: text,
    });
    await request(canary.base, '/api/auth/callback/credentials', { body, headers });
  }
  const lines = canary.log().slice(before).split('\n').filter(Boolean);
  for (const line of lines) {
    expect(line.length, line.slice(0, 200)).toBeLessThanOrEqual(8192);
    expect(() => JSON.parse(line), line.slice(0, 300)).not.toThrow();
    expect(JSON.parse(line)).not.toMatchObject({ msg: 'forged' });
  }
  const log = canary.log();
  expect(log).not.toMatch(/CNRY-secret-password|13800001234|@canary\.example/);
  expect(log).not.toContain(cookie.slice(-40));
});
