import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import type { Id } from '@/lib/id';
import { grant, issueQuotaTo, issueTo, quotaOf } from '@/tests/coupons';
import { actorOf, freshKey, makeCustomer, makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, letSignIn, test } from './money-team';
import { makeTeam, type Team } from './people';

let base: string;
let operator: WorldOrganization;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  operator = await makeOrganization({ code: `EC${process.pid}`, kind: 'operator' });
});

/** A partner with a quota of 1,000.00, one coupon of 60.00 in use and one of 40.00 that was taken back. */
async function makeCouponTeam(): Promise<
  Team & { quota: Id<'couponQuota'>; usable: Id<'coupon'>; reclaimed: Id<'coupon'> }
> {
  const team = await makeTeam();
  const [first, second] = [
    await makeCustomer(team, `${team.code}-one`, 'resale', { managerId: team.users.sales }),
    await makeCustomer(team, `${team.code}-two`, 'resale'),
  ];
  const quota = await grant({ operator }, team, '1000.00');
  const soon = new Date(Date.now() + 10 * 86_400_000).toISOString();
  const [usable] = await issueTo(team, quota, [first], '60.00', { expiresAt: soon, remark: '=1+1' });
  const [reclaimed] = await issueTo(team, quota, [second], '40.00');
  if (!usable || !reclaimed) throw new Error('coupons were issued');
  await reclaimCoupons(actorOf(team), freshKey(), { couponIds: [reclaimed] });
  return { ...team, quota, usable, reclaimed };
}

/** The file behind the page's export, as its lines. */
async function exported(page: Page): Promise<string[]> {
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export CSV' }).click();
  return (await readFile(await (await download).path(), 'utf8')).split('\r\n');
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('what is filtered by stands in the address, goes back and forth, and is what the file holds', async ({
      page,
    }) => {
      const team = await makeCouponTeam();
      await enter(page, base, team.emails.viewer);
      await page.goto('/coupons');
      await page.getByRole('navigation', { name: 'Coupons' }).getByRole('link', { name: 'Issued coupons' }).click();
      const list = page.getByRole('table', { name: 'Issued coupons' });
      await expect(list.getByRole('row')).toHaveCount(3);
      await expect(page.getByRole('main').locator('data[value="100.00"]').first()).toBeVisible();

      await page.getByRole('group', { name: 'State' }).getByLabel('Reclaimed').check();
      await page.getByRole('group', { name: 'State' }).getByLabel('Used').check();
      await page.getByRole('main').getByRole('button', { name: 'Search', exact: true }).click();
      await expect(page).toHaveURL(/state=used&state=reclaimed/);
      await expect(list.getByRole('row')).toHaveCount(2);
      await expect(list).toContainText(couponNumber(team.reclaimed));
      const lines = await exported(page);
      expect(lines.filter((line) => line.startsWith('CP'))).toHaveLength(1);
      expect(lines.join('\n')).toContain(couponNumber(team.reclaimed));
      expect(lines.join('\n')).toContain('State: Used, Reclaimed');

      await page.getByRole('link', { name: 'Remove filter State: Reclaimed' }).click();
      await expect(page).toHaveURL(/state=used$/);
      await expect(page.getByText('No results')).toBeVisible();
      await page.goBack();
      await expect(list.getByRole('row')).toHaveCount(2);
      await expect(page.getByRole('group', { name: 'State' }).getByLabel('Reclaimed')).toBeChecked();
      await page.goForward();
      await page.getByRole('main').getByRole('link', { name: 'Clear filters' }).click();
      await expect(list.getByRole('row')).toHaveCount(3);

      await page.getByLabel('Expires soon').selectOption({ label: 'Within 15 days' });
      await page.getByRole('main').getByRole('button', { name: 'Search', exact: true }).click();
      await expect(page).toHaveURL(/within=15/);
      await expect(list.getByRole('row')).toHaveCount(2);
      await expect(list).toContainText(couponNumber(team.usable));
    });
  });
}

test('the life of a coupon is on one page, and a quota’s balance adds up by its records', async ({ page }) => {
  const team = await makeCouponTeam();
  await enter(page, base, team.emails.finance);
  await page.goto('/coupons/issued');
  await page
    .getByRole('rowheader', { name: couponNumber(team.reclaimed) })
    .getByRole('link')
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(couponNumber(team.reclaimed));
  const { number } = await quotaOf(team.quota);
  await expect(page.getByRole('main')).toContainText(`Reclaimed: CNY 40.00 went back to quota ${number}.`);
  const life = page.getByRole('table', { name: 'Whole life' });
  await expect(life.getByRole('row').nth(1)).toContainText('Issued');
  await expect(life.getByRole('row').nth(2).locator('data')).toHaveText(['minus −CNY 40.00', 'CNY 0.00']);
  await expect(page.getByRole('list', { name: 'Timeline' }).getByRole('listitem')).toHaveCount(2);

  await page.getByRole('link', { name: number }).first().click();
  const steps = page.getByRole('table', { name: 'How the balance came about' });
  await expect(steps.locator('tbody tr data:last-of-type').last()).toHaveAttribute('value', '940.00');
  await expect(steps.locator('tfoot data')).toHaveAttribute('value', '940.00');
  await steps.getByRole('link', { name: 'Issued', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/coupons/records\\?quota=${number}&kind=issue`));
  await expect(page.getByRole('table', { name: 'Records' }).getByRole('row')).toHaveCount(3);
  const file = await exported(page);
  expect(file.filter((line) => line.includes(',CR'))).toHaveLength(2);
  expect(file.join('\n')).toContain("'=1+1");
});

test('each is offered what its role and the state allow', async ({ page }) => {
  const team = await makeCouponTeam();
  await enter(page, base, team.emails.viewer);
  await page.goto('/coupons/issued');
  await expect(page.getByRole('table', { name: 'Issued coupons' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reclaim selected' })).toHaveCount(0);
  await page.goto(`/coupons/quotas/${team.quota}`);
  await expect(page.getByRole('link', { name: 'Issue coupons' })).toHaveCount(0);

  await enter(page, base, team.emails.sales);
  await page.goto('/coupons/issued');
  await expect(page.getByRole('table', { name: 'Issued coupons' }).getByRole('row')).toHaveCount(2);
  expect((await page.goto(`/coupons/issued/${team.reclaimed}`))?.status()).toBe(404);
  expect((await page.goto('/coupons/issued-quotas'))?.status()).toBe(404);

  await enter(page, base, team.emails.finance);
  await page.goto('/coupons');
  await expect(page.getByRole('link', { name: /^Issue coupons from quota/ })).toHaveAttribute(
    'href',
    `/coupons/issue?quota=${team.quota}`,
  );
  await page.goto('/coupons/issued');
  await expect(page.getByLabel(`Select ${couponNumber(team.reclaimed)}`)).toBeDisabled();
  await page.getByLabel(`Select ${couponNumber(team.usable)}`).check();
  await expect(page.getByRole('toolbar')).toContainText('CNY 60.00');
  await page.getByRole('button', { name: 'Reclaim selected' }).click();
  await expect(page).toHaveURL(`/coupons/reclaim?coupon=${team.usable}`);
});

test('a distributor sees what it has cut for resellers and takes several back at once', async ({ page }) => {
  const code = `ED${process.pid}`;
  const distributor = await makeOrganization({ code, kind: 'distributor' });
  const reseller = await makeOrganization({ code: `${code}r`, kind: 'reseller', parent: distributor });
  const quota = await grant({ operator }, distributor, '1000.00');
  const children = [
    await issueQuotaTo(distributor, quota, reseller, '100.00'),
    await issueQuotaTo(distributor, quota, reseller, '50.00'),
  ];
  await enter(page, base, await letSignIn(distributor));
  await page.goto('/coupons');
  await page.getByRole('navigation', { name: 'Coupons' }).getByRole('link', { name: 'Issued quotas' }).click();
  const list = page.getByRole('table', { name: 'Issued quotas' });
  await expect(list.getByRole('row')).toHaveCount(3);
  for (const id of children) await page.getByLabel(`Select ${(await quotaOf(id)).number}`).check();
  await expect(page.getByRole('toolbar')).toContainText('CNY 150.00');
  await page.getByRole('button', { name: 'Reclaim selected' }).click();
  await expect(page).toHaveURL(/\/coupons\/reclaim-quotas\?quota=qta_\w+&quota=qta_\w+$/);

  await enter(page, base, await letSignIn(reseller));
  await page.goto('/coupons');
  await expect(page.getByRole('table', { name: 'Quota' }).getByRole('row')).toHaveCount(3);
  await expect(
    page.getByRole('navigation', { name: 'Coupons' }).getByRole('link', { name: 'Issued quotas' }),
  ).toHaveCount(0);
  await page.goto('/coupons/records');
  await expect(page.getByRole('table', { name: 'Records' })).toContainText('Distributor');
  expect((await page.goto(`/coupons/quotas/${quota}`))?.status()).toBe(404);
});

test('where nothing is yet, the page says what to do', async ({ page }) => {
  const team = await makeTeam();
  await enter(page, base, team.emails.admin);
  await page.goto('/coupons');
  await expect(page.getByText('Quota comes from the platform.')).toBeVisible();
  await expect(page.getByText('A partner cannot spend it itself.')).toBeVisible();
  await page.goto('/coupons/issued');
  await expect(page.getByText('No coupons issued yet')).toBeVisible();
  await page.getByRole('link', { name: 'Go to quota' }).click();
  await expect(page).toHaveURL('/coupons');
  await page.goto('/coupons/records');
  await expect(page.getByText('No records yet')).toBeVisible();

  const subsidised = await makeOrganization({ code: `EG${process.pid}`, kind: 'subsidised_partner' });
  await enter(page, base, await letSignIn(subsidised));
  await page.goto('/coupons');
  await expect(page.getByText('Subsidised partners allocate no money.')).toBeVisible();
});
