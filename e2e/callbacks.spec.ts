import { X509Certificate } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { eq, isNull } from 'drizzle-orm';
import { jwtVerify } from 'jose';
import { database, schema } from '@/db/client';
import { enter, test } from './money-team';
import { makeTeam, request, signInOverHttp, type Team } from './people';

let base: string;
let team: Team;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});
test.beforeEach(async () => {
  team = await makeTeam();
});

const path = '/open-access/callbacks';
const landing = 'https://shop.example/done?from=cloud';
const status = (page: Page, text: string) => page.getByRole('main').getByRole('status').filter({ hasText: text });

/** The partner's page: what it was opened with, without a network. */
async function serve(page: Page, url: string): Promise<URL[]> {
  const opened: URL[] = [];
  await page.context().route(`${new URL(url).origin}/**`, (route) => {
    opened.push(new URL(route.request().url()));
    return route.fulfill({ contentType: 'text/html', body: '<h1>Partner platform</h1>' });
  });
  return opened;
}

async function setAfterRecharge(page: Page, address: string) {
  await page.goto(path);
  await page.getByRole('main').getByRole('link', { name: 'Modify' }).click();
  await page.getByRole('textbox', { name: 'After a recharge' }).fill(address);
  await page.getByRole('button', { name: 'Save' }).click();
}

/** Recharges through the test provider. @returns the path of the recharge's own page */
async function recharge(page: Page): Promise<string> {
  await page.goto('/funds/recharge/online');
  await page.getByLabel('Amount to pay').fill('250.00');
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(page).toHaveURL(/online\/onr_/);
  const own = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Pay with: Test provider' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(status(page, 'Paid and credited')).toBeVisible();
  return own;
}

async function claimsIn(url: URL | undefined) {
  const [key] = await database().select().from(schema.signingKeys).where(isNull(schema.signingKeys.retiredAt));
  const [row] = await database()
    .select()
    .from(schema.accessConfigurations)
    .where(eq(schema.accessConfigurations.organizationId, team.id));
  const { publicKey } = new X509Certificate(key?.certificate ?? '');
  const wanted = { issuer: base, audience: row?.platformIdentifier ?? '', algorithms: ['RS256'] };
  return (await jwtVerify(url?.searchParams.get('state') ?? '', publicKey, wanted)).payload;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[I6] [A21] corrects a wrong address with Modify, recharges, and lands on it with a state', async ({
      page,
    }) => {
      await enter(page, base, team.emails.admin);
      await setAfterRecharge(page, 'http://shop.example/done');
      const field = page.getByRole('textbox', { name: 'After a recharge' });
      await expect(field).toHaveAccessibleDescription(/has to begin with https:\/\//);
      await expect(field).toHaveValue('http://shop.example/done');
      await page.goto(path);
      await expect(page.getByText('No address is set')).toHaveCount(2);
      await setAfterRecharge(page, landing);
      await expect(status(page, 'in force now')).toBeVisible();
      await expect(page.getByText(landing)).toBeVisible();
      const opened = await serve(page, landing);
      const own = await recharge(page);
      await page.getByRole('link', { name: 'Continue to shop.example' }).click();
      await expect(page.getByRole('heading', { name: 'Partner platform' })).toBeVisible();
      expect(opened.map(({ origin, pathname }) => origin + pathname)).toContain('https://shop.example/done');
      const [to] = opened;
      expect(to?.searchParams.get('from')).toBe('cloud');
      const id = own.split('/').at(-1);
      expect(await claimsIn(to)).toMatchObject({ sub: id, status: 'paid', amount: '250.00', currency: 'CNY' });
    });
  });
}

test('[I6] shows both forms of a host in other letters, with a warning, before anybody goes there', async ({
  page,
}) => {
  await enter(page, base, team.emails.admin);
  await setAfterRecharge(page, 'https://аррle.com/');
  const main = page.getByRole('main');
  await expect(main.getByText('https://xn--le-6kc8da.com/', { exact: true })).toBeVisible();
  await expect(main.getByText('аррle.com', { exact: true })).toBeVisible();
  await expect(main.getByText('letters that can look like others')).toBeVisible();
  await recharge(page);
  await expect(page.getByRole('link', { name: 'Continue to xn--le-6kc8da.com' })).toBeVisible();
  await expect(main.getByText('аррle.com', { exact: true })).toBeVisible();
});

test('the test opens the address beside the console, with a sample', async ({ page }) => {
  await enter(page, base, team.emails.admin);
  await setAfterRecharge(page, landing);
  const opened = await serve(page, landing);
  const beside = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Test the address after a recharge' }).click();
  await expect((await beside).getByRole('heading', { name: 'Partner platform' })).toBeVisible();
  expect(await claimsIn(opened[0])).toMatchObject({ status: 'sample' });
  await expect(page.getByRole('heading', { name: 'Callback addresses' })).toBeVisible();
});

test('[A21] [T3] leads nowhere that is not set, whatever the address asks for, and nobody else', async ({ page }) => {
  await enter(page, base, team.emails.admin);
  const own = await recharge(page);
  await expect(page.getByRole('link', { name: /Continue to/ })).toHaveCount(0);
  const cookie = await signInOverHttp(base, team.emails.finance);
  const go = async (address: string, Cookie = cookie) => {
    const { status: code, headers } = await request(base, address, { headers: { Cookie } });
    return [code, headers.location];
  };
  const evil = ['?to=https://evil.example', '?callbackUrl=//evil.example', '?rechargeUrl=javascript:alert(1)'];
  for (const query of ['', ...evil]) expect(await go(`${own}/continue${query}`)).toEqual([303, own]);
  await setAfterRecharge(page, landing);
  await expect(status(page, 'in force now')).toBeVisible();
  for (const query of ['', ...evil])
    expect(await go(`${own}/continue${query}`)).toEqual([
      303,
      expect.stringMatching(/^https:\/\/shop\.example\/done\?from=cloud&state=[\w.-]+$/),
    ]);
  const stranger = await makeTeam();
  expect(await go(`${own}/continue`, await signInOverHttp(base, stranger.emails.finance))).toEqual([404, undefined]);
  expect(await go(`${own}/continue`, await signInOverHttp(base, team.emails.viewer))).toEqual([404, undefined]);
  expect((await go(`${own}/continue`, ''))[1]).toMatch(/^\/sign-in/);
  expect(await go(`${path}/sample/elsewhere`)).toEqual([404, undefined]);
});

test('[T2] who may only look finds no way to modify; sales finds no page', async ({ page }) => {
  await enter(page, base, team.emails.viewer);
  await page.goto(path);
  await expect(page.getByRole('heading', { name: 'Callback addresses' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Modify' })).toHaveCount(0);
  const seen = async (address: string, email: string) =>
    (await request(base, address, { headers: { Cookie: await signInOverHttp(base, email) } })).status;
  expect(await seen(`${path}/edit`, team.emails.viewer)).toBe(404);
  expect(await seen(path, team.emails.sales)).toBe(404);
  expect(await seen('/open-access/association-results', team.emails.sales)).toBe(404);
});
