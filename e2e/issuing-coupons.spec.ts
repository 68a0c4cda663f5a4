import { expect, type Page } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { Id } from '@/lib/id';
import { uuidOf } from '@/lib/id';
import { grant, leftOf } from '@/tests/coupons';
import { makeCustomer, makeOrganization, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
let operator: WorldOrganization | undefined;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

interface CouponTeam extends Team {
  readonly quota: Id<'couponQuota'>;
  readonly customers: readonly WorldCustomer[];
}

/** A partner with quota and customers of its own; the last is of referral. */
async function makeCouponTeam(amount: string, resale: number, limits: object = {}): Promise<CouponTeam> {
  const team = await makeTeam();
  operator ??= await makeOrganization({ code: `EC${process.pid}`, kind: 'operator' });
  const quota = await grant({ operator }, team, amount, { ...limits });
  const customers: WorldCustomer[] = [];
  for (let n = 1; n <= resale; n += 1) customers.push(await makeCustomer(team, `${team.code}-c${n}`, 'resale'));
  customers.push(await makeCustomer(team, `${team.code}-ref`, 'referral'));
  return { ...team, quota, customers };
}

const nameOf = ({ code }: WorldOrganization) => `CNRY-${code}-name-en`;
const main = (page: Page) => page.getByRole('main');
const box = (page: Page, who: WorldOrganization) => page.getByRole('checkbox', { name: nameOf(who) });
const row = (page: Page, text: string) => main(page).getByRole('row').filter({ hasText: text });

const recordsOf = async (team: WorldOrganization) => {
  const { rows } = await database().execute<{ kind: string; refusal: string | null }>(
    sql`select kind, refusal from coupon_records where organization_id = ${uuidOf(team.id)}::uuid and kind in ('issue', 'reclaim') order by created_at, id`,
  );
  return rows;
};

test('issues to three customers of whom one is of referral: two get theirs, the third is named; one is reclaimed', async ({
  page,
}) => {
  const team = await makeCouponTeam('1000.00', 2);
  const [first, second, referral] = team.customers;
  if (!first || !second || !referral) throw new Error('there are three');
  await enter(page, base, team.emails.finance);
  await page.goto(`/coupons/issue?customer=${first.customerId}`);
  await main(page).getByRole('table').getByRole('link').click();
  await expect(box(page, first)).toBeChecked();
  await box(page, second).check();
  await box(page, referral).check();
  await page.getByLabel('Face value').fill('100');
  await page.getByLabel('Minimum order amount').fill('500');
  await page.getByRole('button', { name: 'Review' }).click();

  await expect(row(page, nameOf(first))).toContainText('Would be issued');
  await expect(row(page, nameOf(referral))).toContainText('Would get none');
  for (const figure of ['200.00', '1000.00', '800.00'])
    await expect(main(page).locator(`data[value="${figure}"]`).first()).toBeVisible();
  expect(await recordsOf(team)).toEqual([]);
  await page.getByRole('button', { name: 'Issue 2 coupons of CNY 100.00' }).click();

  await expectDone(page, '2 coupons were issued: CNY 200.00 in all');
  await page.reload();
  await expect(row(page, nameOf(second))).toContainText('Succeeded');
  await expect(row(page, nameOf(referral))).toContainText('Declined');
  await expect(row(page, nameOf(referral))).toContainText('association');
  expect(await leftOf(team.quota)).toBe(80_000n);

  const href = await row(page, nameOf(first)).getByRole('link', { name: /^CP/ }).getAttribute('href');
  await page.goto(`/coupons/reclaim?coupon=${href?.split('/').at(-1)}`);
  await page.getByLabel('Internal remark').fill('No longer needed');
  await page.getByRole('button', { name: 'Reclaim 1 coupon: CNY 100.00' }).click();
  await expectDone(page, '1 coupon was reclaimed: CNY 100.00 came back');
  await expect(main(page)).toContainText('No longer needed');
  expect(await leftOf(team.quota)).toBe(90_000n);
  await page.goto(`/coupons/reclaim?coupon=${href?.split('/').at(-1)}`);
  await expect(main(page).getByRole('alert')).toContainText('None of these can be reclaimed now');
});

test('refuses the eleventh customer with a message at the field, and keeps what was typed', async ({ page }) => {
  const team = await makeCouponTeam('1000.00', 11);
  await enter(page, base, team.emails.admin);
  await page.goto(`/coupons/issue?quota=${team.quota}`);
  const eleven = team.customers.slice(0, 11);
  for (const customer of eleven) await box(page, customer).check();
  await page.getByLabel('Face value').fill('12.34');
  await page.getByText('Advanced').click();
  await page.getByLabel('Internal remark').fill('Spring');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(main(page).getByRole('alert')).toContainText('more than');
  for (const customer of eleven) await expect(box(page, customer)).toBeChecked();
  await expect(page.getByLabel('Face value')).toHaveValue('12.34');
  await expect(page.getByLabel('Internal remark')).toHaveValue('Spring');
  if (eleven[0]) await box(page, eleven[0]).uncheck();
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('button', { name: 'Issue 10 coupons of CNY 12.34' })).toBeVisible();
});

test('says at the field what is no face value, what is beyond the quota, and that there is not enough', async ({
  page,
}) => {
  const team = await makeCouponTeam('50.00', 1, { minOrder: '30.00', serviceTypes: ['compute', 'storage'] });
  const [customer] = team.customers;
  await enter(page, base, team.emails.admin);
  await page.goto(`/coupons/issue?quota=${team.quota}&customer=${customer?.customerId}`);
  await expect(main(page)).toContainText('Cloud services: compute, storage');
  await expect(page.getByLabel('Minimum order amount')).toHaveValue('30.00');
  await page.getByLabel('Face value').fill('1.005');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByLabel('Face value')).toHaveAccessibleDescription(/more decimals/);
  await page.getByLabel('Face value').fill('10');
  await page.getByLabel('Minimum order amount').fill('29.99');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page.getByLabel('Minimum order amount')).toHaveAccessibleDescription(/beyond the limits/);
  await page.getByLabel('Minimum order amount').fill('');
  await page.getByLabel('Face value').fill('50.01');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(main(page).getByRole('alert')).toContainText('not enough');
  await expect(page.getByRole('button', { name: /^Issue/ })).toHaveCount(0);
  await page.getByRole('link', { name: 'Edit' }).click();
  await expect(page.getByLabel('Face value')).toHaveValue('50.01');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'Enter with scripts' : 'Enter without scripts', () => {
    test.use({ javaScriptEnabled });

    test('goes on to the review from a field', async ({ page }) => {
      const team = await makeCouponTeam('50.00', 1);
      const [customer] = team.customers;
      await enter(page, base, team.emails.finance);
      await page.goto(`/coupons/issue?quota=${team.quota}&customer=${customer?.customerId}`);
      if (javaScriptEnabled) {
        await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
        await page.getByLabel('Find customers').fill(`${team.code}-ref`);
        await page.getByLabel('Find customers').press('Enter');
        await expect(page).toHaveURL(/issue\?.*q=/);
        await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
      }
      await page.getByLabel('Face value').fill('10');
      await page.getByLabel('Face value').press('Enter');
      await expect(page).toHaveURL(/issue\/review\?/);
      await expect(page.getByRole('button', { name: 'Issue 1 coupon of CNY 10.00' })).toBeVisible();
    });
  });
}

test('issues once for a double click, a reload and a second tab', async ({ page, context }) => {
  const team = await makeCouponTeam('100.00', 1);
  const [customer] = team.customers;
  await enter(page, base, team.emails.finance, 'zh-CN');
  await page.goto(`/coupons/issue/review?quota=${team.quota}&customers=${customer?.customerId}&faceValue=30`);
  await expect(page).toHaveURL(/request=/);
  await expect(main(page)).toContainText('叁拾元整');
  const address = page.url();
  const second = await context.newPage();
  await second.goto(address);
  await page.getByRole('button', { name: '发放 1 张，每张 CNY 30.00' }).dblclick();
  await expectDone(page, '已发放 1 张代金券');
  await second.getByRole('button', { name: /^发放/ }).click();
  await expect(second).toHaveURL(page.url());
  await page.goto(address);
  await expectDone(page, '该操作已执行');
  expect(await leftOf(team.quota)).toBe(7_000n);
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('customers are looked for, ticked and kept; coupons are issued and reclaimed', async ({ page }) => {
    const team = await makeCouponTeam('100.00', 3);
    const [first, second] = team.customers;
    if (!first || !second) throw new Error('there are customers');
    await enter(page, base, team.emails.finance);
    await page.goto(`/coupons/issue?quota=${team.quota}`);
    await page.getByLabel('Face value').fill('10');
    await page.getByLabel('Find customers').fill(nameOf(first));
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(box(page, second)).toHaveCount(0);
    await box(page, first).check();
    await page.getByLabel('Find customers').fill(nameOf(second));
    await page.getByRole('button', { name: 'Find' }).click();
    await expect(box(page, first)).toBeChecked();
    await box(page, second).check();
    await expect(page.getByLabel('Face value')).toHaveValue('10');
    await page.getByRole('button', { name: 'Review' }).click();
    await page.getByRole('button', { name: 'Issue 2 coupons of CNY 10.00' }).click();
    await expectDone(page, '2 coupons were issued');
    const coupons = await main(page).getByRole('link', { name: /^CP/ }).all();
    const ids = await Promise.all(coupons.map(async (link) => (await link.getAttribute('href'))?.split('/').at(-1)));
    await page.goto(`/coupons/reclaim?${ids.map((id) => `coupon=${id}`).join('&')}`);
    await page.getByRole('button', { name: 'Reclaim 2 coupons: CNY 20.00' }).click();
    await expectDone(page, '2 coupons were reclaimed: CNY 20.00 came back');
    expect(await leftOf(team.quota)).toBe(10_000n);
  });
});

test('a distributor issues quota to two resellers and takes one back; coupons of its reseller it issues for it', async ({
  page,
}) => {
  operator ??= await makeOrganization({ code: `EC${process.pid}`, kind: 'operator' });
  const code = `ED${process.pid}`;
  const distributor = await makeOrganization({ code, kind: 'distributor' });
  const [one, two] = [
    await makeOrganization({ code: `${code}a`, kind: 'reseller', parent: distributor }),
    await makeOrganization({ code: `${code}b`, kind: 'reseller', parent: distributor }),
  ];
  const customer = await makeCustomer(one, `${code}a-c`, 'resale');
  const quota = await grant({ operator }, distributor, '100.00');
  await enter(page, base, await letSignIn(distributor));
  await page.goto(`/coupons/issue-quota?quota=${quota}`);
  await box(page, one).check();
  await box(page, two).check();
  await page.getByLabel('Amount', { exact: true }).fill('40');
  await page.getByText('Narrower limits').click();
  await page.getByLabel('Highest face value').fill('15');
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(main(page)).toContainText('Face value CNY 15.00 or less');
  await page.getByRole('button', { name: 'Issue CNY 40.00 to each of 2 resellers' }).click();
  await expectDone(page, '2 resellers received quota: CNY 80.00 in all');
  const idIn = async (who: WorldOrganization) =>
    (await row(page, nameOf(who)).getByRole('link', { name: /^\d+$/ }).getAttribute('href'))?.split('/').at(-1);
  const [child, other] = [await idIn(one), await idIn(two)];

  await page.goto(`/coupons/issue?quota=${child}&customer=${customer.customerId}`);
  await expect(box(page, customer)).toBeChecked();
  await page.getByLabel('Face value').fill('15');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Issue 1 coupon of CNY 15.00' }).click();
  await expectDone(page, '1 coupon was issued');

  await page.goto(`/coupons/reclaim-quotas?quota=${child}&quota=${other}`);
  await page.getByRole('button', { name: 'Reclaim 2 quotas: CNY 65.00' }).click();
  await expectDone(page, '2 quotas were reclaimed: CNY 65.00 came back');
  expect(await leftOf(quota)).toBe(8_500n);
});
