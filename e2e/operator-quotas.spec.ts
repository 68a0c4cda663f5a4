import { expect } from '@playwright/test';
import { demoId } from '@/db/seed/demo-organizations';
import { grant, issueTo, leftOf, quotaOf } from '@/tests/coupons';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, makeMoneyTeam, test } from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
let platform: WorldOrganization;
let operator: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `OQ${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[M27] grants 10,000.00 to a distributor with limits, after showing what it does, once', async ({ page }) => {
      await enter(page, base, operator);
      await page.goto('/operations/coupon-quotas');
      await page.getByRole('link', { name: 'Grant quota' }).first().click();
      await expect(page).toHaveURL(/coupon-quotas\/new$/);
      await page.getByLabel('Partner', { exact: true }).selectOption(demoId('organization', 'yunhe'));
      await page.getByLabel('Amount', { exact: true }).fill('1e4');
      await page.getByLabel('Expires').fill('2098-12-31');
      await page.getByText('Advanced: limits of use').click();
      await page.getByLabel('Cloud services').fill('ecs, obs');
      await page.getByRole('checkbox', { name: 'Resale' }).check();
      await page.getByLabel('Lowest face value').fill('60');
      await page.getByLabel('Highest face value').fill('50');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Amount', { exact: true })).toHaveAccessibleDescription(/in digits/);
      if (javaScriptEnabled) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      await expect(page.getByLabel('Cloud services')).toHaveValue('ecs, obs');
      await page.getByLabel('Amount', { exact: true }).fill('10,000.00');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Highest face value')).toHaveAccessibleDescription(/outside what is allowed/);
      if (javaScriptEnabled) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      await page.getByLabel('Lowest face value').fill('5');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page).toHaveURL(/request=/);
      const review = page.url();
      await expect(page.getByRole('main')).toContainText('Cloud services: ecs, obs');
      await page.getByRole('button', { name: 'Grant CNY 10,000.00 to Yunhe Digital' }).click();
      await expectDone(page, 'has been granted');
      await expect(page.getByRole('main').locator('data[value="10000.00"]').first()).toBeVisible();
      await expect(page.getByRole('main')).toContainText('Face value CNY 50.00 or less');
      await page.goto(review);
      await expectDone(page, 'granted already');
    });

    test('freezes a quota, makes it valid again, extends it, and says why each time', async ({ page }) => {
      const quota = await grant({ operator: platform }, await makeMoneyTeam('1.00'), '10000.00');
      const { expiresAt, number } = await quotaOf(quota);
      await enter(page, base, operator);
      await page.goto(`/operations/coupon-quotas?q=${number}`);
      await page.getByRole('link', { name: number, exact: true }).click();
      const change = async (state: RegExp, reason: string) => {
        const form = page.getByRole('form', { name: 'Change the state' });
        await form.getByRole('radio', { name: state }).check();
        await form.getByLabel('Reason').fill(reason);
        await form.getByRole('button', { name: 'Change the state' }).click();
        await expectDone(page, 'state of the quota has been changed');
        await expect(page.getByRole('main')).toContainText(reason);
      };
      await page.getByRole('radio', { name: /^Frozen/ }).check();
      await page.getByRole('button', { name: 'Change the state' }).click();
      await expect(
        page.getByRole('form', { name: 'Change the state' }).getByLabel('Reason'),
      ).toHaveAccessibleDescription(/required/);
      await change(/^Frozen/, 'Under investigation');
      expect((await quotaOf(quota)).state).toBe('frozen');
      await change(/^Valid/, 'Cleared');
      expect((await quotaOf(quota)).state).toBe('normal');
      await change(/^Being adjusted/, 'New contract');

      const extension = page.getByRole('form', { name: 'Extend the validity' });
      await extension.getByLabel('New last day').fill('2026-11-01');
      await extension.getByLabel('Reason').fill('New contract');
      await extension.getByRole('button', { name: 'Extend' }).click();
      await expect(extension.getByLabel('New last day')).toHaveAccessibleDescription(/later than the present end/);
      expect((await quotaOf(quota)).expiresAt).toEqual(expiresAt);
      await extension.getByLabel('New last day').fill('2098-12-31');
      await extension.getByRole('button', { name: 'Extend' }).click();
      await expectDone(page, 'has been extended');
      expect((await quotaOf(quota)).expiresAt).toEqual(new Date('2098-12-31T15:59:59Z'));
    });

    test('takes chosen coupons back, and says what became of each', async ({ page }) => {
      const team = await makeMoneyTeam('1.00');
      const quota = await grant({ operator: platform }, team, '100.00');
      const coupons = [...(await issueTo(team, quota, [team.customer], '30.00'))];
      coupons.push(...(await issueTo(team, quota, [team.customer], '20.00')));
      await enter(page, base, operator);
      await page.goto(`/operations/coupons?q=${quota}`);
      for (const box of await page.getByRole('checkbox', { name: /^Select CP/ }).all()) await box.check();
      await page.getByRole('button', { name: 'Take back selected' }).click();
      await expect(page.getByRole('main').locator('data[value="50.00"]')).toBeVisible();
      await page.getByRole('button', { name: 'Take back 2 coupons' }).click();
      await expect(page.getByLabel('Reason')).toHaveAccessibleDescription(/not valid|required/);
      expect(await leftOf(quota)).toBe(5_000n);
      await page.getByLabel('Reason').selectOption('recharge_cancelled');
      await page.getByRole('button', { name: 'Take back 2 coupons' }).click();
      await expectDone(page, '2 coupons were taken back');
      expect(await leftOf(quota)).toBe(10_000n);
      for (const id of coupons) expect(await leftOf(id)).toBe(0n);
    });
  });
}

test('[T2] these pages are not there for partners', async () => {
  const team = await makeMoneyTeam('1.00');
  const quota = await grant({ operator: platform }, team, '1.00');
  const cookie = await signInOverHttp(base, team.emails.admin);
  for (const path of ['coupon-quotas', `coupon-quotas/${quota}`, 'coupon-quotas/new', 'coupons', 'coupons/take-back'])
    expect((await request(base, `/operations/${path}`, { headers: { Cookie: cookie } })).status, path).toBe(404);
});
