import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { uuidOf, wireIdOf } from '@/lib/id';
import { balanceOf, makeCustomer } from '@/tests/world';
import { adjustmentsOf, enter, expectDone, makeMoneyTeam, test } from './money-team';
import { request, signInOverHttp } from './people';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a file is looked at row by row, run, and comes back with the same row numbers', async ({ page, baseURL }) => {
      const team = await makeMoneyTeam('100.00');
      const second = await makeCustomer(team, `${team.code}-d`, 'resale');
      const lines = [
        'customer,amount,memo',
        `${team.customer.customerId},60.00,=1+1`,
        `${wireIdOf(second.customerId)},50.00,too much`,
        `${wireIdOf(second.customerId)},5.25,`,
        'nobody,1.00,',
        `${team.customer.customerId},1e3,`,
      ];
      await enter(page, baseURL ?? '', team.emails.finance);
      await page.goto('/funds/batches/new');
      const file = { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) };
      await page.getByLabel('CSV file').setInputFiles(file);
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await expect(page).toHaveURL(/\/funds\/batches\/bat_/);
      const rows = page.getByRole('table', { name: 'Rows' });
      for (const [number, words] of [
        [2, 'Will be carried out'],
        [3, 'The balance is not enough.'],
        [4, 'Will be carried out'],
        [5, 'There is no such customer.'],
        [6, 'Enter the amount in digits'],
      ] as const) {
        await expect(
          rows.getByRole('row').filter({ has: page.getByRole('rowheader', { name: `${number}`, exact: true }) }),
        ).toContainText(words);
      }
      expect(await adjustmentsOf(team)).toEqual([]);
      await page.getByRole('button', { name: 'Allocate CNY 65.25 in 2 rows' }).click();
      await expectDone(page, '2 rows done, 3 not carried out');
      expect(await balanceOf(team)).toBe(3475n);

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export CSV' }).click();
      const text = await readFile(await (await download).path(), 'utf8');
      expect(text.split('\r\n').map((line) => line.split(',')[0])).toEqual(['\uFEFFRow', '2', '3', '4', '5', '6', '']);
      expect(text).toContain("'=1+1");
      await page.reload();
      await expect(page.getByRole('button', { name: /^Allocate CNY/ })).toHaveCount(0);
      expect(await adjustmentsOf(team)).toHaveLength(2);
    });
  });
}

test('ticked customers get one amount each, and give it back', async ({ page, baseURL }) => {
  const team = await makeMoneyTeam('100.00');
  await makeCustomer(team, `${team.code}-d`, 'resale');
  await enter(page, baseURL ?? '', team.emails.finance);
  await page.goto('/customers');
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  for (const box of await page.locator('tbody .pick input').all()) await box.check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Allocate' }).click();
  await expect(page).toHaveURL(/\/funds\/batches\/new/);
  await page.getByLabel('Amount for each').fill('12.5');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await page.getByRole('button', { name: 'Allocate CNY 25.00 in 2 rows' }).click();
  await expectDone(page, '2 rows done');
  expect(await balanceOf(team)).toBe(7500n);
});

test('a batch that was broken off says how far it is and goes on', async ({ page, baseURL }) => {
  const team = await makeMoneyTeam('100.00');
  await enter(page, baseURL ?? '', team.emails.finance);
  await page.goto('/funds/batches/new');
  await page.getByLabel('Rows').fill(`${team.customer.customerId},1.00,a\n${team.customer.customerId},2.00,b`);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page).toHaveURL(/bat_/);
  await database().execute(
    sql`update adjustment_batches set state = 'running', started_at = now() where organization_id = ${uuidOf(team.id)}`,
  );
  await page.reload();
  await expect(page.getByText('0 of 2 rows are finished')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expectDone(page, '2 rows done');
  expect(await balanceOf(team.customer)).toBe(300n);
});

test("somebody else's batch does not exist", async ({ page, baseURL }) => {
  const [team, other] = [await makeMoneyTeam('1.00'), await makeMoneyTeam('1.00')];
  const base = baseURL ?? '';
  await enter(page, base, team.emails.finance);
  await page.goto('/funds/batches/new');
  await page.getByLabel('Rows').fill(`${team.customer.customerId},1.00`);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page).toHaveURL(/bat_/);
  const path = new URL(page.url()).pathname;
  const headers = { Cookie: await signInOverHttp(base, other.emails.finance) };
  for (const foreign of [path, `${path}/result`]) expect((await request(base, foreign, { headers })).status).toBe(404);
});
