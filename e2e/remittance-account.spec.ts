import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { and, desc, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { groupedNumber, isVirtualNumber } from '@/lib/virtual-number';
import { pdfTexts } from '@/tests/pdf-text';
import { receivingAccountOf } from '@/tests/recharge';
import { makeOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  const operator = await makeOrganization({ code: `EV${process.pid}r`, kind: 'operator' });
  await receivingAccountOf(operator);
});

const { entrustedPayers, outgoingMessages, remittanceAccounts, receivingAccounts } = schema;
const main = (page: Page) => page.getByRole('main');

/** The newest message of that kind to somebody. */
async function messageTo(recipient: string, template: 'verification' | 'remittance'): Promise<string> {
  const [message] = await database()
    .select({ body: outgoingMessages.body })
    .from(outgoingMessages)
    .where(and(eq(outgoingMessages.recipient, recipient), eq(outgoingMessages.template, template)))
    .orderBy(desc(outgoingMessages.createdAt))
    .limit(1);
  return message?.body ?? '';
}

async function openAccount(page: Page, team: Team, hasScripts: boolean) {
  await page.goto('/funds/recharge');
  await expect(page.getByRole('button', { name: 'Open the account' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send a code to' }).click();
  await expectDone(page, 'A code was sent to');
  const code = /\d{6}/.exec(await messageTo(team.emails.finance, 'verification'))?.[0] ?? '';
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  if (!hasScripts) await page.getByRole('link', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Open the account' }).click();
  await expectDone(page, 'The account is open');
}

async function fillPayer(page: Page, name: string) {
  await page.getByLabel('Payer’s name').fill(name);
  await page.getByLabel('Type of payer').selectOption({ label: 'Enterprise' });
  await page.getByLabel('Relationship').selectOption({ label: 'Creditor or debtor' });
  await page.getByLabel('Reason').selectOption({ label: 'Pays a debt' });
  await page.getByLabel('I have read the agreement').check();
}

async function addPayer(page: Page, name: string) {
  await page.goto('/funds/payers/new');
  await fillPayer(page, name);
  await page.getByRole('button', { name: 'Add a payer' }).click();
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a dedicated account: a code, a number of one’s own, its certificate, and its details by mail', async ({
      page,
    }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.finance);
      await openAccount(page, team, javaScriptEnabled);
      const [row] = await database()
        .select({ number: remittanceAccounts.number, bank: receivingAccounts.bankName })
        .from(remittanceAccounts)
        .innerJoin(receivingAccounts, eq(receivingAccounts.id, remittanceAccounts.receivingAccountId))
        .where(eq(remittanceAccounts.organizationId, team.id));
      const number = row?.number ?? '';
      expect(isVirtualNumber(number)).toBe(true);
      const card = page.getByRole('region', { name: 'Dedicated remittance account' });
      await expect(card).toContainText(groupedNumber(number));
      await expect(card).toContainText(row?.bank ?? '');
      await expect(card).toContainText(/working days? after you send it/);

      for (const [language, link, label] of [
        ['en', 'In English', 'Account number'],
        ['zh-CN', 'In Chinese', '账号'],
      ] as const) {
        const downloading = page.waitForEvent('download');
        await page.getByRole('link', { name: link }).click();
        const file = await downloading;
        expect(file.suggestedFilename()).toBe(`remittance-account-${number.slice(-4)}-${language}.pdf`);
        const [rows] = await pdfTexts(await readFile(await file.path()));
        expect(rows).toContain(`${label} ${groupedNumber(number)}`);
      }
      const answer = await page.request.get(`${base}/funds/recharge/certificate?language=en`);
      expect(answer.headers()).toMatchObject({
        'content-type': 'application/pdf',
        'content-disposition': expect.stringContaining('attachment'),
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      });

      await page.getByRole('button', { name: 'Send to my email' }).click();
      await expectDone(page, 'Sent to f***@canary.example');
      await expect(main(page)).not.toContainText(team.emails.finance);
      expect(await messageTo(team.emails.finance, 'remittance')).toContain(groupedNumber(number));
    });

    test('payers: added under the agreement, five at most, void for good', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.finance);
      for (const name of ['One Ltd', 'Two Ltd', 'Three Ltd', 'Four Ltd']) {
        await addPayer(page, name);
        await expectDone(page, 'The agreement is in effect');
      }
      await addPayer(page, 'one LTD.');
      await expect(main(page).getByRole('alert')).toContainText('An agreement with this payer is in effect already.');
      await fillPayer(page, 'Five Ltd');
      // Another tab has the form open still when the fifth is added.
      const other = await page.context().newPage();
      await other.goto('/funds/payers/new');
      await page.getByRole('button', { name: 'Add a payer' }).click();
      await expectDone(page, 'The agreement is in effect');
      await fillPayer(other, 'Six Ltd');
      await other.getByRole('button', { name: 'Add a payer' }).click();
      await expect(main(other)).toContainText('As many payers are in effect as may be.');
      expect(await database().$count(entrustedPayers, eq(entrustedPayers.organizationId, team.id))).toBe(5);
      await other.close();

      await page.goto('/funds/payers');
      await expect(main(page)).toContainText('5 of 5 in effect');
      await expect(page.getByRole('link', { name: 'Add a payer' })).toHaveCount(0);
      await page.getByRole('link', { name: 'Two Ltd' }).click();
      await page.getByText('I want to make it void').click();
      await page.getByRole('button', { name: 'Make the agreement with Two Ltd void' }).click();
      await expectDone(page, 'The agreement is void');
      await expect(page.getByRole('button', { name: /^Make the agreement/ })).toHaveCount(0);
      await page.goto('/funds/payers?state=void');
      await expect(page.getByRole('row').filter({ hasText: 'Two Ltd' })).toContainText('Void');
      await expect(page.getByRole('row').filter({ hasText: 'One Ltd' })).toHaveCount(0);
      await page.goto('/funds/payers');
      await expect(page.getByRole('link', { name: 'Add a payer' })).toBeVisible();
    });
  });
}

test('a payer is added with nothing but the keyboard', async ({ page }) => {
  const team = await makeTeam();
  await enter(page, base, team.emails.finance);
  await page.goto('/funds/payers/new');
  await page.getByLabel('Payer’s name').focus();
  await page.keyboard.type('Keyboard Ltd');
  // The second type, and the first of what it is and why it pays.
  for (const downs of [2, 1, 1]) {
    await page.keyboard.press('Tab');
    for (let press = 0; press < downs; press += 1) await page.keyboard.press('ArrowDown');
  }
  const consent = page.getByLabel('I have read the agreement');
  // A date has a field for each of its parts, and how many is the browser's own affair.
  for (let press = 0; press < 8 && !(await consent.evaluate((box) => box === document.activeElement)); press += 1)
    await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expectDone(page, 'The agreement is in effect');
  await expect(main(page)).toContainText('Individual');
});

test('viewers read the number and cannot open, send or name anybody', async ({ page }) => {
  const team = await makeTeam();
  await enter(page, base, team.emails.viewer);
  await page.goto('/funds/recharge');
  await expect(main(page)).toContainText('An administrator or a member in finance can open it.');
  await page.goto('/funds/payers');
  await expect(page.getByRole('link', { name: 'Add a payer' })).toHaveCount(0);
});

test('the operator writes down an account at a bank, changes it and closes it', async ({ page }) => {
  const operator = await makeOrganization({ code: `EW${process.pid}`, kind: 'operator' });
  await enter(page, base, await letSignIn(operator));
  await page.goto('/operations/receiving-accounts');
  await page.getByRole('main').getByRole('link', { name: 'Add an account' }).first().click();
  await page.getByLabel('Account number').fill(`33 00-${process.pid}`);
  await page.getByLabel('Prefix of numbers').fill('12');
  await page.getByLabel('Account name').fill('Cloud Platform Ltd');
  await page.getByLabel('Bank', { exact: true }).fill('Bank of Shanghai');
  await page.getByLabel('Branch').fill('Pudong');
  await page.getByRole('button', { name: 'Add an account' }).click();
  await expect(main(page).getByRole('alert')).toContainText('Use 4 to 12 digits.');
  await page.getByLabel('Prefix of numbers').fill(`9${String(process.pid).padStart(7, '0')}`);
  await page.getByRole('button', { name: 'Add an account' }).click();
  await expectDone(page, 'The account was added');
  await expect(main(page)).toContainText('Default');
  await page.getByLabel('At most, working days').fill('5');
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expectDone(page, 'The account was changed');
  await expect(page.getByRole('region', { name: 'Account', exact: true })).toContainText('1–5');
  await page.getByText('I want to close it').click();
  await page.getByRole('button', { name: `Close 3300${process.pid}` }).click();
  await expectDone(page, 'The account is closed');
  await expect(page.getByRole('button', { name: 'Change', exact: true })).toHaveCount(0);
});
