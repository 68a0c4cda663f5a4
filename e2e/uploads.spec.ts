import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { claimableLine } from '@/tests/claims';
import { tinyPng } from '@/tests/documents';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
let platform: WorldOrganization;
let operator: string;
let team: Team;
let folder: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  platform = await makeOrganization({ code: `OU${process.pid}`, kind: 'operator' });
  operator = await letSignIn(platform);
  team = await makeTeam();
});
test.afterAll(() => rmSync(folder, { recursive: true }));

const fileOf = (name: string, bytes: number): string => {
  const path = join(folder, name);
  writeFileSync(path, Buffer.alloc(bytes, ' '));
  return path;
};

/** Refused by itself, not by an error page or a lost connection, and said at the field. */
async function refusedAt(page: Page, field: string | RegExp, problem: RegExp): Promise<void> {
  await expect(page.getByRole('alert').filter({ hasText: /larger than/ })).toBeVisible();
  await expect(page.getByLabel(field, { exact: true })).toHaveAccessibleDescription(problem);
  await expect(page.getByLabel(field, { exact: true })).toHaveAttribute('aria-invalid', 'true');
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    for (const [what, bytes] of [
      ['a little', 1_600_000],
      ['far', 60_000_000],
    ] as const) {
      test(`[F7] a receipt ${what} too large is refused at its field, and a smaller one is taken`, async ({ page }) => {
        const line = await claimableLine(platform, { amount: '777.00' });
        await enter(page, base, team.emails.finance);
        const query = new URLSearchParams({ payerName: line.payerName, amount: '777.00', line: line.lineId });
        await page.goto(`/funds/claims/new?${query}`);
        await page.getByLabel('Receipt of your bank').setInputFiles(fileOf(`${what}.pdf`, bytes));
        await page.getByRole('button', { name: 'Claim this transfer' }).click();
        await refusedAt(page, 'Receipt of your bank', /larger than 1.5 MB/);
        const receipt = { name: 'receipt.png', mimeType: 'image/png', buffer: Buffer.from(tinyPng()) };
        await page.getByLabel('Receipt of your bank').setInputFiles(receipt);
        await page.getByRole('button', { name: 'Claim this transfer' }).click();
        await expectDone(page, 'Your claim waits for a review');
      });

      test(`[F7] a list of rows ${what} too large is refused at its field`, async ({ page }) => {
        await enter(page, base, team.emails.finance);
        await page.goto('/funds/batches/new');
        await page.getByLabel(/^CSV file/).setInputFiles(fileOf(`${what}.csv`, bytes));
        await page.getByRole('button', { name: 'Check the rows' }).click();
        await refusedAt(page, /^CSV file/, /1 MB/);
      });
    }

    test('[F7] pasted rows that are more than can be sent are refused at their field', async ({ page }) => {
      await enter(page, base, team.emails.finance);
      await page.goto('/funds/batches/new');
      await page.getByLabel(/^Rows/).fill('账'.repeat(900_000));
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await refusedAt(page, /^Rows/, /1 MB/);
    });

    test('[F7] a bank’s file and metadata far too large are refused at their field', async ({ page }) => {
      await enter(page, base, operator);
      await page.goto('/operations/bank-files/new');
      await page.getByLabel('File', { exact: true }).setInputFiles(fileOf('bank.xml', 200_000_000));
      await page.getByRole('button', { name: 'Upload' }).click();
      await refusedAt(page, 'File', /larger than 20 MB/);
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/configuration/edit/idp-metadata');
      await page.getByLabel('Metadata file').setInputFiles(fileOf('idp.xml', 60_000_000));
      await page.getByRole('button', { name: 'Upload' }).click();
      await refusedAt(page, 'Metadata file', /larger than 2 MB/);
    });
  });
}
