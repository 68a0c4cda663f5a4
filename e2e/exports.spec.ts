import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { takeApart } from '@/tests/exports';
import { makeCustomer } from '@/tests/world';
import { enter, type MoneyTeam, makeMoneyTeam, test } from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

/** The row of the newest export; without scripts somebody has to press Refresh. */
async function completed(page: Page, hasScripts: boolean) {
  const row = page.getByRole('table', { name: 'Exports' }).getByRole('row').nth(1);
  await expect(async () => {
    if (!hasScripts) {
      const refresh = page.getByRole('link', { name: 'Refresh' });
      if (await refresh.isVisible()) await refresh.click();
    }
    await expect(row).toContainText('Completed', { timeout: hasScripts ? 5_000 : 500 });
  }).toPass({ timeout: 30_000 });
  return row;
}

async function download(page: Page): Promise<{ bytes: Buffer; name: string }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the export of' }).first().click(),
  ]);
  return { bytes: await readFile(await file.path()), name: file.suggestedFilename() };
}

const downloadsOf = async (team: MoneyTeam) => {
  const { auditEntries } = schema;
  return database()
    .select({ detail: auditEntries.detail, userId: auditEntries.userId })
    .from(auditEntries)
    .where(and(eq(auditEntries.organizationId, team.id), eq(auditEntries.action, 'exports.download')));
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[F16] takes the filtered list out: asked for, followed, downloaded, and kept in the audit', async ({
      page,
    }) => {
      const team = await makeMoneyTeam('10.00');
      await makeCustomer(team, `${team.code}-ref`, 'referral');
      await enter(page, base, team.emails.admin);
      await page.goto('/customers?type=resale');
      await page.getByRole('link', { name: 'Export', exact: true }).click();
      await expect(page).toHaveURL(/\/customers\/exports\?type=resale/);
      const card = page.getByRole('region', { name: 'Export customers' });
      await expect(card).toContainText('Association: Resale');
      await expect(card).toContainText('1 customer');
      await page.getByRole('button', { name: 'Export as CSV' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'Export task created' })).toBeVisible();
      const row = await completed(page, javaScriptEnabled);
      await expect(row).toContainText('Association: Resale');
      await page.reload();
      await expect(row).toContainText('Completed');
      const { bytes, name } = await download(page);
      expect(name).toMatch(/^customers-\d{4}-\d\d-\d\d-[0-9a-z]{6}\.csv$/);
      const { head, rows } = takeApart(bytes);
      expect(head).toMatchObject({ Filter: 'Association: Resale', Rows: '1' });
      expect(rows.map(([id]) => id)).toEqual([team.customer.customerId]);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(await downloadsOf(team)).toEqual([
        {
          userId: team.users.admin,
          detail: { list: 'customers', format: 'csv', filter: 'type=resale', rows: 1, bytes: bytes.byteLength, sha256 },
        },
      ]);
    });
  });
}

test('makes a workbook too, in the language of the page', async ({ page }) => {
  const team = await makeMoneyTeam('10.00');
  await enter(page, base, team.emails.admin, 'zh-CN');
  await page.goto('/customers/exports');
  await page.getByRole('button', { name: '导出为 Excel' }).click();
  const row = page.getByRole('table', { name: '导出记录' }).getByRole('row').nth(1);
  await expect(row).toContainText('已完成', { timeout: 30_000 });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('link', { name: /的导出$/ })
      .first()
      .click(),
  ]);
  const bytes = await readFile(await file.path());
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(bytes.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
});

test('says that one is still running instead of starting another', async ({ page }) => {
  const team = await makeMoneyTeam('10.00');
  // Running for the database, by a process that is alive: nobody takes it up.
  await database()
    .insert(schema.exportTasks)
    .values({
      ...{ id: newId('exportTask'), organizationId: team.id, rootId: team.rootId, userId: team.users.admin },
      ...{ list: 'customers', format: 'csv', filter: {}, language: 'en', timeZone: 'Asia/Shanghai' },
      ...{
        state: 'running',
        rowsDone: 1_000,
        rowsTotal: 4_000,
        attempts: 1,
        heartbeatAt: sql`clock_timestamp() + interval '1 hour'`,
      },
    });
  await enter(page, base, team.emails.admin);
  await page.goto('/customers/exports');
  await expect(page.getByRole('table', { name: 'Exports' })).toContainText('Running');
  await expect(page.getByRole('table', { name: 'Exports' })).toContainText('1,000 of 4,000');
  await page.getByRole('button', { name: 'Export as Excel' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('still running');
});

test('[T2] [T3] is for administrators, and of their own organization only', async ({ page }) => {
  const [own, foreign] = [await makeMoneyTeam('10.00'), await makeMoneyTeam('10.00')];
  await enter(page, base, foreign.emails.admin);
  await page.goto('/customers/exports');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  await completed(page, true);
  const address = await page.getByRole('link', { name: 'Download the export of' }).first().getAttribute('href');
  expect((await request(base, address ?? '')).status).toBe(307);
  const admin = await signInOverHttp(base, own.emails.admin);
  const random = `/customers/exports/${newId('exportTask')}/download`;
  for (const path of [address ?? '', random, '/customers/exports/x/download'])
    expect((await request(base, path, { headers: { Cookie: admin } })).status).toBe(404);
  for (const role of ['sales', 'finance', 'viewer'] as const) {
    const cookie = await signInOverHttp(base, foreign.emails[role]);
    for (const path of [address ?? '', '/customers/exports'])
      expect((await request(base, path, { headers: { Cookie: cookie } })).status).toBe(404);
    const list = await request(base, '/customers', { headers: { Cookie: cookie } });
    expect(list.text).not.toContain('/customers/exports');
  }
  expect(await downloadsOf(foreign)).toEqual([]);
});
