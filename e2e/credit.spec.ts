import { expect, type Page } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { termsFor } from '@/tests/credit';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, makeMoneyTeam, moneyPage, test } from './money-team';

let base: string;
let platform: WorldOrganization;
let operator: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `CR${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
});

const main = (page: Page) => page.getByRole('main');
const figure = (page: Page, name: string) => main(page).getByRole('region', { name, exact: true });

/** What each figure of a page says, and what the terms under it add up to, in minor units. */
const explained = (page: Page) =>
  page.locator('[data-explain]').evaluateAll((figures) => {
    const minor = (text: string | null) => Math.round(Number(text) * 100);
    return figures.map((each) => ({
      name: each.getAttribute('aria-label'),
      value: minor(each.getAttribute('data-explain')),
      terms: [...each.querySelectorAll('[data-term]')].reduce(
        (sum, term) => sum + minor(term.getAttribute('data-term')),
        0,
      ),
    }));
  });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('the operator lends and earmarks, after seeing what it does; the partner allocates on credit, and no more', async ({
      page,
    }) => {
      test.setTimeout(120_000);
      const team = await makeMoneyTeam('100.00');
      await enter(page, base, operator);
      await page.goto(`/operations/credit?q=${team.code}`);
      await page.getByRole('link', { name: `CNRY-${team.code}-name-en` }).click();
      const form = page.getByRole('form', { name: 'Set the terms' });
      await form.getByLabel('Credit limit').fill('5e2');
      await form.getByLabel('Earmarked').fill('40');
      await form.getByLabel('Reason').fill('As agreed for the year');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Credit limit')).toHaveAccessibleDescription(/in digits/);
      if (javaScriptEnabled) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      await page.getByLabel('Credit limit').fill('500');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page).toHaveURL(/request=/);
      const available = main(page).getByRole('row', { name: /Available to allocate/ });
      await expect(available.locator('data')).toHaveText(['CNY 100.00', 'CNY 560.00']);
      const review = page.url();
      await page.getByRole('button', { name: /^Set the terms of .*: limit CNY 500.00$/ }).click();
      await expectDone(page, 'The terms have been set.');
      await expect(main(page).getByRole('table', { name: 'Credit and earmarks' })).toContainText(
        'As agreed for the year',
      );
      await page.goto(review);
      await expectDone(page, 'These terms have been set');

      await enter(page, base, team.emails.finance);
      await page.goto(moneyPage('allocate', team));
      await expect(main(page)).toContainText('Available to allocate: CNY 560.00');
      await page.goto(moneyPage('allocate', team, '&amount=560.01').replace('allocate?', 'allocate/review?'));
      await expect(main(page)).toContainText('This would be refused');
      await page.goto(moneyPage('allocate', team, '&amount=400.00').replace('allocate?', 'allocate/review?'));
      await expect(main(page)).toContainText('Own money 0.00');
      await expect(main(page)).toContainText('Credit used 300.00');
      await page.getByRole('button', { name: /^Allocate CNY 400.00/ }).click();
      await expect(page).toHaveURL(/done=1/);
      await page.goto('/');
      await expect(main(page)).toContainText('Own money CNY 0.00, credit left CNY 200.00, earmarked CNY 40.00');

      await enter(page, base, operator);
      await page.goto(`/operations/credit/${team.id}?creditLimit=299&reason=Less`);
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Credit limit')).toHaveAccessibleDescription(/More is in use than this leaves/);
    });

    test('[X8] [X11] [X12] every figure says what it is made of, now and as it was', async ({ page }) => {
      const team = await makeMoneyTeam('100.00');
      await termsFor(platform, team, { creditLimit: '500', designated: '40', owedInvoices: '90' });
      await enter(page, base, team.emails.viewer);
      await page.goto('/funds');
      await expect(figure(page, 'Available to allocate').locator('data[value="560.00"]').first()).toBeVisible();
      await expect(figure(page, 'Withdrawable').locator('data[value="0.00"]').first()).toBeVisible();
      const shown = await explained(page);
      expect(shown.map(({ name }) => name)).toEqual([
        'Available to allocate',
        'Recharge account',
        'Credit left',
        'Earmarked',
        'On its way out',
        'Withdrawable',
      ]);
      for (const { name, value, terms } of shown) expect([name, terms]).toEqual([name, value]);
      await expect(main(page).locator('[data-fresh]')).toContainText(/As of \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
      await figure(page, 'Credit left').getByText('What it is made of').click();
      await page.getByRole('link', { name: 'Credit limit' }).click();
      await expect(main(page).getByRole('table', { name: 'Credit and earmarks' })).toContainText('As agreed');

      await page.goto('/funds');
      await page.getByLabel('As of').fill('2020-01-01T12:00');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(page).toHaveURL(/as_of=2020-01-01T12%3A00/);
      await expect(main(page).locator('[data-fresh]')).toContainText('2020-01-01 12:00:00');
      expect((await explained(page)).map(({ value }) => value)).toEqual([0, 0, 0, 0, 0, 0]);
      await page.getByRole('link', { name: 'Back to now' }).click();
      await expect(figure(page, 'Available to allocate').locator('data[value="560.00"]').first()).toBeVisible();
      await page.goto('/funds?as_of=yesterday');
      await expect(main(page)).toContainText('This is not a date and a time.');
      await page.goto('/funds?as_of=2099-01-01T12:00');
      await expect(main(page)).toContainText('This moment has not come yet.');
      await page.goto(`/customers/${team.customer.customerId}?as_of=2020-01-01T12:00`);
      await expect(main(page)).toContainText('Balance then: It was not your customer then.');
      await enter(page, base, operator);
      await page.goto(`/operations/organizations/${team.id}`);
      await page.getByLabel('As of').fill('2020-01-01T12:00');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(main(page)).toContainText('By what was posted until 2020-01-01 12:00:00');
      await expect(main(page)).toContainText('Balance then: CNY 0.00');

      await enter(page, base, await letSignIn(team.customer));
      await page.goto('/my-account');
      await page.getByLabel('As of').fill('2020-01-01T12:00');
      await page.getByRole('button', { name: 'Show' }).click();
      await expect(main(page).locator('[data-fresh]')).toContainText('2020-01-01 12:00:00');
    });
  });
}

const alertsOf = (id: Id<'organization'>) =>
  database()
    .select()
    .from(schema.outboxEvents)
    .where(sql`kind = 'balance.low' and organization_id = ${uuidOf(id)}::uuid`);

test('a balance that runs low is told of once, and the overview says so', async ({ page }) => {
  const team = await makeMoneyTeam('100.00');
  await enter(page, base, team.emails.admin);
  await page.goto('/funds');
  await page.getByRole('main').getByRole('link', { name: 'Balance alerts' }).click();
  await page.getByLabel('Tell me below').fill('150');
  await page.getByRole('button', { name: 'Set alert' }).click();
  await expectDone(page, 'The alert has been set.');
  await expect(main(page).getByRole('row', { name: /Own balance/ })).toContainText('Low');
  await expect(async () => {
    await page.goto('/notices');
    const told = main(page).getByRole('row', { name: /Your available balance has fallen below CNY 150\.00\./ });
    await expect(told).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  expect(await alertsOf(team.id)).toHaveLength(1);
  await page
    .getByRole('main')
    .getByRole('link', { name: /Your available balance has fallen/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Accounts' })).toBeVisible();
  await expect(main(page).getByText('Low', { exact: true })).toBeVisible();

  await page.goto('/funds/alerts');
  await page.getByRole('link', { name: 'Change the alert for Own balance' }).click();
  await expect(page.getByLabel('Tell me below')).toHaveValue('150.00');
  await page.getByLabel('Customer ID').fill(team.customer.customerId);
  await page.getByRole('button', { name: 'Set alert' }).click();
  await expectDone(page, 'The alert has been set.');
  await expect(main(page).getByRole('row', { name: new RegExp(`CNRY-${team.customer.code}-name-en`) })).toContainText(
    'Low',
  );
  await page.getByRole('button', { name: 'Remove the alert for Own balance' }).click();
  await expectDone(page, 'The alert has been removed.');
  await expect(main(page).getByRole('row', { name: /Own balance/ })).toHaveCount(0);
  await page.getByLabel('Customer ID').fill('cus_00000000000000000000000000');
  await page.getByLabel('Tell me below').fill('1');
  await page.getByRole('button', { name: 'Set alert' }).click();
  await expect(main(page).getByRole('alert')).toBeVisible();
  await expect(async () => expect(await alertsOf(team.id)).toHaveLength(2)).toPass({ timeout: 30_000 });
});
