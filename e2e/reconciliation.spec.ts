import { expect } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { freshLine, openPosting } from '@/tests/postings';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, makeMoneyTeam, test } from './money-team';

let base: string;
let platform: WorldOrganization;
let admin: string;
let finance: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `RC${process.pid}`, kind: 'operator' });
  admin = await letSignIn(platform);
  const { users } = schema;
  const [row] = await database().select({ email: users.email }).from(users).where(eq(users.id, platform.users.finance));
  finance = row?.email ?? '';
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[F6] a large transfer is given to a partner by two people, and never by one', async ({ page }) => {
      const team = await makeMoneyTeam('100.00');
      const payer = `Payer ${process.pid} ${javaScriptEnabled}`;
      await freshLine({ operator: platform }, '60000.00', payer);

      await enter(page, base, finance);
      await page.goto('/operations/bank-lines');
      await page.getByRole('link', { name: payer, exact: true }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(payer);
      await page.getByRole('textbox', { name: 'Find a partner' }).fill(team.id);
      await page.getByRole('button', { name: 'Find', exact: true }).click();
      await page.getByRole('list', { name: 'Partners found' }).getByRole('link').click();
      await expect(page.getByRole('main').locator('data[value="60100.00"]')).toBeVisible();
      await page.getByLabel(`Suggest this partner for the next transfers of ${payer}`).check();
      await page.getByRole('button', { name: /^Propose to credit to/ }).click();
      await expectDone(page, 'A second person decides');
      await expect(page.getByRole('main')).toContainText('You proposed this yourself');
      await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
      const posting = new URL(page.url()).pathname;

      await enter(page, base, admin);
      await page.goto('/');
      await page.getByRole('link', { name: /^Postings to approve/ }).click();
      await expect(page).toHaveURL(/\/operations\/postings$/);
      await page.getByRole('link', { name: payer, exact: true }).click();
      await expect(page).toHaveURL(new RegExp(posting));
      await expect(page.getByRole('main').locator('data[value="60100.00"]')).toBeVisible();
      await page.getByRole('button', { name: 'Approve' }).click();
      await expectDone(page, 'The money has moved');

      await page.goto('/operations/payer-rules');
      await page.getByRole('row', { name: payer }).getByRole('button', { name: 'End' }).click();
      await expectDone(page, 'The rule has ended');
    });
  });
}

test('[X10] what came by itself and is large is taken up by one person and approved by another', async ({ page }) => {
  const team = await makeMoneyTeam('1.00');
  const posting = await openPosting({ operator: platform }, null, team, { amount: '1000000.00' });
  await enter(page, base, finance);
  await page.goto(`/operations/postings/${posting}`);
  await expect(page.getByRole('main')).toContainText('nobody has proposed it yet');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Take it up' }).click();
  await expectDone(page, 'Taken up. A second person decides');
  await expect(page.getByRole('main')).toContainText('You proposed this yourself');
  await enter(page, base, admin);
  await page.goto(`/operations/postings/${posting}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expectDone(page, 'The money has moved');
});

test('[F5] what the bank’s file brings is explained, and the suspense account by what lies in it', async ({ page }) => {
  const payer = `Unknown ${process.pid}`;
  await freshLine({ operator: platform }, '12.34', payer);
  await enter(page, base, admin);
  await page.goto('/operations/bank-lines');
  await expect(page.getByRole('main')).toContainText('the balance to the cent');
  await page.getByRole('searchbox', { name: 'Search' }).fill(payer);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('main')).toContainText('1 transaction, CNY 12.34 in all');
  await page.getByRole('link', { name: payer, exact: true }).click();
  await expect(page.getByRole('region', { name: 'Whose it seems to be' })).toContainText('No partner was recognised');
  await page.getByText("This money is nobody's here").click();
  await page.getByLabel('Reason').fill('Sent to the wrong company');
  await page.getByRole('button', { name: 'Propose to send back' }).click();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await expectDone(page, 'stays in suspense');
});
