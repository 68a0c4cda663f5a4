import { type Browser, expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { findApiCredential } from '@/domain/identity/api-credentials';
import { isId } from '@/lib/id';
import { balanceOf, freshKey, makeOrganization } from '@/tests/world';
import { enter, letSignIn, makeMoneyTeam, test } from './money-team';
import { makeTeam, request, signInOverHttp } from './people';

let base: string;
let operator: string;
let second: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  const platform = await makeOrganization({ code: `OP${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
  const { users } = schema;
  const [finance] = await database().select().from(users).where(eq(users.id, platform.users.finance));
  second = finance?.email ?? '';
});

/** Waits until the page says so: that something is done. */
const says = (page: Page, words: string | RegExp) =>
  expect(page.getByRole('main').getByRole('status').filter({ hasText: words })).toBeVisible();

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('creates a partner whose administrator comes in by the link', async ({ page, browser }) => {
      await enter(page, base, operator);
      await page.goto('/operations/organizations');
      await page.getByRole('link', { name: 'Create organization' }).click();
      await page.getByRole('link', { name: 'Distributor' }).click();
      await expect(page).toHaveURL(/kind=distributor/);
      const account = `e2e-${freshKey()}`;
      await page.getByLabel('Name', { exact: true }).fill('新云');
      await page.getByLabel('Account name').fill('has a space');
      await page.getByLabel('Administrator’s name').fill('Ada');
      await page.getByLabel('Administrator’s email address').fill(`${account}@new.example`);
      await page.getByLabel('Administrator’s language').selectOption('en');
      await page.getByRole('button', { name: 'Create organization' }).click();
      await expect(page.getByLabel('Account name')).toHaveAccessibleDescription(/letters, digits/i);
      await expect(page.getByLabel('Name', { exact: true })).toHaveValue('新云');
      await page.getByLabel('Account name').fill(account);
      await page.getByRole('button', { name: 'Create organization' }).click();
      await says(page, 'one-time sign-in link');
      const link = (await page.getByText(`${base}/sign-in/link`).textContent()) ?? '';
      await page.getByRole('link', { name: 'View the organization' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('新云');
      await expect(page.getByRole('main')).toContainText('CNY 0.00');
      expect(await comesIn(browser, link)).toBeTruthy();
    });

    test('creates an API key, shows its secret once, and disables it', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, operator);
      await page.goto(`/operations/api-keys/new?organization=${team.id}`);
      await expect(page.getByRole('combobox', { name: 'Organization' })).toHaveValue(team.id);
      await page.getByLabel('Name').fill('Billing');
      await page.getByLabel('Calls per second').fill('0');
      await page.getByRole('button', { name: 'Create API key' }).click();
      await expect(page.getByLabel('Calls per second')).toHaveAccessibleDescription(/1 to 100,000/);
      await page.getByLabel('Calls per second').fill('5');
      await page.getByRole('button', { name: 'Create API key' }).click();
      const secret = (await page.getByText(/^[A-Za-z0-9]{40}$/).textContent()) ?? '';
      await page.getByRole('link', { name: 'View the key' }).click();
      const accessKey = (await page.getByText(/^[A-Z0-9]{20}$/).textContent()) ?? '';
      expect(await findApiCredential(accessKey)).toMatchObject({ secret, ratePerSecond: 5 });
      expect(await page.content()).not.toContain(secret);
      await page.getByRole('button', { name: 'Disable Billing' }).click();
      await says(page, 'disabled now');
      expect(await findApiCredential(accessKey)).toBeUndefined();
    });

    test('[X10] records a bank transfer once, after showing what it does, and a second person credits it', async ({
      page,
    }) => {
      const team = await makeTeam();
      const reference = `E2E-${freshKey()}`;
      await enter(page, base, operator);
      await page.goto(`/operations/bank-transfers/new?organizationId=${team.id}`);
      await page.getByLabel('Amount').fill('1e3');
      await page.getByLabel('Payer').fill('启明方案有限公司');
      await page.getByLabel('Bank reference').fill(reference);
      await page.getByLabel('Received on').fill('2026-11-20');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Amount')).toHaveAccessibleDescription(/in digits/);
      await expect(page.getByLabel('Payer')).toHaveValue('启明方案有限公司');
      await page.getByLabel('Amount').fill('1,234.56');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page).toHaveURL(/request=/);
      const review = page.url();
      await expect(page.getByRole('main').locator('data[value="1234.56"]').first()).toBeVisible();
      expect(await balanceOf(team)).toBe(0n);
      await page.reload();
      expect(page.url()).toBe(review);
      await page.getByRole('button', { name: `Propose to credit CNY 1,234.56 to CNRY-${team.code}-name-en` }).click();
      await says(page, 'credited when a second person approves it');
      await expect(page.getByRole('main')).toContainText('You proposed this yourself');
      await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
      expect(await balanceOf(team)).toBe(0n);
      await page.goto(review);
      await says(page, 'proposed already');
      await enter(page, base, second);
      await page.goto('/operations/bank-transfers');
      await page.getByRole('link', { name: /for a second person$/ }).click();
      await page.getByRole('link', { name: reference, exact: true }).click();
      await expect(page.getByRole('main').locator('data[value="1234.56"]').first()).toBeVisible();
      await page.getByRole('button', { name: 'Approve' }).click();
      await says(page, 'Approved. The partner has been credited');
      expect(await balanceOf(team)).toBe(123_456n);
      await page.getByRole('link', { name: /^btr_/ }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(reference);
      await page.goto(review.replace(/request=[^&]*/, ''));
      await expect(page.getByLabel('Bank reference')).toHaveAccessibleDescription(/already been recorded/);
      expect(await balanceOf(team)).toBe(123_456n);
    });

    test('[T13] freezes an organization with a reason: its people are out at once, and come back after', async ({
      page,
    }) => {
      const team = await makeTeam();
      const cookie = await signInOverHttp(base, team.emails.admin);
      const home = () => request(base, '/customers', { headers: { Cookie: cookie } });
      expect((await home()).status).toBe(200);
      await enter(page, base, operator);
      await page.goto(`/operations/organizations/${team.id}`);
      await page.getByRole('button', { name: /^Freeze CNRY/ }).click();
      await expect(page.getByLabel('Reason')).toHaveAccessibleDescription(/required/);
      await page.getByLabel('Reason').fill('Report overdue');
      await page.getByRole('button', { name: /^Freeze CNRY/ }).click();
      await says(page, 'frozen now');
      await expect(page.getByRole('main')).toContainText('Report overdue');
      expect((await home()).status).toBe(307);
      await page.getByRole('button', { name: /^Unfreeze CNRY/ }).click();
      await says(page, 'active again');
      expect((await home()).status).toBe(307);
      await expect(signInOverHttp(base, team.emails.admin)).resolves.toBeTruthy();
    });

    test('freezes a customer, and finds it in the audit', async ({ page }) => {
      const team = await makeMoneyTeam('10.00');
      await enter(page, base, operator);
      await page.goto(`/customers/${team.customer.customerId}`);
      await page.getByLabel('Reason').fill('Documents expired');
      await page.getByRole('button', { name: /^Freeze CNRY/ }).click();
      await says(page, 'frozen now');
      await page.goto(`/audit?object=${team.customer.customerId}`);
      const row = page.getByRole('row').filter({ hasText: 'Customer frozen' });
      await expect(row).toHaveCount(1);
      await row.getByText('Details').click();
      await expect(row).toContainText('Documents expired');
      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${team.customer.customerId}`);
      await expect(page.getByRole('main')).toContainText('This customer is frozen');
      await expect(page.getByRole('main')).not.toContainText('Documents expired');
      await expect(page.getByRole('link', { name: 'Allocate', exact: true })).toHaveCount(0);
    });

    test('keeps a member out, lets them in again, and hands out a new link', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, operator);
      await page.goto(`/operations/users/${team.users.finance}`);
      await page.getByRole('button', { name: /^Disable CNRY/ }).click();
      await says(page, 'disabled now');
      await expect(signInOverHttp(base, team.emails.finance)).rejects.toThrow('sign-in');
      await page.getByRole('button', { name: /^Enable CNRY/ }).click();
      await says(page, 'enabled now');
      await page.getByRole('button', { name: 'Make a link' }).click();
      await expect(page.getByText(`${base}/sign-in/link`)).toBeVisible();
    });
  });
}

/** Opens a one-time link in a browser of its own and presses its button. @returns whether it led anywhere */
async function comesIn(browser: Browser, link: string): Promise<boolean> {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  await page.goto(link);
  const isThere = await page.getByRole('heading', { level: 1 }).isVisible();
  await context.close();
  return isThere && !page.url().endsWith('/sign-in');
}

test('[T2] the operator’s pages are not there for partners', async () => {
  const team = await makeTeam();
  const cookie = await signInOverHttp(base, team.emails.admin);
  const { organizations } = schema;
  const [row] = await database()
    .select({ id: organizations.id })
    .from(organizations)
    .where(eq(organizations.id, team.id));
  expect(isId('organization', row?.id)).toBe(true);
  for (const path of [
    '/operations/organizations',
    `/operations/organizations/${team.id}`,
    '/operations/organizations/new',
    `/operations/users/${team.users.admin}`,
    '/operations/api-keys',
    '/operations/api-keys/new',
    '/operations/bank-files',
    '/operations/bank-files/new',
    '/operations/bank-profiles',
    '/operations/bank-profiles/new',
    '/operations/bank-transfers',
    '/operations/bank-transfers/new',
    '/operations/bank-transfers/review',
  ]) {
    expect((await request(base, path, { headers: { Cookie: cookie } })).status, path).toBe(404);
  }
});
