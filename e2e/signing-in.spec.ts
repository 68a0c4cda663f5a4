import { expect, test } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { startOwnServer } from './own-server';
import {
  type Answer,
  cookiesAfter,
  effectsOn,
  makeTeam,
  openSignIn,
  password,
  postSignIn,
  request,
  signInInBrowser,
  type Team,
} from './people';

const { organizations } = schema;
const protectedPath = '/organization/users';

let team: Team;
let base: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  team = await makeTeam();
});

test.describe('the sign-in form', () => {
  test.use({ javaScriptEnabled: false, locale: 'zh-CN' });

  test('works without scripts, says why it failed, and leads back to where one was going', async ({ page }) => {
    await page.goto(`/sign-in?back=${encodeURIComponent('/account/security')}`);
    await page.getByLabel('邮箱').fill(team.emails.finance);
    await page.getByLabel('密码').fill('something else entirely');
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page.getByRole('alert')).toContainText('邮箱与密码不匹配任何可登录的账号');
    await expect(page.getByLabel('邮箱')).toHaveValue(team.emails.finance);
    await expect(page.getByLabel('密码')).toHaveValue('');
    await page.getByLabel('密码').fill(password);
    await page.getByRole('button', { name: '登录' }).click();
    await expect(page).toHaveURL(/\/account\/security$/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('安全');
  });
});

test('[A3] unknown, wrong password, disabled and frozen: the same answer, byte for byte', async () => {
  const frozen = await makeTeam();
  await database()
    .update(organizations)
    .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
    .where(eq(organizations.id, frozen.id));
  const shown = ({ status, headers, text }: Answer) => {
    const { date: _date, 'x-request-id': _id, 'content-security-policy': _nonce, ...rest } = headers;
    return JSON.stringify({ status, rest, text }).replaceAll(/partner-center\.email=[^;]*|Expires=[^;]*/g, '');
  };
  const from = await openSignIn(base);
  const answers = [
    await postSignIn(base, { email: team.emails.sales, password: 'something else entirely' }, from),
    await postSignIn(base, { email: 'nobody@nowhere.example' }, from),
    await postSignIn(base, { email: team.emails.disabled }, from),
    await postSignIn(base, { email: frozen.emails.admin }, from),
  ].map(shown);
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('/sign-in?problem=sign_in_refused');
});

test('[A19] without the token, with another browser’s, from a foreign page: no session', async () => {
  const before = await effectsOn(team);
  const mine = await openSignIn(base);
  const other = await openSignIn(base);
  const body = (csrfToken: string) => new URLSearchParams({ email: team.emails.viewer, password, csrfToken });
  const post = (csrfToken: string, headers: Record<string, string>) =>
    request(base, '/api/auth/callback/credentials', { body: body(csrfToken), headers });
  const answers = [
    await post('', { Origin: base, Cookie: mine.cookie }),
    await post(other.csrfToken, { Origin: base, Cookie: mine.cookie }),
    await post(mine.csrfToken, { Origin: base }),
    await post(mine.csrfToken, { Cookie: mine.cookie }),
    await post(mine.csrfToken, { Origin: 'http://evil.example', Cookie: mine.cookie }),
    await post(mine.csrfToken, { Origin: base, Cookie: mine.cookie, 'Sec-Fetch-Site': 'cross-site' }),
  ];
  for (const answer of answers) expect(cookiesAfter(answer)).not.toContain('partner-center.session');
  expect(await effectsOn(team)).toEqual(before);
});

test('[A21] leads nowhere but to our own pages', async () => {
  const foreign = [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/%2F/evil',
    '/.//evil',
  ];
  for (const back of foreign) {
    const answer = await postSignIn(base, { email: team.emails.viewer, back });
    expect(answer.status).toBe(303);
    expect(new URL(answer.headers.location ?? '', base).origin).toBe(base);
    expect(answer.headers.location).not.toMatch(/^\/[/\\]|evil\.example/);
  }
});

test('[A8] every sign-in has a cookie of its own, and ends the one this browser had', async () => {
  const from = await openSignIn(base);
  const first = cookiesAfter(await postSignIn(base, { email: team.emails.viewer }, from), from.cookie);
  const second = cookiesAfter(
    await postSignIn(base, { email: team.emails.viewer }, { cookie: first, csrfToken: from.csrfToken }),
    first,
  );
  expect(second).not.toBe(first);
  const open = (cookie: string) => request(base, '/account/security', { headers: { Cookie: cookie } });
  expect((await open(first)).status).toBe(307);
  expect((await open(second)).status).toBe(200);
});

test('[A12] the cookie of a site with TLS is bound to its host and to TLS', async () => {
  const server = await startOwnServer({ NEXTAUTH_URL: 'https://partners.example' });
  try {
    const { headers } = await request(server.base, '/sign-in/start');
    const cookies = headers['set-cookie'] ?? [];
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/);
      expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    }
  } finally {
    await server.stop();
  }
});

test('[A22] a one-time link works once, and looking at it uses nothing up', async ({ page, browser }) => {
  const own = await makeTeam();
  await signInInBrowser(page, own.emails.admin);
  await page.goto(`${protectedPath}/${own.users.viewer}`);
  await page.getByRole('button', { name: '生成新的登录链接' }).click();
  const link = (await page.getByText(/\/sign-in\/link/).textContent()) ?? '';
  const path = link.replace(base, '');
  const seen = await request(base, path);
  expect([303, 307]).toContain(seen.status);
  expect(seen.text).not.toContain('CNRY');

  const context = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false });
  const member = await context.newPage();
  const addresses: string[] = [];
  member.on('request', (sent) => addresses.push(sent.headers()['referer'] ?? ''));
  await member.goto(link);
  await expect(member.getByRole('heading', { level: 1 })).toHaveText('设置密码');
  expect(member.url()).not.toContain(path.split(/[=/]/).at(-1) ?? '-');
  await member.getByLabel('新密码', { exact: true }).fill('partnercenter12');
  await member.getByLabel('再次输入新密码').fill('partnercenter12');
  await member.getByRole('button', { name: '设置密码并登录' }).click();
  await expect(member.getByRole('alert')).toBeVisible();
  await member.getByLabel('新密码', { exact: true }).fill('zaunkönig am Teich');
  await member.getByLabel('再次输入新密码').fill('zaunkönig am Teich');
  await member.getByRole('button', { name: '设置密码并登录' }).click();
  await expect(member).toHaveURL(`${base}/`);
  await member.goto('/account/security');
  await expect(member.getByRole('heading', { level: 1 })).toHaveText('安全');
  await context.clearCookies();
  await member.goto(link);
  await expect(member.getByRole('heading', { level: 1 })).toHaveText('该链接已失效');
  expect(addresses.join(' ')).not.toContain(path.split(/[=/]/).at(-1) ?? '-');
  await context.close();
});
