import { expect, type Page } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { brokenOracles } from '@/tests/oracles';
import { actorOf, balanceOf, freshKey, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, type MoneyTeam, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});
test.afterEach(async () => expect(await brokenOracles()).toEqual({}));

/** A partner with 1,000.00, of which its customer has 300.00; both can sign in. */
async function makeCouple(): Promise<{ team: MoneyTeam; customerEmail: string }> {
  const team = await makeMoneyTeam('1000.00');
  const input = { customerId: team.customer.customerId, amount: '300.00' };
  expect(await allocateFunds(actorOf(team), freshKey(), input)).toMatchObject({ ok: true });
  return { team, customerEmail: await letSignIn(team.customer) };
}

/** Signs somebody of a customer in, who has shown a code a moment ago. */
async function enterWithCode(page: Page, customer: WorldOrganization, email: string): Promise<void> {
  await enter(page, base, email);
  await database()
    .update(schema.sessions)
    .set({ verifiedUntil: sql`clock_timestamp() + interval '5 minutes'` })
    .where(eq(schema.sessions.organizationId, customer.id));
}

async function ask(page: Page, button: string): Promise<string> {
  await page.getByLabel('Reason').fill('Our contract ends.');
  await page.getByRole('checkbox', { name: /I understand/ }).check();
  await page.getByRole('button', { name: button }).click();
  await expectDone(page, 'The request was sent.');
  return new URL(page.url()).pathname;
}

const rowOf = (page: Page, table: string, text: string) =>
  page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: text });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a customer leaves: 300.00 is back at its partner, in both statements, and its page is gone', async ({
      page,
    }) => {
      const { team, customerEmail } = await makeCouple();
      const { customer } = team;
      await enterWithCode(page, customer, customerEmail);
      await page.goto('/my-partner');
      await expect(page.getByRole('region', { name: 'Contacts' })).toContainText(`CNRY-${team.code}-user-admin`);
      await page.getByRole('link', { name: 'Ask to leave' }).click();
      await expect(page.getByRole('table', { name: 'What is checked first' })).not.toContainText('In the way');
      const effects = page.getByRole('region', { name: 'What will happen' });
      await expect(effects.locator('data[value="300.00"]')).toBeVisible();
      const request = await ask(page, 'Ask to leave');

      await enter(page, base, team.emails.admin);
      await page.goto('/association-changes?state=submitted');
      await rowOf(page, 'Association records', customer.code).getByRole('link').click();
      await expect(page).toHaveURL(new RegExp(request));
      await expect(page.getByRole('form', { name: 'Your answer' }).locator('data[value="300.00"]')).toBeVisible();
      await page.getByRole('button', { name: 'Agree and carry it out' }).click();
      await expectDone(page, 'The change is in effect.');
      expect([await balanceOf(customer), await balanceOf(team)]).toEqual([0n, 100_000n]);

      await page.getByRole('link', { name: /^RE/ }).click();
      await expect(page.getByRole('main')).toContainText('Return on parting or switching');
      await expect(page.getByRole('main').locator('data[value="300.00"]').first()).toBeVisible();
      await page.goto('/funds');
      await expect(rowOf(page, 'Movements', 'Returned on parting').locator('data[value="300.00"]')).toBeVisible();
      for (const path of [
        `/customers/${customer.customerId}`,
        `/association-changes/new?customer=${customer.customerId}`,
      ])
        expect((await page.goto(path))?.status()).toBe(404);
      await page.goto('/customers');
      await expect(page.getByRole('main')).not.toContainText(customer.code);

      await enter(page, base, customerEmail);
      await page.goto('/my-account');
      await expect(rowOf(page, 'Statement', 'Returned to partner').locator('data[value="-300.00"]')).toBeVisible();
      await page.goto('/my-partner');
      await expect(page.getByRole('main')).toContainText('No partner');
      await page.goto(request);
      await expect(page.getByRole('main')).toContainText('Completed');
    });
  });
}

test('a switch to referral returns the balance; from then on nothing can be allocated', async ({ page }) => {
  const { team, customerEmail } = await makeCouple();
  const { customer } = team;
  await enter(page, base, team.emails.admin);
  await page.goto(`/association-changes/new?customer=${customer.customerId}&kind=switch`);
  const request = await ask(page, 'Ask to switch to referral');
  await expect(page.getByRole('main')).toContainText('The customer has not answered yet.');
  await enterWithCode(page, customer, customerEmail);
  await page.goto('/my-partner');
  await rowOf(page, 'Latest requests', 'Switch to referral').getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(request));
  await page.getByRole('button', { name: 'Agree and carry it out' }).click();
  await expectDone(page, 'The change is in effect.');
  await page.goto('/my-partner');
  await expect(page.getByRole('region', { name: 'Partner', exact: true })).toContainText('Referral');
  expect([await balanceOf(customer), await balanceOf(team)]).toEqual([0n, 100_000n]);

  await enter(page, base, team.emails.finance);
  expect((await page.goto(`/customers/${customer.customerId}`))?.status()).toBe(200);
  await page.goto(`/funds/allocate/review?customer=${customer.customerId}&amount=1.00`);
  await expect(page.getByRole('main')).toContainText('Referral customers keep their own money: you cannot allocate');
});

test('what is in the way is named with the way to mend it, and there is no form', async ({ page }) => {
  const { team } = await makeCouple();
  const { customer } = team;
  await database()
    .update(schema.associations)
    .set({ freezeLevel: 'account', frozenAt: sql`clock_timestamp()`, freezeReason: 'Test' })
    .where(eq(schema.associations.customerId, customer.customerId));
  await enter(page, base, team.emails.admin);
  await page.goto(`/association-changes/new?customer=${customer.customerId}&kind=disassociate`);
  const row = rowOf(page, 'What is checked first', 'not frozen by its partner');
  await expect(row).toContainText('In the way');
  await expect(page.getByRole('form', { name: 'Request' })).toHaveCount(0);
  await row.getByRole('link', { name: 'Open the customer' }).click();
  await expect(page).toHaveURL(new RegExp(`/customers/${customer.customerId}`));
});

test('a customer is asked for a code before it may ask to leave', async ({ page }) => {
  const { customerEmail } = await makeCouple();
  await enter(page, base, customerEmail);
  await page.goto('/association-changes/new?kind=disassociate');
  await expect(page.getByRole('form', { name: 'Request' })).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('link', { name: 'Get a code' })).toHaveAttribute(
    'href',
    /^\/account\/verification\?back=/,
  );
});

test('a partner rejects; nothing changes, and its word reaches the customer', async ({ page }) => {
  const { team, customerEmail } = await makeCouple();
  await enterWithCode(page, team.customer, customerEmail);
  await page.goto('/association-changes/new');
  const request = await ask(page, 'Ask to leave');
  await enter(page, base, team.emails.viewer);
  await page.goto(request);
  await expect(page.getByRole('button', { name: 'Reject' })).toHaveCount(0);
  await enter(page, base, team.emails.admin);
  await page.goto('/');
  await page.getByRole('link', { name: /^Requests to answer\s*1\s*Customers wait/ }).click();
  await expect(page.getByRole('main').locator(`a[href="${request}"]`)).toBeVisible();
  await page.goto(request);
  const form = page.getByRole('form', { name: 'Your answer' });
  await form.getByLabel('A word to the other side').fill('Let us talk first.');
  await form.getByRole('button', { name: 'Reject' }).click();
  await expectDone(page, 'Nothing has changed.');
  await page.goto('/');
  await expect(page.getByRole('link', { name: /^Requests to answer\s*0/ })).toBeVisible();
  await enter(page, base, customerEmail);
  await page.goto(request);
  await expect(page.getByRole('main')).toContainText('Let us talk first.');
  expect(await balanceOf(team.customer)).toBe(30_000n);
});

test('contacts a partner names are what its customers see', async ({ page }) => {
  const { team, customerEmail } = await makeCouple();
  await enter(page, base, team.emails.admin);
  await page.goto('/organization/contacts');
  const form = page.getByRole('form', { name: 'Add a contact' });
  await form.getByLabel('Name').fill('Lan Wei');
  await form.getByRole('button', { name: 'Add a contact' }).click();
  await expect(form.getByText('Enter a mobile number or an email address.').first()).toBeVisible();
  await form.getByLabel('Mobile number').fill('139 1234 5678');
  await form.getByRole('button', { name: 'Add a contact' }).click();
  await expectDone(page, 'The contact has been added.');
  await rowOf(page, 'Customer contacts', 'Lan Wei').getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Lan Wei' })).toBeVisible();
  await page.getByLabel('Position').fill('Service desk');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectDone(page, 'The contact has been changed.');
  await enter(page, base, customerEmail);
  await page.goto('/my-partner');
  await expect(page.getByRole('region', { name: 'Contacts' })).toContainText(/Lan Wei.*Service desk.*13912345678/s);
  await enter(page, base, team.emails.admin);
  await page.goto('/organization/contacts');
  await rowOf(page, 'Customer contacts', 'Lan Wei').getByRole('link').click();
  await page.getByRole('button', { name: 'Remove Lan Wei' }).click();
  await expectDone(page, 'The contact has been removed.');
});
