import { expect } from '@playwright/test';
import { and, eq, isNull } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { enter, letSignIn, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('freezes a customer for the partner, tells the customer so but not why, and ends it', async ({ page }) => {
      const team = await makeMoneyTeam('10.00');
      const { customerId } = team.customer;
      const customer = await letSignIn(team.customer);
      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${customerId}`);
      const freeze = page.getByRole('region', { name: 'Freeze for your organization' });
      await freeze.getByRole('radio', { name: /^Account and resources/ }).check();
      await freeze.getByLabel('Reason').fill('Two invoices are overdue');
      await freeze.getByRole('button', { name: /^Freeze / }).click();
      // Resources are frozen only by whoever says that they understand it.
      await expect(freeze.getByRole('checkbox', { name: /I understand/ })).toHaveAccessibleDescription(/.+/);
      await expect(freeze.getByLabel('Reason')).toHaveValue('Two invoices are overdue');
      await freeze.getByRole('radio', { name: /^Account and resources/ }).check();
      await freeze.getByRole('checkbox', { name: /I understand/ }).check();
      await freeze.getByRole('button', { name: /^Freeze / }).click();
      await expect(page.getByRole('status').filter({ hasText: 'is frozen now' })).toBeVisible();
      await expect(page.getByText('Frozen with resources by the partner')).toBeVisible();
      await expect(page.getByRole('main')).toContainText('Two invoices are overdue');

      await enter(page, base, customer);
      await page.goto('/my-account');
      await expect(page.getByRole('main')).toContainText('Your partner has frozen your account');
      await expect(page.locator('body')).not.toContainText('overdue');

      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${customerId}`);
      const end = page.getByRole('region', { name: 'End your freeze' });
      await end.getByLabel('Reason').fill('Paid');
      await end.getByRole('button', { name: /^Unfreeze / }).click();
      await expect(page.getByRole('status').filter({ hasText: 'no longer frozen' })).toBeVisible();
      await expect(page.getByRole('region', { name: 'Freeze for your organization' })).toBeVisible();
    });

    test('lets a reseller freeze only after its distributor has granted it', async ({ page }) => {
      const code = `${process.pid}${javaScriptEnabled ? 'a' : 'b'}`;
      const distributor = await makeOrganization({ code: `FD${code}`, kind: 'distributor' });
      const reseller = await makeOrganization({ code: `FR${code}`, kind: 'reseller', parent: distributor });
      const { customerId } = await makeCustomer(reseller, `FC${code}`, 'resale');
      const [above, below] = [await letSignIn(distributor), await letSignIn(reseller)];
      await enter(page, base, below);
      await page.goto(`/customers/${customerId}`);
      const card = page.getByRole('region', { name: 'Freeze for your organization' });
      await expect(card).toContainText('has not granted');
      await expect(card.getByRole('button')).toHaveCount(0);
      await enter(page, base, above);
      await page.goto(`/customers/of-resellers/${customerId}`);
      await card.getByLabel('Reason').fill('For the reseller');
      await card.getByRole('button', { name: /^Freeze / }).click();
      await expect(page.getByRole('status').filter({ hasText: 'is frozen now' })).toBeVisible();
      const end = page.getByRole('region', { name: 'End your freeze' });
      await end.getByLabel('Reason').fill('Paid to the reseller');
      await end.getByRole('button', { name: /^Unfreeze / }).click();
      await expect(page.getByRole('status').filter({ hasText: 'no longer frozen' })).toBeVisible();
      await page.goto('/resellers');
      await expect(page.getByRole('row', { name: new RegExp(`FR${code}`) })).toContainText('No');
      await page.goto(`/resellers/${reseller.id}`);
      await page.getByRole('button', { name: 'Let it freeze customers' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'may freeze its customers now' })).toBeVisible();
      await enter(page, base, below);
      await page.goto(`/customers/${customerId}`);
      await card.getByLabel('Reason').fill('Overdue');
      await card.getByRole('button', { name: /^Freeze / }).click();
      await expect(page.getByText('Frozen by the partner')).toBeVisible();
    });
  });
}

test('[T2] people without the right see the freeze and no form; one lifted meanwhile is said to be', async ({
  page,
}) => {
  const team = await makeMoneyTeam('10.00');
  const { customerId } = team.customer;
  const relation = and(eq(schema.associations.customerId, customerId), isNull(schema.associations.endedAt));
  const frozen = { freezeLevel: 'account', frozenAt: new Date(), freezeReason: 'Overdue' } as const;
  await database().update(schema.associations).set(frozen).where(relation);
  for (const role of ['finance', 'viewer'] as const) {
    await enter(page, base, team.emails[role]);
    await page.goto(`/customers/${customerId}`);
    await expect(page.getByText('You have frozen this customer')).toBeVisible();
    await expect(page.getByRole('region', { name: 'End your freeze' })).toHaveCount(0);
  }
  await enter(page, base, team.emails.admin);
  await page.goto(`/customers/${customerId}`);
  const end = page.getByRole('region', { name: 'End your freeze' });
  await database().update(schema.associations).set({ freezeLevel: 'account_and_resource' }).where(relation);
  await end.getByLabel('Reason').fill('Paid');
  await end.getByRole('button', { name: /^Unfreeze / }).click();
  await expect(end.getByRole('alert')).toContainText('frozen in another way');
});
