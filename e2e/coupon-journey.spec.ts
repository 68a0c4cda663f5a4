import { expect, type Page } from '@playwright/test';
import { brokenOracles } from '@/tests/oracles';
import { makeCustomer, makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

test.describe.configure({ mode: 'default' });
test.afterEach(async () => expect(await brokenOracles()).toEqual({}));

interface Someone extends WorldOrganization {
  /** By which its administrator signs in. */
  readonly email: string;
}

const signedUp = async <Organization extends WorldOrganization>(organization: Organization) => ({
  ...organization,
  email: await letSignIn(organization),
});
/** An organization of this test's own. */
const make = async (code: string, kind: WorldOrganization['kind'], parent?: WorldOrganization) =>
  signedUp(await makeOrganization({ code: `${code}${process.pid}`, kind, ...(parent ? { parent } : {}) }));

const nameOf = ({ code }: WorldOrganization) => `CNRY-${code}-name-en`;
const main = (page: Page) => page.getByRole('main');
const value = (amount: string) => `data[value="${amount}"]`;
const rowOf = (page: Page, text: string | RegExp) => main(page).getByRole('row').filter({ hasText: text });
const said = (page: Page, text: string | RegExp) => expect(main(page).getByText(text).first()).toBeVisible();
/** Ticks those in a list to pick from. */
async function pick(page: Page, all: readonly WorldOrganization[]): Promise<void> {
  for (const one of all)
    await main(page)
      .getByRole('checkbox', { name: new RegExp(`^${nameOf(one)} `) })
      .check();
}

/** The operator gives a partner quota that is valid for a year. */
async function grant(page: Page, partner: WorldOrganization, amount: string): Promise<void> {
  await page.goto(`/operations/coupon-quotas/new?organizationId=${partner.id}`);
  await main(page).getByLabel('Amount', { exact: true }).fill(amount);
  await main(page)
    .getByLabel('Expires')
    .fill(`${new Date().getUTCFullYear() + 1}-12-31`);
  await main(page).getByRole('button', { name: 'Review' }).click();
  await main(page)
    .getByRole('button', { name: /^Grant / })
    .click();
  await expectDone(page, 'has been granted');
}

/** The steps of the balance of the only quota the reader has, as its page explains it: how much each was, and the balance. */
async function explained(page: Page): Promise<string[]> {
  await page.goto('/coupons');
  await main(page).locator('a[href^="/coupons/quotas/"]').first().click();
  const table = main(page).getByRole('region', { name: 'How the balance came about' });
  await expect(table.getByRole('row').last()).toContainText('Balance now');
  const changes = await table.locator('tbody tr td:nth-child(3) data').evaluateAll(valuesOf);
  return [...changes, ...(await table.locator('tfoot data').evaluateAll(valuesOf))];
}
const valuesOf = (all: Element[]) => all.map((one) => one.getAttribute('value') ?? '');

test('[L9] [L10] quota goes from the platform to ten customers and back, and every balance is explained', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const [operator, distributor] = [await make('JV', 'operator'), await make('JD', 'distributor')];
  const reseller = await make('JR', 'reseller', distributor);
  const customers: Someone[] = [];
  // None of their names begins another's.
  for (const letter of 'abcdefghij')
    customers.push(await signedUp(await makeCustomer(reseller, `JC${process.pid}${letter}`, 'resale')));

  await enter(page, base, operator.email);
  await grant(page, distributor, '10000.00');

  await enter(page, base, distributor.email);
  await page.goto('/coupons');
  await main(page)
    .getByRole('link', { name: /^Issue quota to resellers from/ })
    .click();
  await pick(page, [reseller]);
  await main(page).getByLabel('Amount', { exact: true }).fill('4000.00');
  await main(page).getByRole('button', { name: 'Review' }).click();
  await main(page)
    .getByRole('button', { name: /4,000\.00 to 1 reseller$/ })
    .click();
  await expectDone(page, /1 reseller received quota: .*4,000\.00/);

  await enter(page, base, reseller.email);
  await page.goto('/coupons');
  await main(page)
    .getByRole('link', { name: /^Issue coupons from quota/ })
    .click();
  await pick(page, customers);
  await main(page).getByLabel('Face value').fill('100.00');
  await main(page).getByRole('button', { name: 'Review' }).click();
  await main(page)
    .getByRole('button', { name: /^Issue 10 coupons of .*100\.00/ })
    .click();
  await expectDone(page, /10 coupons were issued: .*1,000\.00 in all/);

  await page.goto('/coupons/issued');
  await main(page)
    .getByRole('link', { name: /^Reclaim CP/ })
    .first()
    .click();
  await main(page)
    .getByRole('button', { name: /^Reclaim 1 coupon: .*100\.00/ })
    .click();
  await expectDone(page, /1 coupon was reclaimed: .*100\.00 came back/);
  const result = (await main(page).textContent()) ?? '';
  const lost = customers.find((customer) => result.includes(nameOf(customer)));
  const kept = customers.find((customer) => customer !== lost);
  if (!lost || !kept) throw new Error('one customer has lost its coupon');

  await enter(page, base, distributor.email);
  await page.goto('/coupons/issued-quotas');
  await main(page)
    .getByRole('link', { name: /^Reclaim \d+$/ })
    .click();
  await main(page)
    .getByRole('button', { name: /^Reclaim 1 quota: .*3,100\.00/ })
    .click();
  await expectDone(page, /1 quota was reclaimed: .*3,100\.00 came back/);
  expect((await explained(page)).toSorted()).toEqual(['-4000.00', '10000.00', '3100.00', '9100.00'].toSorted());
  await page.goto('/coupons/records');
  for (const [kind, amount] of [
    ['Quota granted', '10000.00'],
    ['Quota issued to reseller', '4000.00'],
    ['Quota reclaimed from reseller', '3100.00'],
  ] as const)
    await expect(rowOf(page, kind).locator(value(amount))).toBeVisible();

  await enter(page, base, reseller.email);
  expect((await explained(page)).toSorted()).toEqual(['-1000.00', '-3100.00', '0.00', '100.00', '4000.00'].toSorted());
  await page.goto('/coupons/issued?state=usable');
  await expect(main(page).locator('tbody').getByRole('row')).toHaveCount(9);

  await enter(page, base, kept.email);
  await page.goto('/my-coupons');
  await expect(
    main(page)
      .getByRole('row')
      .filter({ hasText: nameOf(reseller) })
      .locator(value('100.00'))
      .first(),
  ).toBeVisible();
  await main(page).locator('a[href^="/my-coupons/cpn_"]').first().click();
  await expect(rowOf(page, 'Received').locator(value('100.00'))).toBeVisible();
  const theirs = new URL(page.url()).pathname;
  await enter(page, base, lost.email);
  await page.goto('/my-coupons');
  await said(page, 'No usable coupons');
  expect((await page.goto(theirs))?.status()).toBe(404);
});

test('a subsidised partner has quota and no money, its pages say so, and nothing spends quota', async ({ page }) => {
  const [operator, partner] = [await make('KV', 'operator'), await make('KG', 'subsidised_partner')];
  const customer = await signedUp(await makeCustomer(partner, `KC${process.pid}`, 'resale'));
  await enter(page, base, operator.email);
  await grant(page, partner, '500.00');

  await enter(page, base, partner.email);
  await page.goto('/');
  await said(page, 'You give customers coupons, not money');
  const quota = main(page).getByRole('link', { name: /Coupon quota to issue/ });
  await expect(quota.locator(value('500.00'))).toBeVisible();
  await expect(main(page)).not.toContainText('Available to allocate');
  await quota.click();
  await said(page, 'A partner cannot spend it itself');
  await said(page, 'Subsidised partners allocate no money');
  // All that can be done with quota is to issue coupons from it.
  const links = await main(page)
    .locator('tbody')
    .getByRole('link')
    .evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
  expect(links.every((href) => /^\/coupons\/(quotas\/|issue\?)/.test(href))).toBe(true);
  await expect(main(page).locator('tbody').getByRole('button')).toHaveCount(0);
  await page.goto('/funds');
  await said(page, 'This organization holds coupon quota only');
  for (const path of ['/funds/allocate', '/my-coupons', '/coupons/issue-quota'])
    expect((await page.goto(path))?.status(), path).toBeGreaterThanOrEqual(400);

  await page.goto(`/customers/${customer.customerId}`);
  await expect(main(page).getByRole('region', { name: 'Coupons' })).toContainText('It has no usable coupons.');
  await main(page).getByRole('link', { name: 'Issue a coupon' }).click();
  await expect(page).toHaveURL(/\/coupons\/issue/);
});
