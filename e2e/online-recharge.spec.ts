import { expect, type Page } from '@playwright/test';
import { desc, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { testNotification, testReference } from '@/domain/recharge/test-provider';
import type { Id } from '@/lib/id';
import { balanceOf, makeOrganization } from '@/tests/world';
import { enter, letSignIn, test } from './money-team';
import { makeTeam, request, signInOverHttp, type Team } from './people';

let base: string;
let team: Team;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});
test.beforeEach(async () => {
  team = await makeTeam();
});

const path = '/funds/recharge/online';
const state = (page: Page, text: string) => page.getByRole('main').getByText(text, { exact: true });

/** From the form to the payment page. @returns the address of the recharge's own page */
async function start(page: Page, amount: string): Promise<string> {
  await page.goto(path);
  await page.getByLabel('Amount to pay').fill(amount);
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(page).toHaveURL(/online\/onr_/);
  const own = new URL(page.url()).pathname;
  await page.getByRole('link', { name: 'Pay with: Test provider' }).click();
  await expect(page.getByRole('heading', { name: 'Test payment' })).toBeVisible();
  return own;
}

async function latestOf({ id }: Team): Promise<Id<'onlineRecharge'>> {
  const { onlineRecharges } = schema;
  const [row] = await database()
    .select({ id: onlineRecharges.id })
    .from(onlineRecharges)
    .where(eq(onlineRecharges.organizationId, id))
    .orderBy(desc(onlineRecharges.createdAt));
  if (!row) throw new Error('nothing was started');
  return row.id;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('pays online: refused below one yuan, credited once it is paid, and listed', async ({ page }) => {
      await enter(page, base, team.emails.finance);
      await page.goto(path);
      await page.getByLabel('Amount to pay').fill('0.50');
      await page.getByRole('button', { name: 'Continue to payment' }).click();
      await expect(page.getByLabel('Amount to pay')).toHaveAccessibleDescription(/outside what is allowed/);
      const own = await start(page, '1,250.00');
      await expect(page.getByText('1250.00 CNY')).toBeVisible();
      expect(await balanceOf(team)).toBe(0n);
      await page.getByRole('button', { name: 'Pay', exact: true }).click();
      await expect(page).toHaveURL(new RegExp(`${own}$`));
      await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Paid and credited' })).toBeVisible();
      expect(await balanceOf(team)).toBe(125_000n);
      await page.goto(path);
      await expect(page.getByRole('row').filter({ hasText: 'Credited' })).toContainText('1,250.00');
    });

    test('comes back without paying: nothing is credited, and it can still be paid', async ({ page }) => {
      await enter(page, base, team.emails.finance);
      const own = await start(page, '20.00');
      await page.getByRole('link', { name: 'Back to the merchant without paying' }).click();
      await expect(page).toHaveURL(new RegExp(`${own}$`));
      await expect(state(page, 'Waiting for payment')).toBeVisible();
      expect(await balanceOf(team)).toBe(0n);
      await page.getByRole('link', { name: 'Pay with: Test provider' }).click();
      await page.getByRole('button', { name: 'Let it fail' }).click();
      await expect(page.getByRole('main').getByRole('alert')).toContainText('The payment failed');
      expect(await balanceOf(team)).toBe(0n);
    });
  });
}

test('a provider that misbehaves: forged and old are turned away, doubled and reordered are credited once', async ({
  page,
}) => {
  await enter(page, base, team.emails.finance);
  const own = await start(page, '100.00');
  const act = async (name: string, answers: string) => {
    await page.getByRole('button', { name }).click();
    const told = page.getByRole('main').getByRole('note').or(page.getByRole('main').getByRole('status'));
    await expect(page.getByText(`Answered with: ${answers}`)).toBeVisible();
    await expect(page.getByText(`Sent: ${name}`)).toBeVisible();
    return told;
  };
  await act('Forge a notification', '401');
  await act('Send one signed ten minutes ago', '401');
  await act('Report another amount', '200');
  expect(await balanceOf(team)).toBe(0n);
  await act('Send it twice', '200, 200');
  await act('Pay, then report a failure', '200, 200');
  expect(await balanceOf(team)).toBe(10_000n);
  await page.goto(own);
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Paid and credited' })).toBeVisible();
});

test('a page that waits shows by itself that the money has arrived', async ({ page }) => {
  await enter(page, base, team.emails.finance);
  const own = await start(page, '75.00');
  await page.goto(own);
  await expect(state(page, 'Waiting for payment')).toBeVisible();
  const order = await latestOf(team);
  const payment = {
    type: 'payment.paid',
    payment: testReference(order),
    order,
    amount: '75.00',
    currency: 'CNY',
  } as const;
  const { headers, body } = testNotification(payment, { id: `evt-${order}`, at: new Date() });
  const answer = await request(base, '/api/payments/test/notifications', { method: 'POST', headers, body });
  expect([answer.status, answer.text]).toEqual([200, '{"received":true}']);
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: 'Paid and credited' })).toBeVisible();
  expect(await balanceOf(team)).toBe(7_500n);
});

test('[T3] of others there is nothing to see and nothing to pay; who may only look cannot pay', async ({ page }) => {
  await enter(page, base, team.emails.finance);
  const own = await start(page, '5.00');
  const stranger = await makeTeam();
  const cookie = await signInOverHttp(base, stranger.emails.finance);
  const viewer = await signInOverHttp(base, team.emails.viewer);
  const look = async (address: string, Cookie: string) =>
    (await request(base, address, { headers: { Cookie } })).status;
  expect(await look(own, cookie)).toBe(404);
  expect(await look(`${own}/pay`, cookie)).toBe(404);
  expect(await look(own, viewer)).toBe(200);
  expect(await look(`${own}/pay`, viewer)).not.toBe(303);
  expect((await request(base, `${own}/pay`, { headers: {} })).headers.location).toMatch(/^\/sign-in/);
});

test('the provider’s pages open only what the provider has sealed', async () => {
  for (const token of ['x', 'eyJ9.AAAA', `${'a'.repeat(300)}.b`]) {
    expect((await request(base, `/test-provider/pay/${token}`)).status).toBe(404);
    const body = new URLSearchParams({ act: 'pay' });
    const sent = await request(base, `/test-provider/pay/${token}/notify`, { body, headers: { Origin: base } });
    expect(sent.status).toBe(404);
  }
});

test('the operator finds a recharge and everything its provider told of it; a viewer too, a partner not', async ({
  page,
}) => {
  await enter(page, base, team.emails.finance);
  const own = await start(page, '100.00');
  for (const name of ['Forge a notification', 'Report another amount', 'Send it twice']) {
    await page.getByRole('button', { name }).click();
    await expect(page.getByText(`Sent: ${name}`)).toBeVisible();
  }
  const id = own.split('/').at(-1) ?? '';
  const platform = await makeOrganization({ code: `OO${process.pid}`, kind: 'operator' });
  await enter(page, base, await letSignIn(platform));
  await page.goto('/operations/online-recharges');
  await page.getByRole('searchbox', { name: 'Recharge or payment' }).fill(id);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  const recharges = page.getByRole('table', { name: 'Recharges' });
  await expect(recharges.getByRole('row')).toHaveCount(2);
  await expect(recharges.getByRole('row').nth(1)).toContainText('CNY 100.00');
  await recharges.getByRole('row').nth(1).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Online recharge of');
  const told = page.getByRole('table', { name: 'Notifications' }).getByRole('row');
  await expect(told).toHaveCount(4);
  await expect(told.nth(1)).toContainText('Known already');
  await expect(told.nth(2)).toContainText('Credited');
  await expect(told.nth(3)).toContainText('Wrong amount, not credited');
  await expect(told.nth(3)).toContainText('CNY 0.01');
  await page.goto('/operations/online-recharges?view=notifications&outcome=bad_signature');
  await expect(page.getByRole('table', { name: 'Notifications' })).toContainText('Forged, turned away');
  const partner = await signInOverHttp(base, team.emails.finance);
  for (const path of ['/operations/online-recharges', `/operations/online-recharges/${id}`])
    expect((await request(base, path, { headers: { Cookie: partner } })).status).toBe(404);
});
