import { expect, type Page } from '@playwright/test';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { grant, issueTo } from '@/tests/coupons';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { enter, letSignIn, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const main = (page: Page) => page.getByRole('main');
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A partner with a customer that has a coupon which expires soon and one of another customer's. */
async function scene() {
  const operator = await makeOrganization({ code: `MV${process.pid}`, kind: 'operator' });
  const team = await makeMoneyTeam('1.00');
  const other = await makeCustomer(team, `${team.code}-o`, 'resale');
  const quota = await grant({ operator }, team, '1000.00', { minOrder: '20.00' });
  const remark = { remark: 'Between us' };
  const [soon] = await issueTo(team, quota, [team.customer], '60.00', { ...remark, expiresAt: inDays(3) });
  const [later, theirs] = await issueTo(team, quota, [team.customer, other], '40.00', remark);
  if (!soon || !later || !theirs) throw new Error('three coupons were issued');
  return { team, soon, later, theirs, email: await letSignIn(team.customer) };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[T3] a customer finds what it can use, what expires soon, and what became of each; of others nothing', async ({
      page,
    }) => {
      const { soon, later, theirs, email } = await scene();
      await enter(page, base, email);
      await page.goto('/');
      await main(page)
        .getByRole('link', { name: /2 usable coupons/ })
        .click();
      await expect(main(page).locator('data[value="100.00"]')).toBeVisible();
      const rows = main(page).locator('tbody').getByRole('row');
      await expect(rows).toHaveCount(2);
      await expect(rows.first()).toContainText(couponNumber(soon));
      await expect(rows.first()).toContainText('Expires soon');
      await expect(rows.last()).not.toContainText('Expires soon');
      await rows.last().getByRole('link').click();
      await expect(page).toHaveURL(new RegExp(later));
      await expect(main(page)).toContainText('Orders of CNY 20.00 or more');
      await expect(main(page).getByRole('row', { name: /Received/ })).toContainText('CNY 40.00');
      await expect(main(page)).not.toContainText('Between us');
      expect((await page.goto(`/my-coupons/${theirs}`))?.status()).toBe(404);
      await page.goto('/my-coupons');
      await main(page).getByRole('link', { name: 'Expired' }).click();
      await expect(main(page)).toContainText('No expired coupons');
    });
  });
}

test('a partner sees what its customer holds, and both what would go back on parting', async ({ page }) => {
  const { team, email } = await scene();
  const { customerId } = team.customer;
  await enter(page, base, team.emails.admin);
  await page.goto(`/customers/${customerId}`);
  const card = main(page).getByRole('region', { name: 'Coupons' });
  await expect(card.locator('data[value="100.00"]')).toBeVisible();
  await expect(card.getByRole('link', { name: 'All its coupons' })).toHaveAttribute('href', new RegExp(customerId));
  const timeline = main(page).getByRole('region', { name: 'Timeline' }).first();
  await expect(timeline.getByRole('link', { name: 'Coupon issued' })).toHaveCount(2);
  await page.goto(`/association-changes/new?customer=${customerId}&kind=disassociate`);
  await expect(main(page)).toContainText(/2 coupons of .* go back too/);
  await enter(page, base, email);
  await page.goto('/association-changes/new?kind=disassociate');
  await expect(main(page)).toContainText(/2 coupons of .* go back too/);
});
