import { expect, type Page } from '@playwright/test';
import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { newId, uuidOf } from '@/lib/id';
import { actorOf, balanceOf, makeCustomer } from '@/tests/world';
import {
  adjustmentsOf,
  enter,
  expectDone,
  letSignIn,
  type MoneyTeam,
  makeMoneyTeam,
  moneyPage,
  test,
} from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const nameEn = (team: MoneyTeam) => `CNRY-${team.code}-c-name-en`;
const submit = (page: Page) => page.getByRole('button', { name: /^Allocate CNY/ });

async function openReview(page: Page, team: MoneyTeam, amount = '30.00') {
  await enter(page, base, team.emails.finance);
  await page.goto(moneyPage('allocate', team));
  await page.getByLabel('Amount').fill(amount);
  await page.getByRole('button', { name: 'Review' }).click();
  await expect(page).toHaveURL(/request=/);
  await expect(submit(page)).toBeVisible();
}

test('allocates 1,234.56 in Chinese, reclaims 234.56 in English; the customer sees the same figures', async ({
  page,
}) => {
  const team = await makeMoneyTeam('5000.00');
  await enter(page, base, team.emails.finance, 'zh-CN');
  await page.goto(moneyPage('allocate', team));
  await page.getByLabel('金额').fill('1,234.56');
  await page.getByRole('button', { name: '下一步' }).click();
  const review = page.getByRole('main');
  await expect(review).toContainText('壹仟贰佰叁拾肆元伍角陆分');
  for (const figure of ['5000.00', '3765.44', '0.00', '1234.56']) {
    await expect(review.locator(`data[value="${figure}"]`).first()).toBeVisible();
  }
  await page.getByRole('button', { name: `向 CNRY-${team.code}-c-name 拨款 CNY 1,234.56` }).click();
  await expect(page).toHaveURL(/\/funds\/adjustments\/adj_.*done=1/);
  await expectDone(page, /adj_[0-9a-z]{26}/);

  await enter(page, base, team.emails.finance, 'en');
  await page.reload();
  await review.getByRole('link', { name: 'Reverse' }).click();
  await expect(page.getByLabel('Amount')).toHaveValue('1234.56');
  await page.getByLabel('Amount').fill('234.56');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: `Reclaim CNY 234.56 from ${nameEn(team)}` }).click();
  await expectDone(page, `CNY 234.56 was reclaimed from ${nameEn(team)}`);

  await page.goto('/funds/adjustments');
  for (const figure of ['-1234.56', '234.56']) await expect(review.locator(`data[value="${figure}"]`)).toBeVisible();
  await enter(page, base, await letSignIn(team.customer));
  await page.goto('/my-account');
  for (const figure of ['1234.56', '-234.56'])
    await expect(review.locator(`data[value="${figure}"]`).first()).toBeVisible();
  await expect(review.locator('data[value="1000.00"]').first()).toBeVisible();
  expect(await balanceOf(team.customer)).toBe(100_000n);
});

test('needs no mouse: the whole way by keyboard', async ({ page }) => {
  const team = await makeMoneyTeam('100.00');
  await enter(page, base, team.emails.finance);
  await page.goto(moneyPage('allocate', team));
  await page.getByLabel('Amount').focus();
  await page.keyboard.type('12.5');
  await page.keyboard.press('Enter');
  await expect(submit(page)).toBeVisible();
  await submit(page).focus();
  await page.keyboard.press('Enter');
  await expectDone(page, 'CNY 12.50');
});

test.describe('one transfer', () => {
  test('for a double click, and for Enter three times', async ({ page }) => {
    const team = await makeMoneyTeam('100.00');
    await openReview(page, team);
    await submit(page).dblclick();
    await expect(page).toHaveURL(/done=1/);
    await openReview(page, team, '1.00');
    await submit(page).focus();
    for (let press = 0; press < 3; press += 1) await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/done=1/);
    expect(await adjustmentsOf(team)).toHaveLength(2);
  });

  test('for a reload, a second tab and going back', async ({ page, context }) => {
    const team = await makeMoneyTeam('100.00');
    await openReview(page, team);
    const address = page.url();
    await page.reload();
    expect(page.url()).toBe(address);
    const second = await context.newPage();
    await second.goto(address);
    await submit(page).click();
    await expect(page).toHaveURL(/done=1/);
    await submit(second).click();
    await expect(second).toHaveURL(page.url());
    await page.goto(address);
    await expectDone(page, 'This has been carried out');
    await expect(submit(page)).toHaveCount(0);
    expect(await adjustmentsOf(team)).toHaveLength(1);
  });

  test('when the answer was lost: it says that it is not known, and trying again finds the first', async ({ page }) => {
    const team = await makeMoneyTeam('100.00');
    await openReview(page, team);
    await page.route('**/funds/allocate/review**', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      await route.fetch({ maxRedirects: 0 });
      return route.abort();
    });
    await submit(page).click();
    const alert = page.getByRole('main').getByRole('alert');
    await expect(alert).toContainText('The outcome is not known yet');
    await expect(alert).toContainText(new URL(page.url()).searchParams.get('request') ?? 'a key');
    await page.unroute('**/funds/allocate/review**');
    await alert.getByRole('button', { name: 'Check again' }).click();
    await expectDone(page, 'CNY 30.00 was allocated');
    expect(await adjustmentsOf(team)).toHaveLength(1);
  });

  test('and no new balance before the answer is there', async ({ page }) => {
    const team = await makeMoneyTeam('100.00');
    await openReview(page, team);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/funds/allocate/review**', async (route) => {
      if (route.request().method() === 'POST') await held;
      return route.fallback();
    });
    await submit(page).click();
    await expect(submit(page)).toHaveAttribute('aria-busy', 'true');
    await expect(page.getByRole('main').locator('data[value="100.00"]')).toBeVisible();
    release();
    await expect(page).toHaveURL(/done=1/);
    await page.goto('/funds');
    await expect(page.getByRole('main').locator('data[value="70.00"]').first()).toBeVisible();
  });
});

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false });

  test('the way is the same, large amounts are typed twice, and a wrong one comes back with its reason', async ({
    page,
  }) => {
    const team = await makeMoneyTeam('300000.00');
    await enter(page, base, team.emails.finance);
    await page.goto(moneyPage('allocate', team));
    await page.getByLabel('Amount').fill('1e3');
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(page).toHaveURL(/\/funds\/allocate\?/);
    await expect(page.getByLabel('Amount')).toHaveValue('1e3');
    await expect(page.getByLabel('Amount')).toHaveAccessibleDescription(/Enter the amount in digits/);
    await page.getByLabel('Amount').fill('100000.01');
    await page.getByRole('button', { name: 'Review' }).click();
    await expect(submit(page)).toHaveCount(0);
    await page.getByLabel('Type the amount again').fill('100000.10');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByLabel('Type the amount again')).toHaveAccessibleDescription('This is not the amount above.');
    await page.getByLabel('Type the amount again').fill('100,000.01');
    await page.getByRole('button', { name: 'Continue' }).click();
    await submit(page).click();
    await expectDone(page, 'CNY 100,000.01 was allocated');
    await page.goto(moneyPage('allocate', team, '&amount=100000.00').replace('?', '/review?'));
    await expect(submit(page)).toBeVisible();
    expect(await adjustmentsOf(team)).toHaveLength(1);
  });
});

test('says before and after sending why it is refused, and nothing moves', async ({ page }) => {
  const team = await makeMoneyTeam('100.00');
  const referral = await makeCustomer(team, `${team.code}-ref`, 'referral');
  await enter(page, base, team.emails.finance);
  const alert = page.getByRole('main').getByRole('alert');
  await page.goto(moneyPage('allocate', team, '&amount=100.01').replace('?', '/review?'));
  await expect(alert).toContainText('The balance is not enough.');
  await page.goto(`/funds/allocate/review?customer=${referral.customerId}&amount=1`);
  await expect(alert).toContainText('Referral customers keep their own money: you cannot allocate');
  await openReview(page, team);
  await database().execute(
    sql`update organizations set state = 'frozen', frozen_at = now() where id = ${uuidOf(team.customer.id)}`,
  );
  await submit(page).click();
  await expect(alert).toContainText('The customer is frozen, so this cannot be done at the moment.');
  await page.reload();
  await expect(alert).toContainText('The customer is frozen');
  expect(await adjustmentsOf(team)).toEqual([]);
});

test("[T3] somebody else's customer is like one that does not exist; who may not move money has no such page", async () => {
  const [team, other] = [await makeMoneyTeam('10.00'), await makeMoneyTeam('10.00')];
  const cookie = await signInOverHttp(base, team.emails.finance);
  const statusOf = async (path: string, as = cookie) => (await request(base, path, { headers: { Cookie: as } })).status;
  for (const page of ['/funds/allocate', '/funds/reclaim', '/funds/allocate/review', '/funds/reclaim/review']) {
    for (const id of [other.customer.customerId, newId('customer'), other.id, 'x']) {
      expect(await statusOf(`${page}?customer=${id}&amount=1`), `${page} ${id}`).toBe(404);
    }
    expect(await statusOf(`${page}?reseller=${other.id}&amount=1`)).toBe(404);
    for (const role of ['viewer', 'sales'] as const) {
      const as = await signInOverHttp(base, team.emails[role]);
      expect(await statusOf(`${page}?customer=${team.customer.customerId}&amount=1`, as)).toBe(404);
    }
  }
});

test('opens over the list with scripts; closing leads back to where one was', async ({ page }) => {
  const team = await makeMoneyTeam('100.00');
  await enter(page, base, team.emails.finance);
  await page.goto('/customers');
  await expect(page.locator('html')).toHaveAttribute('data-hydrated', 'true');
  const opener = page.getByRole('link', { name: `Allocate to ${nameEn(team)}` });
  await opener.click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill('7.77');
  await dialog.getByRole('button', { name: 'Review' }).click();
  await expect(dialog.getByRole('button', { name: /^Allocate CNY 7\.77/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/customers$/);
  await expect(dialog).toHaveCount(0);
  await expect(opener).toBeFocused();
  await opener.click();
  await dialog.getByLabel('Amount').fill('7.77');
  await dialog.getByRole('button', { name: 'Review' }).click();
  await dialog.getByRole('button', { name: /^Allocate CNY 7\.77/ }).click();
  await expectDone(page, 'CNY 7.77 was allocated');
  await expect(dialog).toHaveCount(0);
  // Over the list or as a page of its own, as the router has it: what was sent is not offered again.
  await page.goBack();
  await expect(page.getByText('This has been carried out')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Allocate CNY/ })).toHaveCount(0);
  await page.goto('/customers');
  await expect(page.getByRole('main').locator('data[value="7.77"]').first()).toBeVisible();
  expect(await adjustmentsOf(team)).toHaveLength(1);
});

test('the filtered records are exported as they are listed, and the home page counts what its links show', async ({
  page,
}) => {
  const team = await makeMoneyTeam('100.00');
  await makeCustomer(team, `${team.code}-dry`, 'resale');
  const give = (amount: string, memo: string) =>
    allocateFunds(actorOf(team), newId('event'), { customerId: team.customer.customerId, amount, memo });
  await give('10.00', '=HYPERLINK("http://evil.example")');
  await give('2.50', 'plain');
  await enter(page, base, team.emails.finance);
  await page.goto(`/funds/adjustments?kind=allocate&party=${team.customer.customerId}`);
  await expect(page.getByText('2 records · allocated CNY 12.50 · reclaimed CNY 0.00')).toBeVisible();
  const href = (await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href')) ?? '';
  const text = await (await page.request.get(href)).text();
  const lines = text.trim().split('\r\n');
  expect(lines).toContain('Rows,2');
  expect(lines).toContain('Allocated,12.50,CNY');
  expect(lines.filter((line) => /,AD[0-9A-Z]{26},/.test(line))).toHaveLength(2);
  expect(text).toContain(`"'=HYPERLINK(`);

  await page.goto('/');
  await page.getByRole('link', { name: /^Customers with nothing left\s*1/ }).click();
  await expect(page.getByRole('main').getByRole('rowheader')).toHaveCount(1);
  await page.goto('/');
  await page.getByRole('link', { name: /^Adjustments since yesterday\s*2/ }).click();
  await expect(page.getByText('2 records · allocated CNY 12.50')).toBeVisible();
});
