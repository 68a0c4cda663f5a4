import { expect } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { createAdjustmentBatch } from '@/domain/batches/create-batch';
import { actorOf, freshKey } from '@/tests/world';
import { showCode } from './codes';
import { adjustmentsOf, enter, expectDone, makeMoneyTeam, moneyPage, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('an organization that asks for codes: nothing moves before one is shown, and then it does', async ({
      page,
    }) => {
      const team = await makeMoneyTeam('1000.00');
      await enter(page, base, team.emails.admin);
      await page.goto('/account/security');
      await page.getByRole('button', { name: 'Ask for codes' }).click();
      await expectDone(page, 'The verification codes were switched.');
      await expect(page.getByRole('button', { name: 'Stop asking for codes' })).toHaveCount(0);

      await enter(page, base, team.emails.finance);
      await page.goto(moneyPage('allocate', team));
      await page.getByLabel('Amount').fill('30.00');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByText('A verification code is needed first')).toBeVisible();
      await expect(page.getByRole('button', { name: /^Allocate CNY/ })).toHaveCount(0);
      expect(await adjustmentsOf(team)).toEqual([]);
      await showCode(page, team.emails.finance, javaScriptEnabled);
      await expect(page).toHaveURL(/\/funds\/allocate\/review\?.*request=/);
      await page.getByRole('button', { name: /^Allocate CNY 30\.00/ }).click();
      await expectDone(page, /adj_[0-9a-z]{26}/);
      expect(await adjustmentsOf(team)).toMatchObject([{ kind: 'allocate', amountMinor: 3000n }]);
    });

    test('a prepared list asks before it is run', async ({ page }) => {
      const team = await makeMoneyTeam('1000.00');
      await database()
        .update(schema.organizations)
        .set({ asksForCodes: true })
        .where(eq(schema.organizations.id, team.id));
      const customers = [team.customer.customerId];
      const batch = await createAdjustmentBatch(actorOf(team), freshKey(), {
        kind: 'allocate',
        customers,
        amount: '5.00',
      });
      await enter(page, base, team.emails.finance);
      await page.goto(`/funds/batches/${batch.ok ? batch.id : ''}`);
      await expect(page.getByRole('button', { name: /^Allocate CNY/ })).toHaveCount(0);
      await showCode(page, team.emails.finance, javaScriptEnabled);
      await page.getByRole('button', { name: /^Allocate CNY 5\.00/ }).click();
      await expect(page).toHaveURL(/done=1/);
      expect(await adjustmentsOf(team)).toMatchObject([{ kind: 'allocate', amountMinor: 500n }]);
    });
  });
}

test('a page that somebody else names is not gone to', async ({ page }) => {
  const team = await makeMoneyTeam('1.00');
  await enter(page, base, team.emails.viewer);
  await page.goto('/account/verification?back=https%3A%2F%2Fevil.example%2F');
  await expect(page.locator('input[name=back]').first()).toHaveValue('/');
});
