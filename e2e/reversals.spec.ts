import { expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { freshLine } from '@/tests/postings';
import { creditedLine, recordedTransfer, reversalOf } from '@/tests/reversals';
import { actorOf, balanceOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, makeMoneyTeam, test } from './money-team';

let base: string;
let operator: WorldOrganization;
let admin: string;
let finance: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  operator = await makeOrganization({ code: `RV${process.pid}`, kind: 'operator' });
  admin = await letSignIn(operator);
  const { users } = schema;
  const [row] = await database().select({ email: users.email }).from(users).where(eq(users.id, operator.users.finance));
  finance = row?.email ?? '';
});

/** From the list of what is open to the page of that payer's transaction. */
async function openLine(page: Page, list: string, payer: string): Promise<void> {
  await page.goto(list);
  await page.getByRole('link', { name: payer, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(payer);
}

/** The second person's yes to what is on the page. */
async function approve(page: Page): Promise<void> {
  const posting = new URL(page.url()).pathname;
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await enter(page, base, admin);
  await page.goto(posting);
  await page.getByRole('button', { name: 'Approve' }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[F6] what the bank takes back leaves the partner by two people, and its statement says so', async ({
      page,
    }) => {
      const team = await makeMoneyTeam('100.00');
      const payer = `Reversed ${process.pid} ${javaScriptEnabled}`;
      const original = await creditedLine({ operator }, team, '40.00', payer);
      await reversalOf({ operator }, original);
      expect(await balanceOf(team)).toBe(14_000n);

      await enter(page, base, finance);
      await openLine(page, '/operations/bank-lines?state=reversal', payer);
      const taken = page.getByRole('region', { name: 'What the bank took back' });
      await expect(taken).toContainText('100 % sure');
      await expect(taken).toContainText("names this transaction by the bank's reference");
      await expect(page.getByRole('main').locator('data[value="100.00"]')).toBeVisible();
      await page.getByRole('button', { name: /^Propose to take back from/ }).click();
      await expectDone(page, 'A second person decides');
      await approve(page);
      await expectDone(page, 'The money has moved');
      expect(await balanceOf(team)).toBe(10_000n);
      await page.goto(`/operations/bank-lines/${original}`);
      await expect(page.getByRole('main')).toContainText('Taken back by');

      await enter(page, base, team.emails.admin);
      await page.goto('/funds/statement?type=adjustment');
      await expect(page.getByRole('row', { name: /Recharge reversed by the bank/ })).toContainText('40.00');
      await page
        .getByRole('row', { name: /Recharge reversed by the bank/ })
        .getByRole('link')
        .first()
        .click();
      await expect(page.getByRole('main')).toContainText('Recharge reversed by the bank');
      await expect(page.getByRole('main')).toContainText(payer);
    });

    test('[F6] a transfer that was recorded by hand before is named, and nobody is credited twice', async ({
      page,
    }) => {
      const team = await makeMoneyTeam('1.00');
      await recordedTransfer({ operator }, team, '77.70');
      const payer = `Known ${process.pid} ${javaScriptEnabled}`;
      await freshLine({ operator }, '77.70', payer);

      await enter(page, base, finance);
      await openLine(page, '/operations/bank-lines', payer);
      await page.getByText('It was recorded by hand before').click();
      await page.getByRole('link', { name: 'Choose that of 2026-11-19' }).first().click();
      await page.getByRole('button', { name: /^Propose: it is this transfer of/ }).click();
      await expectDone(page, 'A second person decides');
      await approve(page);
      await expectDone(page, 'The money has moved');
      expect(await balanceOf(team)).toBe(7_870n);
    });
  });
}

test('[F6] spent money is not taken back, and the reversal stays open', async ({ page }) => {
  const team = await makeMoneyTeam('1.00');
  const payer = `Spent ${process.pid}`;
  const original = await creditedLine({ operator }, team, '20.00', payer);
  await reversalOf({ operator }, original);
  const spent = { customerId: team.customer.customerId, amount: '5.00' };
  expect(await allocateFunds(actorOf(team), freshKey(), spent)).toMatchObject({ ok: true });
  await enter(page, base, finance);
  await openLine(page, '/operations/bank-lines?state=reversal', payer);
  await page.getByRole('button', { name: /^Propose to take back from/ }).click();
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible();
  await page.goto('/operations/bank-lines?state=reversal');
  await expect(page.getByRole('link', { name: payer, exact: true })).toBeVisible();
});
