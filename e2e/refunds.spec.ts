import { expect, type Page } from '@playwright/test';
import { testProvider } from '@/domain/recharge/test-provider';
import { askDue } from '@/domain/withdrawals/ask-refunds';
import { paidOnline } from '@/tests/refunds';
import { heldOf } from '@/tests/withdrawals';
import { balanceOf, fund, makeOrganization, type WorldOrganization } from '@/tests/world';
import { showCode } from './codes';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
let platform: WorldOrganization;
let operator: string;
let team: Team;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `RO${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
});
test.beforeEach(async () => {
  team = await makeTeam();
});

/** Asks for everything by the original route. @returns the address of the first part */
async function askForAll(page: Page, amount: string, hasScripts: boolean): Promise<string> {
  await enter(page, base, team.emails.finance);
  await page.goto('/funds/withdrawals/new?kind=original');
  if (hasScripts) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
  await page.getByLabel('Amount', { exact: true }).fill(amount);
  await page.getByRole('button', { name: 'Show where it goes' }).click();
  await expect(page.getByRole('table', { name: 'Where it goes back to' })).toContainText('Back through: Test provider');
  if (hasScripts) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
  const account = page.getByLabel('Card or account number');
  if ((await account.count()) > 0) {
    await account.fill('1100 2233 4455');
    await page.getByLabel('Bank', { exact: true }).fill('Own Bank');
    await page.getByLabel('Branch').fill('North');
  }
  await page.getByRole('button', { name: 'Review' }).click();
  await showCode(page, team.emails.finance, hasScripts);
  await page.getByRole('button', { name: `Withdraw CNY ${amount}` }).click();
  await expectDone(page, 'its amount is held');
  return new URL(page.url()).pathname;
}

/** The operator approves everything that was asked for, and the provider is asked. */
async function approveAll(page: Page, own: string, amount: string): Promise<string> {
  const path = own.replace('/funds/', '/operations/');
  await enter(page, base, operator);
  await page.goto(path);
  await page.getByRole('button', { name: `Approve CNY ${amount}` }).click();
  await expectDone(page, 'was approved');
  while ((await askDue([testProvider])) > 0);
  return path;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[F6] what was paid online goes back through its provider, beside what goes through the bank', async ({
      page,
    }) => {
      test.setTimeout(180_000);
      await fund({ operator: platform }, team, '50.00');
      await paidOnline(team, '100.00');
      const own = await askForAll(page, '120.00', javaScriptEnabled);
      const together = page.getByRole('table', { name: 'Asked for together' });
      await expect(together.getByRole('row')).toHaveCount(2);
      await expect(together).toContainText('CNY 20.00');
      expect([await balanceOf(team), await heldOf(team)]).toEqual([3_000n, 12_000n]);
      const path = await approveAll(page, own, '120.00');
      await page.goto(path);
      await page.getByRole('link', { name: 'Decide at the test provider' }).click();
      await expect(page.getByRole('heading', { name: 'Test refund' })).toBeVisible();
      await page.getByRole('button', { name: 'Report another amount' }).click();
      await expect(page.getByText('Answered with: 200')).toBeVisible();
      expect(await heldOf(team)).toBe(12_000n);
      await page.getByRole('button', { name: 'Send it twice' }).click();
      await expect(page.getByText('Answered with: 200, 200')).toBeVisible();
      expect([await balanceOf(team), await heldOf(team)]).toEqual([3_000n, 2_000n]);
      await enter(page, base, team.emails.finance);
      await page.goto(own);
      await expect(page.getByRole('region', { name: 'Progress' })).toContainText('Refunded');
      await expect(page.getByRole('region', { name: 'Refund at the payment provider' })).toContainText('Refunded');
      await expect(page.getByRole('table', { name: 'Asked for together' })).toContainText('Approved');
    });
  });
}

test('[F6] a refund that fails is the partner’s money again, and a bank card takes it', async ({ page }) => {
  test.setTimeout(120_000);
  await paidOnline(team, '80.00');
  const own = await askForAll(page, '80.00', true);
  const path = await approveAll(page, own, '80.00');
  await page.goto(path);
  await expect(page.getByRole('button', { name: /^Return/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Decide at the test provider' }).click();
  await page.getByRole('button', { name: 'Let it fail' }).click();
  await expect(page.getByText('Answered with: 200')).toBeVisible();
  expect([await balanceOf(team), await heldOf(team)]).toEqual([8_000n, 0n]);
  await enter(page, base, team.emails.finance);
  await page.goto(own);
  await expect(page.getByText('account_closed')).toBeVisible();
  await page.getByRole('link', { name: 'Withdraw to a bank account or card' }).click();
  await expect(page.getByLabel('Amount', { exact: true })).toHaveValue('80.00');
  await page.goto('/funds/withdrawals/new?kind=original&amount=80.00&checked=1');
  await expect(page.getByLabel('Amount', { exact: true })).toHaveAccessibleDescription(/more than was recharged/);
});
