import { expect, test } from '@playwright/test';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { startOwnServer } from './own-server';
import {
  type Answer,
  cookiesAfter,
  makeTeam,
  openSignIn,
  password,
  postSignIn,
  readFormOf,
  request,
  signInOverHttp,
  type Team,
} from './people';

const { users, sessions, organizations } = schema;
const protectedPath = '/organization/users';
const addLabel = '新增成员';

let team: Team;
let base: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  team = await makeTeam();
});

/** How many sessions are open, and how many members there are: what signing in and adding a member would change. */
async function effects(of: Team) {
  const open = await database()
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.organizationId, of.id), isNull(sessions.endedAt)));
  const members = await database().select({ id: users.id }).from(users).where(eq(users.organizationId, of.id));
  return { sessions: open.length, members: members.length };
}

/** Nobody gets in: the page leads to sign-in without a word of what it would have shown, and the form does nothing. */
async function expectRefused(cookie: string, form: FormData, of: Team) {
  const before = await effects(of);
  const page = await request(base, protectedPath, { headers: { Cookie: cookie } });
  expect(page.status).toBe(307);
  expect(page.headers.location).toMatch(/^\/sign-in/);
  expect(page.text).not.toContain('CNRY');
  const answer = await request(base, `${protectedPath}/new`, { body: form, headers: { Cookie: cookie, Origin: base } });
  expect(answer.text).not.toContain('CNRY');
  expect(await effects(of)).toEqual(before);
}

let added = 0;
/** The form that adds a member, filled in by an administrator who is signed in. */
async function addForm(cookie: string): Promise<FormData> {
  const form = await readFormOf(base, `${protectedPath}/new`, addLabel, cookie);
  added += 1;
  form.append('name', 'Kolibri');
  form.append('email', `added${process.pid}x${added}.${team.id.slice(-8)}@canary.example`);
  form.append('roles', 'viewer');
  form.append('language', 'en');
  return form;
}

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
  const before = await effects(team);
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
  expect(await effects(team)).toEqual(before);
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

test.describe('[A9] a stolen copy of the cookie', () => {
  test('is refused after signing out', async ({ page }) => {
    const stolen = await signInInBrowser(page, team.emails.admin);
    const form = await addForm(stolen);
    await page.getByRole('button', { name: /账号菜单|账户菜单/ }).click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await expectRefused(stolen, form, team);
  });

  test('is refused after the password was changed; the changer stays signed in', async ({ page }) => {
    const own = await makeTeam();
    const stolen = await signInInBrowser(page, own.emails.admin);
    const form = await addForm(stolen);
    await page.goto('/account/security');
    await page.getByLabel('当前密码').fill(password);
    await page.getByLabel('新密码', { exact: true }).fill('zaunkönig am Teich');
    await page.getByLabel('再次输入新密码').fill('zaunkönig am Teich');
    await page.getByRole('button', { name: '修改密码' }).click();
    await expect(page.getByRole('status').filter({ hasText: '密码已修改' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('安全');
    await expectRefused(stolen, form, own);
  });

  test('is refused after somebody else disabled the user, and after all others were ended', async ({ page }) => {
    const own = await makeTeam();
    const victim = await signInOverHttp(base, own.emails.finance);
    expect((await request(base, '/account/security', { headers: { Cookie: victim } })).status).toBe(200);
    const admin = await signInInBrowser(page, own.emails.admin);
    const copy = await signInOverHttp(base, own.emails.admin);
    const form = await addForm(copy);
    await page.goto(`${protectedPath}/${own.users.finance}`);
    await page.getByRole('button', { name: '停用' }).click();
    await expect(page.getByRole('status').filter({ hasText: '已停用' })).toBeVisible();
    expect((await request(base, '/account/security', { headers: { Cookie: victim } })).status).toBe(307);

    await page.goto('/account/security');
    await page.getByRole('button', { name: '结束其他所有会话' }).click();
    await expect(page.getByRole('status').filter({ hasText: '其他会话均已结束' })).toBeVisible();
    await expectRefused(copy, form, own);
    expect((await request(base, protectedPath, { headers: { Cookie: admin } })).status).toBe(200);
  });

  test('is refused after the organization was frozen', async () => {
    const own = await makeTeam();
    const cookie = await signInOverHttp(base, own.emails.admin);
    const form = await addForm(cookie);
    await database()
      .update(organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(eq(organizations.id, own.id));
    await expectRefused(cookie, form, own);
  });
});

test('[A10] expired, forged, half, empty and huge cookies are no cookie', async () => {
  const own = await makeTeam();
  const good = await signInOverHttp(base, own.emails.admin);
  const form = await addForm(good);
  const sealed = /partner-center\.session=([^;]+)/.exec(good)?.[1] ?? '';
  const secret = process.env['NEXTAUTH_SECRET'] ?? '';
  const made = (token: object, key = secret, maxAge = 600) => encode({ token: { ...token }, secret: key, maxAge });
  const bad = [
    '',
    'garbage',
    sealed.slice(0, sealed.length / 2),
    `${sealed.slice(0, -4)}AAAA`,
    'x'.repeat(5000),
    `${sealed}${'x'.repeat(5000)}`,
    await made({ sid: newId('session') }, 'another secret of at least thirty-two characters'),
    await made({ sid: newId('session') }),
    await made({ sub: own.users.admin, email: own.emails.admin, name: 'admin' }),
    await made({ sid: { $ne: null } }),
    await made({ sid: own.users.admin }),
  ];
  for (const value of bad) await expectRefused(`partner-center.session=${value}`, form, own);
  await database()
    .update(sessions)
    .set({ expiresAt: sql`clock_timestamp()` })
    .where(eq(sessions.organizationId, own.id));
  await expectRefused(good, form, own);
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

test('[A18] a write that does not come from our own page has no effect', async () => {
  const cookie = await signInOverHttp(base, team.emails.admin);
  const { host, port } = new URL(base);
  const strangers: Record<string, string>[] = [
    {},
    { Origin: 'null' },
    { Origin: 'http://evil.example' },
    { Origin: `http://${host}.evil.example` },
    { Origin: `https://${host}` },
    { Origin: `http://127.0.0.1:${Number(port) + 1}` },
    { Origin: base.replace('127.0.0.1', 'localhost') },
    { Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' },
    { Origin: 'http://evil.example', Host: 'evil.example' },
    {
      Origin: 'http://evil.example',
      Host: 'evil.example',
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'http',
    },
    { Origin: base, 'Sec-Fetch-Site': 'cross-site' },
    { Origin: base, 'Sec-Fetch-Site': 'same-site' },
  ];
  const before = await effects(team);
  for (const headers of strangers) {
    await request(base, `${protectedPath}/new`, {
      body: await addForm(cookie),
      headers: { ...headers, Cookie: cookie },
    });
    await request(base, '/sign-in/link/redeem', { body: new URLSearchParams({ newPassword: password }), headers });
  }
  const form = await addForm(cookie);
  const query = new URLSearchParams([...form].map(([name, value]) => [name, String(value)]));
  await request(base, `${protectedPath}/new?${query}`, { headers: { Cookie: cookie, Origin: base } });
  await request(base, `${protectedPath}/new`, {
    body: query.toString(),
    headers: { Cookie: cookie, Origin: base, 'Content-Type': 'text/plain' },
  });
  expect(await effects(team)).toEqual(before);

  await request(base, `${protectedPath}/new`, { body: form, headers: { Cookie: cookie, Origin: base } });
  expect(await effects(team)).toEqual({ ...before, members: before.members + 1 });
});

test('[A20] no header and no spelling of a path shows a protected page or runs its form', async () => {
  const cookie = await signInOverHttp(base, team.emails.admin);
  const form = await addForm(cookie);
  const shown = await request(base, protectedPath, { headers: { Cookie: cookie } });
  expect(shown.text).toContain(team.emails.finance);
  const before = await effects(team);
  const headers: Record<string, string>[] = [
    {},
    ...['middleware', 'proxy', 'src/middleware', 'proxy:proxy:proxy:proxy:proxy'].map((name) => ({
      'x-middleware-subrequest': name,
    })),
    { RSC: '1' },
    { RSC: '1', 'Next-Router-Prefetch': '1' },
    { RSC: '1', 'Next-Router-Segment-Prefetch': '/_tree' },
    { RSC: '1', 'Next-Router-Segment-Prefetch': '/organization/users/__PAGE__' },
    { 'x-nextjs-data': '1' },
    { 'x-matched-path': protectedPath },
    { 'x-invoke-path': protectedPath, 'x-invoke-output': protectedPath, 'x-invoke-status': '200' },
    { 'next-url': protectedPath, 'x-path': protectedPath },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1' },
    { Authorization: 'Bearer x' },
    { 'x-middleware-rewrite': protectedPath, 'x-middleware-next': '1', 'next-resume': '1' },
  ];
  const paths = [
    protectedPath,
    '/organization/%75sers',
    '/%6frganization/users',
    '//organization/users',
    '/organization//users',
    '/organization/users/',
    '/organization/users.rsc',
    '/organization/users.txt',
    '/organization/users.segments/_tree.segment.rsc',
    '/organization/users?_rsc=1',
    '/Organization/Users',
    '/organization/users.',
    '/organization/users..;/',
    '/sign-in/../organization/users',
    '/_next/data/x/organization/users.json',
    `/_next/image?url=${encodeURIComponent(protectedPath)}&w=64&q=75`,
    `${protectedPath}/${team.users.finance}`,
  ];
  for (const path of paths) {
    for (const header of headers) {
      const answer = await request(base, path, { headers: header });
      expect(answer.text, `${path} ${JSON.stringify(header)}`).not.toContain('CNRY');
      expect(answer.text).not.toContain(team.emails.finance);
    }
  }
  for (const path of ['/sign-in', '/', protectedPath, `${protectedPath}/new`]) {
    for (const header of headers) await request(base, path, { body: form, headers: { ...header, Origin: base } });
  }
  expect(await effects(team)).toEqual(before);
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

/** @returns the cookies of the browser, as a thief would have copied them */
async function signInInBrowser(page: import('@playwright/test').Page, email: string): Promise<string> {
  await page.goto('/sign-in?back=%2Faccount%2Fsecurity');
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/account\/security/);
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}
