import { expect, type Page } from '@playwright/test';
import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { settlePaymentFiles } from '@/domain/withdrawals/settle-payment-files';
import { at, painProblems, parseXml } from '@/tests/pain001';
import { receivingAccountOf, suspenseLine } from '@/tests/recharge';
import { approved, ask, fileOf, heldOf, settle, toCard } from '@/tests/withdrawals';
import { balanceOf, fund, makeOrganization, type WorldOrganization } from '@/tests/world';
import { showCode } from './codes';
import { enter, expectDone, letSignIn, makeMoneyTeam, test } from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
let platform: WorldOrganization;
let admin: string;
let finance: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `WD${process.pid}`, kind: 'operator' });
  admin = await letSignIn(platform);
  const { users } = schema;
  const [person] = await database()
    .select({ email: users.email })
    .from(users)
    .where(eq(users.id, platform.users.finance));
  finance = person?.email ?? '';
});

const stateOf = (page: Page, text: string) =>
  expect(page.getByRole('heading', { level: 1 }).locator('xpath=ancestor::header|..').first()).toContainText(text);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[F6] money goes back the way it came: asked for with a code, approved, put into a file by another, paid', async ({
      page,
    }) => {
      // Three people, one after the other, and a code that is asked for.
      test.setTimeout(180_000);
      const team = await makeMoneyTeam('200.00');
      await fund({ operator: platform }, team, '100.00');
      const account = await receivingAccountOf(platform, { isDefault: false, bankName: `Bank ${team.code}` });

      await enter(page, base, team.emails.finance);
      await page.goto('/funds/withdrawals');
      await expect(page.getByRole('region', { name: 'What can be withdrawn' })).toContainText('CNY 300.00');
      await page.getByRole('link', { name: 'Withdraw', exact: true }).first().click();
      await page.getByLabel('Amount', { exact: true }).fill('300.01');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByLabel('Amount', { exact: true })).toHaveAccessibleDescription(
        /more than can be withdrawn/,
      );
      if (javaScriptEnabled) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      await page.getByLabel('Amount', { exact: true }).fill('150.00');
      await page.getByRole('button', { name: 'Show where it goes' }).click();
      const flows = page.getByRole('table', { name: 'Where it goes back to' });
      await expect(flows.getByRole('row')).toHaveCount(3);
      await expect(flows.getByRole('row').nth(1)).toContainText('CNY 100.00');
      await expect(flows.getByRole('row').nth(2)).toContainText('CNY 50.00');
      if (javaScriptEnabled) await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      await page.getByLabel('Card or account number').fill('1100 2233 4455');
      await page.getByLabel('Bank', { exact: true }).fill('Own Bank');
      await page.getByLabel('Branch').fill('North');
      await page.getByRole('button', { name: 'Review' }).click();
      await expect(page.getByText('A verification code is needed first')).toBeVisible();
      await expect(page.getByRole('button', { name: /^Withdraw CNY/ })).toHaveCount(0);
      await showCode(page, team.emails.finance, javaScriptEnabled);
      await expect(page).toHaveURL(/\/funds\/withdrawals\/review\?.*request=/);
      const review = page.url();
      await expect(page.getByRole('main')).toContainText('Within 7 working days after approval.');
      await page.getByRole('button', { name: 'Withdraw CNY 150.00' }).click();
      await expectDone(page, 'its amount is held');
      const own = page.url().replace(/\?.*/, '');
      await page.goto(review);
      await expectDone(page, 'has been requested');
      expect([await balanceOf(team), await heldOf(team)]).toEqual([15_000n, 15_000n]);

      await enter(page, base, finance);
      await page.goto(`/operations/withdrawals?q=${team.id}`);
      await page.getByRole('link', { name: /^WD/ }).click();
      await expect(page.getByRole('main')).toContainText('110022334455');
      await page.getByRole('button', { name: 'Approve CNY 150.00' }).click();
      await expectDone(page, 'was approved');

      await enter(page, base, admin);
      await page.goto(`/operations/withdrawals?state=approved&q=${team.id}`);
      await page.getByRole('checkbox', { name: /^Select WD/ }).check();
      await page.getByRole('button', { name: 'Make a payment file' }).click();
      const option = page.getByLabel('From account').getByRole('option', { name: `Bank ${team.code}` });
      await page.getByLabel('From account').selectOption((await option.getAttribute('value')) ?? account.id);
      await page.getByRole('button', { name: 'Make a file of CNY 150.00' }).click();
      await expectDone(page, 'payment file was made');
      const file = page.url().replace(/\?.*/, '');
      await expectDownloads(new URL(file).pathname);
      await page.getByRole('button', { name: /^Settle PF/ }).click();
      await expectDone(page, 'being settled');
      while ((await settlePaymentFiles()) > 0);
      await expect.poll(() => heldOf(team)).toBe(0n);
      await page.goto(file);
      await expect(page.getByRole('main')).toContainText('0 with the bank · 1 paid · 0 returned');

      await enter(page, base, team.emails.finance);
      await page.goto(own);
      await stateOf(page, 'Paid');
      await expect(page.getByRole('button', { name: 'Cancel the withdrawal' })).toHaveCount(0);
      await expect(page.getByRole('main')).not.toContainText('110022334455');
      expect(await balanceOf(team)).toBe(15_000n);
    });

    test('[F6] what is cancelled or rejected is in the account again, and the reason is read', async ({ page }) => {
      const team = await makeMoneyTeam('100.00');
      const [first, second] = [await ask(team, toCard('30.00')), await ask(team, toCard('40.00'))];
      await enter(page, base, team.emails.finance);
      await page.goto(`/funds/withdrawals/${first}`);
      await page.getByRole('button', { name: 'Cancel the withdrawal' }).click();
      await expectDone(page, 'was cancelled');
      expect([await balanceOf(team), await heldOf(team)]).toEqual([6_000n, 4_000n]);

      await enter(page, base, finance);
      await page.goto(`/operations/withdrawals/${second}`);
      await page.getByRole('button', { name: 'Reject CNY 40.00' }).click();
      const reject = page.getByRole('form', { name: 'Reject' });
      await expect(reject.getByLabel('Reason')).toHaveAccessibleDescription(/required/);
      await reject.getByLabel('Reason').fill('Another name on the account');
      await page.getByRole('button', { name: 'Reject CNY 40.00' }).click();
      await expectDone(page, 'was rejected');
      await enter(page, base, team.emails.viewer);
      await page.goto('/funds/withdrawals?state=rejected');
      await page.getByRole('link', { name: /^WD/ }).click();
      await expect(page.getByRole('main')).toContainText('Another name on the account');
      expect([await balanceOf(team), await heldOf(team)]).toEqual([10_000n, 0n]);
    });

    test('[F6] what the bank sent back is taken from suspense', async ({ page }) => {
      const team = await makeMoneyTeam('100.00');
      const account = await receivingAccountOf(platform, { isDefault: false });
      const id = await approved({ operator: platform }, team, toCard('60.00'));
      await settle({ operator: platform }, await fileOf({ operator: platform }, [id]));
      await enter(page, base, admin);
      await page.goto(`/operations/withdrawals/${id}`);
      await expect(page.getByRole('main')).toContainText('No line of this amount lies in suspense.');
      await suspenseLine(platform, account, { amount: '60.00', payerName: `Back ${team.code}` });
      await page.goto(`/operations/withdrawals/${id}`);
      const option = page.getByLabel('Line in suspense').getByRole('option', { name: `Back ${team.code}` });
      await page.getByLabel('Line in suspense').selectOption((await option.getAttribute('value')) ?? '');
      await page.getByRole('form', { name: 'Returned by the bank' }).getByLabel('Reason').fill('Account closed');
      await page.getByRole('button', { name: 'Return CNY 60.00' }).click();
      await expectDone(page, 'was returned');
      expect([await balanceOf(team), await heldOf(team)]).toEqual([10_000n, 0n]);
    });
  });
}

/** Both forms of a file as attachments, of which the first is what the standard wants, and the audit of who took them. */
async function expectDownloads(path: string): Promise<void> {
  const headers = { Cookie: await signInOverHttp(base, admin) };
  const xml = await request(base, `${path}/pain001.xml`, { headers });
  expect([xml.status, xml.headers['content-type']]).toEqual([200, 'application/xml; charset=utf-8']);
  expect(xml.headers['content-disposition']).toMatch(/^attachment; filename="PF\d{8}-\d{6}\.xml"$/);
  const document = parseXml(xml.text);
  expect(painProblems(document)).toEqual([]);
  expect(at(document, 'CstmrCdtTrfInitn/GrpHdr/CtrlSum')?.text).toBe('150.00');
  const csv = await request(base, `${path}/payments.csv`, { headers });
  expect(csv.headers['content-disposition']).toContain('.csv');
  expect(csv.text).toContain('110022334455');
  const { auditEntries } = schema;
  const taken = and(eq(auditEntries.action, 'payment_files.download'), sql`subject_id = ${path.split('/').at(-1)}`);
  expect(await database().$count(auditEntries, taken)).toBe(2);
  const stranger = await request(base, `${path}/pain001.xml`, {
    headers: { Cookie: await signInOverHttp(base, (await makeMoneyTeam('1.00')).emails.finance) },
  });
  expect(stranger.status).not.toBe(200);
}
