import { expect, type Page } from '@playwright/test';
import { adjustmentsOf, enter, type MoneyTeam, makeMoneyTeam, moneyPage, test } from './money-team';

const refused: readonly [text: string, problem: RegExp][] = [
  ['', /Enter an amount/],
  ['0', /more than zero/],
  ['0.00', /more than zero/],
  ['-1', /more than zero/],
  ['1e3', /in digits/],
  ['0x10', /in digits/],
  ['NaN', /in digits/],
  ['Infinity', /in digits/],
  ['1,00', /in digits/],
  ['1 000', /in digits/],
  ['1.234', /more decimals/],
  ['12345678901234567890', /at most 2,147,483,647/],
  ['2147483647.01', /at most 2,147,483,647/],
];
const accepted: readonly [text: string, exact: string][] = [
  ['1,000', 'CNY 1,000.00'],
  ['１２．５', 'CNY 12.50'],
  ['0.01', 'CNY 0.01'],
  [' 007.10 ', 'CNY 7.10'],
];

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    async function open(page: Page, team: MoneyTeam) {
      await page.goto(moneyPage('allocate', team));
      if (javaScriptEnabled) await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
    }
    async function enterAmount(page: Page, text: string) {
      await page.getByLabel('Amount').fill(text);
      await page.getByRole('button', { name: 'Review' }).click();
    }

    test('[I1] what is no amount is refused on its field, and nothing moves', async ({ page, baseURL }) => {
      const team = await makeMoneyTeam('5000.00');
      await enter(page, baseURL ?? '', team.emails.finance);
      await open(page, team);
      for (const [text, problem] of refused) {
        await enterAmount(page, text);
        const field = page.getByLabel('Amount');
        await expect(field, text).toHaveAccessibleDescription(problem);
        await expect(field).toHaveAttribute('aria-invalid', 'true');
        await expect(field).toHaveValue(text);
        await expect(page).toHaveURL(/\/funds\/allocate\?/);
      }
      expect(await adjustmentsOf(team)).toEqual([]);
    });

    test('[I1] what is an amount is taken exactly', async ({ page, baseURL }) => {
      const team = await makeMoneyTeam('5000.00');
      await enter(page, baseURL ?? '', team.emails.finance);
      for (const [text, exact] of accepted) {
        await open(page, team);
        await enterAmount(page, text);
        await expect(page.getByRole('button', { name: `Allocate ${exact} to` }), text).toBeVisible();
      }
      expect(await adjustmentsOf(team)).toEqual([]);
    });
  });
}
