import { expect, test } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import pg from 'pg';
import { database, schema } from '@/db/client';
import { newId, uuidOf } from '@/lib/id';
import {
  effectsOn,
  makeTeam,
  password,
  readFormOf,
  request,
  signInInBrowser,
  signInOverHttp,
  type Team,
} from './people';

const { organizations } = schema;
const protectedPath = '/organization/users';
const addLabel = '新增成员';

let team: Team;
let base: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  team = await makeTeam();
});

/** Nobody gets in: the page leads to sign-in without a word of what it would have shown, and the form does nothing. */
async function expectRefused(cookie: string, form: FormData, of: Team) {
  const before = await effectsOn(of);
  const page = await request(base, protectedPath, { headers: { Cookie: cookie } });
  expect(page.status).toBe(307);
  expect(page.headers.location).toMatch(/^\/sign-in/);
  expect(page.text).not.toContain('CNRY');
  const answer = await request(base, `${protectedPath}/new`, { body: form, headers: { Cookie: cookie, Origin: base } });
  expect(answer.text).not.toContain('CNRY');
  expect(await effectsOn(of)).toEqual(before);
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
  // The application cannot shorten or lengthen a session; only the owner of the tables can make time pass here.
  const owner = new pg.Client({ connectionString: process.env['DATABASE_MIGRATION_URL'] });
  await owner.connect();
  await owner.query('update sessions set expires_at = clock_timestamp() where organization_id = $1', [uuidOf(own.id)]);
  await owner.end();
  await expectRefused(good, form, own);
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
  const before = await effectsOn(team);
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
  expect(await effectsOn(team)).toEqual(before);

  await request(base, `${protectedPath}/new`, { body: form, headers: { Cookie: cookie, Origin: base } });
  expect(await effectsOn(team)).toEqual({ ...before, members: before.members + 1 });
});

test('[A20] no header and no spelling of a path shows a protected page or runs its form', async () => {
  const cookie = await signInOverHttp(base, team.emails.admin);
  const form = await addForm(cookie);
  const shown = await request(base, protectedPath, { headers: { Cookie: cookie } });
  expect(shown.text).toContain(team.emails.finance);
  const before = await effectsOn(team);
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
  expect(await effectsOn(team)).toEqual(before);
});
