import { expect, test } from './canary-server';
import { request } from './people';

test.describe.configure({ mode: 'default' });

test('a path that cannot be decoded is an unknown one, in the form of its door', async ({ canary }) => {
  const cookie = await canary.cookieOf(canary.world.s1);
  const problem = /^application\/problem\+json/;
  const doors: readonly [string, number, RegExp, RegExp][] = [
    ['/…', 404, /^text\/html/, /页面不存在/],
    ['/customers/…', 404, /^text\/html/, /页面不存在/],
    ['/join/…', 404, /^text\/html/, /./],
    ['/v2/…', 404, /^application\/json/, /"error_code":"APIGW\.0101"/],
    ['/v2/accounts/…', 404, /^application\/json/, /"error_code":"APIGW\.0101"/],
    ['/v1.0/…', 404, /^application\/json/, /"error_code":"APIGW\.0101"/],
    ['/api/v1/…', 404, problem, /no-such-path/],
    ['/api/v1/operations/…', 401, problem, /unauthorized/],
    ['/api/payments/…/notifications', 405, /^$/, /^$/],
    ['/_next/static/…', 404, /^text\/plain/, /./],
  ];
  for (const [door, status, type, text] of doors) {
    for (const broken of ['%', '%E0', '%zz', '%ED%A0%80', 'a%2']) {
      const path = door.replace('…', broken);
      const answer = await request(canary.base, path, { headers: { Cookie: cookie } });
      expect.soft(answer.status, path).toBe(status);
      expect.soft(answer.headers['content-type'] ?? '', path).toMatch(type);
      expect.soft(answer.text, path).toMatch(text);
      expect.soft(answer.headers['x-request-id'], path).toBeDefined();
      expect.soft(answer.headers['content-security-policy'], path).toContain("default-src 'self'");
    }
  }
});

test('a browser that follows a broken address sees that there is no such page, and signs in first', async ({
  canary,
  page,
}) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${canary.base}/customers/%E0`);
  await expect(page).toHaveURL(/\/sign-in/);
  const [name = '', value = ''] = (await canary.cookieOf(canary.world.s1)).split('=', 2);
  await page.context().addCookies([{ name, value, url: canary.base }]);
  await page.goto(`${canary.base}/customers/%E0`);
  await expect(page.getByRole('heading', { name: '页面不存在' })).toBeVisible();
  expect(errors).toEqual([]);
});

test('a method that nothing here has is refused, TRACE too', async ({ canary }) => {
  const doors: readonly [string, number, string | undefined][] = [
    ['/sign-in', 405, 'GET, HEAD, POST'],
    ['/customers', 405, 'GET, HEAD, POST'],
    ['/healthz', 405, 'GET, HEAD, POST'],
    ['/icon.svg', 405, 'GET, HEAD, POST'],
    ['/v2/systems/configs/provinces', 405, 'GET'],
    ['/v2/no-such-api', 404, undefined],
    ['/api/v1/events', 405, 'GET'],
    ['/api/v1/no-such-path', 404, undefined],
  ];
  for (const [path, status, allow] of doors) {
    for (const method of ['TRACE', 'PATCH']) {
      const answer = await request(canary.base, path, { method });
      expect.soft(answer.status, `${method} ${path}`).toBe(status);
      expect.soft(answer.headers['allow'], `${method} ${path}`).toBe(allow);
      expect.soft(answer.headers['x-request-id'], `${method} ${path}`).toBeDefined();
    }
  }
  expect(canary.log()).not.toContain('HTTP method is unsupported');
});
