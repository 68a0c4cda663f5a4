import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { newId } from '@/lib/id';
import { pdfTexts } from '@/tests/pdf-text';
import { actorOf, freshKey } from '@/tests/world';
import { enter, letSignIn, type MoneyTeam, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

/** A partner with 100.00 that gave 30.00 to its customer and took 10.00 back. */
async function teamWithHistory(): Promise<MoneyTeam> {
  const team = await makeMoneyTeam('100.00');
  const { customerId } = team.customer;
  await allocateFunds(actorOf(team), freshKey(), { customerId, amount: '30.00' });
  await reclaimFunds(actorOf(team), freshKey(), { customerId, amount: '10.00' });
  return team;
}

const rowsOf = (page: Page, name = 'Recharge account') => page.getByRole('table', { name }).getByRole('row');

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[X8] a statement is filtered, seen as of a moment, and opens its transfers', async ({ page }) => {
      const team = await teamWithHistory();
      await enter(page, base, team.emails.viewer);
      await page.goto('/funds/statement');
      await expect(rowsOf(page)).toHaveCount(4);
      const month = page.getByRole('region', { name: /^Month/ }).first();
      await expect(month.getByRole('row', { name: /Recharge account/ })).toContainText('3');
      for (const amount of ['110.00', '30.00', '80.00'])
        await expect(month.locator(`data[value="${amount}"]`).first()).toBeVisible();
      await page.getByRole('combobox', { name: 'Type' }).selectOption('Reclaim');
      await page.getByRole('button', { name: 'Search' }).click();
      await expect(rowsOf(page)).toHaveCount(2);
      await expect(rowsOf(page).nth(1)).toContainText('10.00');
      await page.getByRole('link', { name: 'Clear all' }).click();
      await expect(rowsOf(page)).toHaveCount(4);
      await page.getByLabel('As of').fill('2020-01-31T23:59:59');
      await page.getByRole('button', { name: 'Search' }).click();
      await expect(page.getByRole('heading', { name: 'Month 2020-01' })).toBeVisible();
      await expect(rowsOf(page)).toHaveCount(0);
      await page.getByRole('link', { name: 'Clear all' }).click();
      await expect(rowsOf(page)).toHaveCount(4);

      await page.getByRole('link', { name: 'Lines of this month' }).click();
      await expect(page).toHaveURL(/of_month=\d{4}-\d\d$/);
      await expect(page.getByRole('list', { name: 'Active filters' })).toContainText('Month (Beijing time)');
      await expect(rowsOf(page)).toHaveCount(4);
      await page.getByRole('link', { name: 'Month before' }).click();
      await expect(rowsOf(page)).toHaveCount(0);
      await page.getByRole('link', { name: 'Clear all' }).click();
      await expect(rowsOf(page)).toHaveCount(4);

      await rowsOf(page).nth(2).getByRole('link').click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText('AD');
      const legs = page.getByRole('table', { name: 'Postings' });
      await expect(legs.locator('data[value="-30.00"]')).toBeVisible();
      await expect(legs.locator('data[value="70.00"]')).toBeVisible();
      await page.getByRole('link', { name: 'Adjustment record', exact: true }).click();
      await expect(page).toHaveURL(/\/funds\/adjustments\/adj_/);
    });

    test('[F16] a statement is taken out as a document that says the same', async ({ page }) => {
      const team = await teamWithHistory();
      await enter(page, base, team.emails.finance);
      await page.goto('/funds/statement');
      await page.getByRole('link', { name: 'Export' }).click();
      await page.getByRole('button', { name: 'Export as PDF' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'Export task created' })).toBeVisible();
      const row = page.getByRole('table', { name: 'Exports' }).getByRole('row').nth(1);
      await expect(async () => {
        if (!javaScriptEnabled) {
          const refresh = page.getByRole('link', { name: 'Refresh' });
          if (await refresh.isVisible()) await refresh.click();
        }
        await expect(row).toContainText('Completed', { timeout: javaScriptEnabled ? 5_000 : 500 });
      }).toPass({ timeout: 30_000 });
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download the export of' }).first().click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/^statement-\d{4}-\d\d-\d\d-[0-9a-z]{6}\.pdf$/);
      const text = (await pdfTexts(await readFile(await file.path()))).flat().join('\n');
      for (const part of ['100.00 100.00', '-30.00 70.00', '10.00 80.00', 'Eighty and 00/100 CNY', 'Page 1 of 1'])
        expect(text).toContain(part);
    });
  });
}

test('a customer reads its own statement, and nobody a foreign transfer', async ({ page }) => {
  const team = await teamWithHistory();
  await enter(page, base, await letSignIn(team.customer));
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: 'Statement' }).first().click();
  await expect(rowsOf(page)).toHaveCount(3);
  await expect(rowsOf(page).nth(1)).toContainText('Reclaim');
  const href = await rowsOf(page).nth(1).getByRole('link').getAttribute('href');
  await page.goto(href ?? '');
  await expect(page.getByRole('table', { name: 'Postings' })).toContainText('Not shown');

  const other = await makeMoneyTeam('1.00');
  await enter(page, base, other.emails.admin);
  const titles: string[] = [];
  for (const path of [href ?? '', `/funds/transfers/${newId('transfer')}`, '/funds/transfers/x']) {
    const answer = await page.goto(path);
    titles.push(`${answer?.status()} ${await page.getByRole('heading', { level: 1 }).textContent()}`);
  }
  expect(new Set(titles).size).toBe(1);
  expect(titles[0]).toMatch(/^404 /);
});

test('[M24] months that are over are closed, and shown with their digests', async ({ page }) => {
  // The demo world has ninety days of history, so that at least two months of it are over.
  await page.goto('/sign-in');
  await page.getByLabel(/邮箱|Email/).fill('finance@qiming.example');
  await page.getByLabel(/密码|Password/).fill('Partner-center-demo-1');
  await page.getByRole('button', { name: /登录|Sign in/ }).click();
  await expect(page).not.toHaveURL(/sign-in/);
  await page.context().addCookies([{ name: 'locale', value: 'en', url: base }]);
  const table = page.getByRole('table', { name: 'Closed months' });
  await expect(async () => {
    await page.goto('/funds/statement/months');
    await expect(table.getByRole('row')).not.toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  expect(await table.getByRole('row').count()).toBeGreaterThan(2);
  await expect(table.getByRole('button', { name: /^Copy the digest of \d{4}-\d\d/ }).first()).toBeVisible();
  await expect(page.getByRole('figure', { name: /^Income and expense by month/ })).toBeVisible();
  const over = table.getByRole('link', { name: /^\d{4}-\d\d$/ }).last();
  const month = await over.textContent();
  await over.click();
  await expect(page.getByRole('heading', { name: `Month ${month}` })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Active filters' })).toContainText(`Month (Beijing time): ${month}`);
  await expect(rowsOf(page)).not.toHaveCount(0);
});
