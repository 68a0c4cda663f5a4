import { type BrowserContext, expect, type Page } from '@playwright/test';
import { newId, wireIdOf } from '@/lib/id';
import { codeSentTo } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { brokenOracles } from '@/tests/oracles';
import { freshKey } from '@/tests/world';
import { expectDone, test } from './money-team';
import { demoKeys, sdkClient } from './partner-client';
import { password } from './people';

/** Whose people walk it: those of the demo world. */
const partner = 'xinghuo';
const of = (role: string) => `${role}@${partner}.example`;
const demoPassword = 'Partner-center-demo-1';

test.describe.configure({ mode: 'default' });
test.afterEach(async () => expect(await brokenOracles()).toEqual({}));

async function signIn(page: Page, email: string): Promise<void> {
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码').fill(demoPassword);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/$/);
  await speakEnglish(page);
}

const speakEnglish = (page: Page) => page.context().addCookies([{ name: 'locale', value: 'en', url: page.url() }]);

/** From "a code is needed" to the page that asked for it. */
async function showCode(page: Page, email: string): Promise<void> {
  await page.getByRole('link', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send a code to' }).click();
  await expectDone(page, 'A code was sent to');
  await page.getByLabel('Code', { exact: true }).fill(await codeSentTo(email));
  await page.getByRole('button', { name: 'Confirm' }).click();
}

/** A stranger in a browser of its own follows the link, registers and agrees. @returns how it signs in */
async function join(context: BrowserContext, link: string) {
  const name = `journey-${freshKey()}`;
  const email = `${name}@customer.example`;
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole('link', { name: '注册新账号' }).click();
  await page.getByLabel('邮箱', { exact: true }).fill(email);
  await page.getByLabel('手机号', { exact: true }).fill(freshMobile());
  await page.getByRole('button', { name: '发送验证码' }).click();
  await page.getByLabel('邮件中的验证码', { exact: true }).fill(await codeSentTo(email));
  await page.getByLabel('组织名称').fill(`旅程 ${name}`);
  await page.getByLabel('账号名').fill(name);
  await page.getByLabel('您的姓名').fill('林远');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByLabel('再次输入密码').fill(password);
  for (const box of [/用户协议/, /隐私声明/, /关联伙伴须知/, /关联条款/])
    await page.getByRole('checkbox', { name: box }).check();
  await page.getByRole('button', { name: /^同意、注册并关联/ }).click();
  await expectDone(page, '您现在是');
  return { page, email, name };
}

const rowOf = (page: Page, text: string) => page.getByRole('main').getByRole('row').filter({ hasText: text });

/** From a tagged link to a customer with 300.00 in the partner's list, as line 1 and 2 of the promise begin. */
async function win(page: Page, context: BrowserContext) {
  const tag = `Expo ${freshKey()}`;
  await signIn(page, of('sales'));
  await page.goto('/onboarding/links');
  await page.getByLabel('Label', { exact: true }).fill(tag);
  await page.getByRole('button', { name: 'Make link' }).click();
  await expectDone(page, 'The link is there');
  const links = page.getByRole('region', { name: 'Custom links' });
  const link = (await links.getByRole('listitem').filter({ hasText: tag }).locator('code').textContent()) ?? '';

  const customer = await join(context, link);
  await page.goto(`/customers?q=${customer.name}`);
  const row = rowOf(page, customer.name);
  await expect(row).toContainText(tag);
  const manager = await page.getByRole('button', { name: /Account menu of/ }).textContent();
  await expect(row).toContainText(manager?.trim() ?? 'nobody');
  const id = /cus_[0-9a-z]{26}/.exec((await row.getByRole('link').first().getAttribute('href')) ?? '')?.[0] ?? '';

  await signIn(page, of('finance'));
  await page.goto(`/funds/allocate?customer=${id}`);
  await page.getByLabel('Amount').fill('300.00');
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: /^Allocate CNY 300\.00/ }).click();
  await expectDone(page, /adj_[0-9a-z]{26}/);
  return { ...customer, customerPage: customer.page, id };
}

const wireId = (id: string) => wireIdOf(id as Parameters<typeof wireIdOf>[0]);

/** What the partner's program hears about a customer. */
async function heardOf(customerId: string) {
  const client = sdkClient(demoKeys[partner]);
  const customer_id = wireId(customerId);
  const listed = await client.post('/v2/partners/sub-customers/query', { customer_id });
  const given = await client
    .post('/v2/accounts/partner-accounts/adjust-amount', { customer_id, amount: 1 })
    .catch((error: { errorCode?: string; httpStatusCode?: number }) => [error.httpStatusCode, error.errorCode]);
  return { count: listed['count'], given };
}

test('[L8] a stranger joins by a tagged link, is given 300.00, leaves, and every yuan is back', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ locale: 'zh-CN', ...(baseURL ? { baseURL } : {}) });
  const customer = await win(page, context);
  const theirs = customer.customerPage;
  await speakEnglish(theirs);
  await theirs.goto('/my-partner');
  await theirs.getByRole('link', { name: 'Ask to leave' }).click();
  await showCode(theirs, customer.email);
  await theirs.getByLabel('Reason').fill('We build our own now.');
  await theirs.getByRole('checkbox', { name: /I understand/ }).check();
  await theirs.getByRole('button', { name: 'Ask to leave' }).click();
  await expectDone(theirs, 'The request was sent.');
  const request = new URL(theirs.url()).pathname;

  await signIn(page, of('admin'));
  await page.goto(request);
  await page.getByRole('button', { name: 'Agree and carry it out' }).click();
  await expectDone(page, 'The change is in effect.');
  await page.goto('/funds');
  await expect(rowOf(page, customer.name).first()).toContainText('Returned on parting');
  await expect(rowOf(page, customer.name).first().locator('data[value="300.00"]')).toBeVisible();
  await theirs.goto('/my-account');
  await expect(rowOf(theirs, 'Returned to partner').locator('data[value="-300.00"]')).toBeVisible();

  const random = newId('customer');
  for (const id of [customer.id, random]) expect((await page.goto(`/customers/${id}`))?.status()).toBe(404);
  const parted = await heardOf(customer.id);
  expect(parted).toEqual(await heardOf(random));
  expect(parted).toEqual({ count: 0, given: [400, 'CBC.99000035'] });
  await context.close();
});

test('[L4] a switch to referral brings the balance back, and nothing can be allocated afterwards', async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const context = await browser.newContext({ locale: 'zh-CN', ...(baseURL ? { baseURL } : {}) });
  const customer = await win(page, context);
  const theirs = customer.customerPage;
  await signIn(page, of('admin'));
  await page.goto(`/association-changes/new?customer=${customer.id}&kind=switch`);
  await page.getByLabel('Reason').fill('It pays by itself from now on.');
  await page.getByRole('checkbox', { name: /I understand/ }).check();
  await page.getByRole('button', { name: /^Ask (for|to)/ }).click();
  await expectDone(page, 'The request was sent.');
  const request = new URL(page.url()).pathname;

  await speakEnglish(theirs);
  await theirs.goto(request);
  await showCode(theirs, customer.email);
  await theirs.getByRole('button', { name: 'Agree and carry it out' }).click();
  await expectDone(theirs, 'The change is in effect.');
  await theirs.goto('/my-account');
  await expect(rowOf(theirs, 'Returned to partner').locator('data[value="-300.00"]')).toBeVisible();

  await page.goto(`/customers/${customer.id}`);
  await expect(page.getByRole('main')).toContainText('Referral');
  expect(await heardOf(customer.id)).toEqual({ count: 1, given: [400, 'CBC.99005021'] });
  await context.close();
});
