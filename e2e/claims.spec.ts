import { expect, type Page } from '@playwright/test';
import { claimableLine, claimOf } from '@/tests/claims';
import { tinyPng } from '@/tests/documents';
import { balanceOf, makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, request, signInOverHttp, type Team } from './people';

let base: string;
let platform: WorldOrganization;
let operator: string;
let team: Team;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  platform = await makeOrganization({ code: `OC${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
});
test.beforeEach(async () => {
  team = await makeTeam();
});

const picture = { name: 'huidan.png', mimeType: 'image/png', buffer: Buffer.from(tinyPng()) };
async function search(page: Page, line: { payerName: string; amount: string }, accountEnd = ''): Promise<void> {
  await page.goto('/funds/claims');
  await page.getByLabel('Payer’s name').fill(line.payerName);
  await page.getByLabel('Exact amount').fill(line.amount);
  await page.getByLabel('End of the payer’s account').fill(accountEnd);
  await page.getByRole('button', { name: 'Find transfers' }).click();
  await expect(page).toHaveURL(/payerName=/);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('finds a transfer, claims it with a receipt, and has the money when the operator approves', async ({
      page,
    }) => {
      const line = await claimableLine(platform, { amount: '888.00' });
      await enter(page, base, team.emails.finance);
      await search(page, { ...line, amount: '888.01' });
      await expect(page.getByText('No such transfer lies in suspense')).toBeVisible();
      await search(page, line, '12');
      await expect(page.getByLabel('End of the payer’s account')).toHaveAccessibleDescription(/last four/);
      await search(page, line, '1234');
      await expect(page.getByRole('row').filter({ hasText: '888.00' })).toContainText('****1234');
      await expect(page.getByRole('main')).not.toContainText('6222020000001234');
      await page.getByRole('link', { name: /^Claim the transfer/ }).click();
      await page
        .getByLabel('Receipt of your bank')
        .setInputFiles({ name: 'huidan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>not a PDF') });
      await page.getByRole('button', { name: 'Claim this transfer' }).click();
      await expect(page.getByLabel('Receipt of your bank')).toHaveAccessibleDescription(/PDF, PNG or JPEG of at most/);
      await page.getByLabel('Receipt of your bank').setInputFiles(picture);
      await page.getByLabel('Note').fill('Paid by our parent company');
      await page.getByRole('button', { name: 'Claim this transfer' }).click();
      await expectDone(page, 'Your claim waits for a review');
      const claim = new URL(page.url()).pathname;
      await search(page, line);
      await expect(page.getByRole('row').filter({ hasText: 'Claimed by you' })).toBeVisible();

      await enter(page, base, operator);
      await page.goto(claim.replace('/funds/', '/operations/'));
      await expect(page.getByRole('main')).toContainText(line.payerName);
      await expect(page.getByRole('main')).toContainText(
        'neither the partner itself nor somebody it has an agreement for',
      );
      await expect(page.getByRole('main')).toContainText('Paid by our parent company');
      await expect(page.getByRole('img', { name: 'The receipt as a picture' })).toBeVisible();
      await page.getByRole('button', { name: 'Approve and credit' }).click();
      await expectDone(page, 'credited to the partner');
      expect(await balanceOf(team)).toBe(88_800n);
      await enter(page, base, team.emails.finance);
      await page.goto(claim);
      await expect(page.getByText('This claim was approved')).toBeVisible();
    });

    test('is turned down only with a reason, which the partner reads', async ({ page }) => {
      const id = await claimOf(team, await claimableLine(platform));
      await enter(page, base, operator);
      await page.goto(`/operations/claims/${id}`);
      const form = page.getByRole('form', { name: 'Reject' });
      await form.getByRole('button', { name: 'Reject' }).click();
      await expect(form.getByLabel('Reason')).toHaveAccessibleDescription(/required/);
      await form.getByLabel('Reason').fill('The receipt is of another day.');
      await form.getByRole('button', { name: 'Reject' }).click();
      await expectDone(page, 'Rejected');
      await enter(page, base, team.emails.finance);
      await page.goto(`/funds/claims/${id}`);
      await expect(page.getByRole('main')).toContainText('The receipt is of another day.');
      expect(await balanceOf(team)).toBe(0n);
    });

    test('is taken back by the partner', async ({ page }) => {
      const id = await claimOf(team, await claimableLine(platform));
      await enter(page, base, team.emails.finance);
      await page.goto(`/funds/claims/${id}`);
      await page.getByRole('button', { name: 'Withdraw claim' }).click();
      await expectDone(page, 'This claim was withdrawn');
    });
  });
}

test('[X10] of 50,000.00 or more is only proposed: nothing is credited before a second person decides', async ({
  page,
}) => {
  const id = await claimOf(team, await claimableLine(platform, { amount: '50000.00' }));
  await enter(page, base, operator);
  await page.goto('/operations/claims');
  await page.getByRole('row').filter({ hasText: '50,000.00' }).getByRole('link').first().click();
  await page.goto(`/operations/claims/${id}`);
  await page.getByRole('button', { name: 'Propose to credit it' }).click();
  await expectDone(page, 'A second person decides next');
  await expect(page.getByRole('link', { name: 'Open the posting' })).toBeVisible();
  await expect(page.getByRole('button', { name: /credit/ })).toHaveCount(0);
  expect(await balanceOf(team)).toBe(0n);
  await enter(page, base, team.emails.finance);
  await page.goto(`/funds/claims/${id}`);
  await expect(page.getByText('is being decided and cannot be withdrawn now')).toBeVisible();
});

test('[F9] [T3] the receipt is a file to be saved, for its partner and the operator alone', async () => {
  const id = await claimOf(team, await claimableLine(platform));
  const stranger = await makeTeam();
  const [own, others, platforms] = await Promise.all(
    [team.emails.viewer, stranger.emails.admin, operator].map((email) => signInOverHttp(base, email)),
  );
  const look = (path: string, Cookie = '') => request(base, path, { headers: { Cookie } });
  for (const [path, cookie] of [
    [`/funds/claims/${id}/receipt`, own],
    [`/operations/claims/${id}/receipt`, platforms],
  ] as const) {
    const { status, headers } = await look(path, cookie);
    expect([status, headers['content-type'], headers['x-content-type-options']]).toEqual([200, 'image/png', 'nosniff']);
    expect(headers['content-disposition']).toMatch(/^attachment; filename="receipt-[0-9a-z]{8}\.png"$/);
    const saved = await (await fetch(base + path, { headers: { Cookie: cookie ?? '' } })).arrayBuffer();
    expect(Buffer.from(saved).equals(tinyPng())).toBe(true);
  }
  const random = 'clm_00000000000000000000000000';
  for (const path of [`/funds/claims/${id}/receipt`, `/funds/claims/${id}`, `/operations/claims/${id}`]) {
    const [foreign, none] = [await look(path, others), await look(path.replace(id, random), others)];
    expect([path, foreign.status]).toEqual([path, none.status]);
    expect(foreign.status).toBe(404);
  }
});
