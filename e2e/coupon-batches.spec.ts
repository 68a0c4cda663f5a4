import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { grant, leftOf } from '@/tests/coupons';
import { makeCustomer, makeOrganization, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, request, signInOverHttp, type Team } from './people';

interface CouponTeam extends Team {
  readonly quotaId: Id<'couponQuota'>;
  readonly customers: readonly WorldCustomer[];
}

let operator: WorldOrganization | undefined;

/** A partner with a quota and some customers. Nobody else touches them. */
async function makeCouponTeam(amount: string, count: number): Promise<CouponTeam> {
  const team = await makeTeam();
  operator ??= await makeOrganization({ code: `EL${process.pid}`, kind: 'operator' });
  const customers: WorldCustomer[] = [];
  for (let n = 1; n <= count; n += 1) customers.push(await makeCustomer(team, `${team.code}-${n}`, 'resale'));
  return { ...team, customers, quotaId: await grant({ operator }, team, amount) };
}

const couponsOf = (quotaId: Id<'couponQuota'>) =>
  database()
    .select({ customerId: schema.coupons.customerId, faceMinor: schema.coupons.faceMinor })
    .from(schema.coupons)
    .where(sql`quota_id = ${uuidOf(quotaId)}::uuid`);

const newList = (quotaId: string) => `/coupons/batches/new?quota=${quotaId}`;
const rowIn = (page: Page, number: number) =>
  page
    .getByRole('table', { name: 'Rows' })
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: `${number}`, exact: true }) });

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('twelve pasted rows are looked at, issued but for a wrong one, and come back as a file', async ({
      page,
      baseURL,
    }) => {
      const team = await makeCouponTeam('100.00', 12);
      await enter(page, baseURL ?? '', team.emails.finance);
      await page.goto('/coupons/batches');
      await page.getByRole('main').getByRole('link', { name: 'New list' }).first().click();
      await page.getByRole('button', { name: 'Continue' }).click();
      const rows = team.customers.map(({ customerId }, n) => `${customerId},${n === 4 ? 'five' : '5.00'},=row${n + 1}`);
      await page.getByLabel('Rows').fill(rows.join('\n'));
      await page.getByLabel('Minimum order amount').fill('20');
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await expect(page).toHaveURL(/\/coupons\/batches\/bat_/);
      await expect(rowIn(page, 1)).toContainText('Will be carried out');
      await expect(rowIn(page, 5)).toContainText('Enter the amount in digits');
      await expect(page.getByRole('main')).toContainText('Rows with a problem');
      expect(await couponsOf(team.quotaId)).toEqual([]);

      await page.getByRole('button', { name: 'Issue CNY 55.00 in 11 coupons' }).click();
      await expectDone(page, '11 rows done, 1 not carried out');
      expect(await couponsOf(team.quotaId)).toHaveLength(11);
      expect(await leftOf(team.quotaId)).toBe(4500n);

      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export CSV' }).click();
      const text = await readFile(await (await download).path(), 'utf8');
      const lines = text.trim().split('\r\n');
      expect(lines[0]).toBe(
        'Row,As written,Customer ID,Customer,Face value,Memo,Outcome,Reason,Coupon number,Coupon ID',
      );
      expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(team.customers.map((_, n) => `${n + 1}`));
      expect(text).toContain("'=row1");
      expect(lines.filter((line) => /,CP[0-9A-Z]{26},cpn_[0-9a-z]{26}$/.test(line))).toHaveLength(11);

      await page.reload();
      await expect(page.getByRole('button', { name: /^Issue CNY/ })).toHaveCount(0);
      await page.goto('/coupons/batches');
      await expect(page.getByRole('table', { name: 'Coupon lists' }).getByRole('row')).toHaveCount(2);
      await page.goto('/funds/batches');
      await expect(page.getByText('No batches yet')).toBeVisible();
      expect(await couponsOf(team.quotaId)).toHaveLength(11);
    });

    test('terms beyond the quota are said on their field, and nothing is kept', async ({ page, baseURL }) => {
      const team = await makeCouponTeam('100.00', 1);
      await enter(page, baseURL ?? '', team.emails.finance);
      await page.goto(newList(team.quotaId));
      await page.getByLabel('Rows').fill(`${team.customers[0]?.customerId},5.00`);
      await page.getByLabel('Valid until').fill('2098-12-31');
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await expect(page.getByLabel('Valid until')).toHaveAccessibleDescription(/beyond the limits of the quota/);
      await expect(page.getByLabel('Rows')).toHaveValue(/cus_/);
      await page.getByLabel('Valid until').fill('');
      await page.getByRole('button', { name: 'Check the rows' }).click();
      await expect(page).toHaveURL(/\/coupons\/batches\/bat_/);
    });
  });
}

test('ticked customers get one face value each', async ({ page, baseURL }) => {
  const team = await makeCouponTeam('100.00', 2);
  await enter(page, baseURL ?? '', team.emails.finance);
  await page.goto('/customers');
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  for (const box of await page.locator('tbody .pick input').all()) await box.check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Issue coupons' }).click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Face value for each').fill('12.5');
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await page.getByRole('button', { name: 'Issue CNY 25.00 in 2 coupons' }).click();
  await expectDone(page, '2 rows done');
  expect(await couponsOf(team.quotaId)).toHaveLength(2);
});

test('a list that was broken off says how far it is and goes on; one whose quota is frozen says so', async ({
  page,
  baseURL,
}) => {
  const team = await makeCouponTeam('100.00', 2);
  await enter(page, baseURL ?? '', team.emails.finance);
  await page.goto(newList(team.quotaId));
  const rows = team.customers.map(({ customerId }) => `${customerId},1.00`).join('\n');
  await page.getByLabel('Rows').fill(rows);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page).toHaveURL(/bat_/);
  const freeze = (state: string) =>
    database().execute(sql`update coupon_quotas set state = ${state} where id = ${uuidOf(team.quotaId)}::uuid`);
  await freeze('frozen');
  await page.reload();
  await expect(page.getByText('Nothing of this list can be issued now')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Issue CNY/ })).toHaveCount(0);
  await freeze('normal');
  await database().execute(
    sql`update adjustment_batches set state = 'running', started_at = now() where organization_id = ${uuidOf(team.id)}::uuid`,
  );
  await page.reload();
  await expect(page.getByText('0 of 2 rows are finished')).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expectDone(page, '2 rows done');
  expect(await leftOf(team.quotaId)).toBe(9800n);
});

test("somebody else's list and quota do not exist, and who may not move money still makes lists", async ({
  baseURL,
}) => {
  const base = baseURL ?? '';
  const [team, other] = [await makeCouponTeam('10.00', 1), await makeCouponTeam('10.00', 1)];
  const cookieOf = async (email: string) => ({ Cookie: await signInOverHttp(base, email) });
  const strange = await cookieOf(other.emails.finance);
  const status = async (path: string, headers: Record<string, string>) =>
    (await request(base, path, { headers })).status;
  expect(await status(newList(team.quotaId), strange)).toBe(404);
  expect(await status(newList(team.quotaId), await cookieOf(team.emails.finance))).toBe(200);
  for (const role of ['sales', 'viewer'] as const)
    expect(await status('/coupons/batches', await cookieOf(team.emails[role]))).toBe(404);
  const subsidised = await makeOrganization({ code: `EG${process.pid}`, kind: 'subsidised_partner' });
  const admin = await cookieOf(await letSignIn(subsidised));
  expect(await status('/coupons/batches', admin)).toBe(200);
  expect(await status('/funds/batches', admin)).toBe(404);
});
