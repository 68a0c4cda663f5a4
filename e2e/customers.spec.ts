import { expect } from '@playwright/test';
import { and, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { newId, wireIdOf } from '@/lib/id';
import { makeCustomer } from '@/tests/world';
import { enter, makeMoneyTeam, test } from './money-team';
import { makeTeam, request, signInOverHttp } from './people';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const revealsOf = async (customerId: string) => {
  const { auditEntries } = schema;
  const rows = await database()
    .select({ detail: auditEntries.detail, outcome: auditEntries.outcome })
    .from(auditEntries)
    .where(and(eq(auditEntries.subjectId, customerId), eq(auditEntries.action, 'customers.reveal')));
  return rows.map(({ detail, outcome }) => `${outcome} ${detail['field'] ?? ''}`.trim());
};

test('finds customers by name, id and mobile; the address holds the search and leads others to the same rows', async ({
  page,
}) => {
  const team = await makeMoneyTeam('10.00');
  const other = await makeCustomer(team, `${team.code}-ref`, 'referral');
  await enter(page, base, team.emails.viewer);
  await page.goto('/customers');
  const table = page.getByRole('table', { name: 'Customers' });
  await expect(table.getByRole('rowheader')).toHaveCount(2);
  for (const text of [`${team.code}-REF`, other.customerId, wireIdOf(other.customerId)]) {
    await page.getByRole('searchbox', { name: 'Search' }).fill(text);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`q=${text}`));
    await expect(table.getByRole('rowheader')).toHaveText([new RegExp(`${team.code}-ref-name`)]);
  }
  await page.getByRole('link', { name: /^Remove filter/ }).click();
  await expect(table.getByRole('rowheader')).toHaveCount(2);
  await page.goto('/customers?q=13800001234&type=resale');
  await expect(table.getByRole('rowheader')).toHaveText([new RegExp(`${team.code}-c-name`)]);
  await page.goto('/customers?q=%25');
  await expect(page.getByText('No results')).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(table.getByRole('rowheader')).toHaveCount(2);
});

test('takes the picked rows into a batch, and states how many they are and their sum', async ({ page }) => {
  const team = await makeMoneyTeam('10.00');
  await makeCustomer(team, `${team.code}-d`, 'resale');
  await makeCustomer(team, `${team.code}-ref`, 'referral');
  await enter(page, base, team.emails.finance);
  await page.goto('/customers');
  await expect(page.getByRole('checkbox', { name: /-ref-/ })).toBeDisabled();
  await page.getByRole('checkbox', { name: 'Select all on this page' }).check();
  await expect(page.getByRole('toolbar', { name: 'Selected rows' })).toContainText('Selected: 2 · Sum: CNY 0.00');
  await page.getByRole('button', { name: 'Allocate in a batch' }).click();
  await expect(page).toHaveURL(/\/funds\/batches\/new\?.*customers=cus_/);
  await expect(page.getByRole('main')).toContainText('2 customers chosen');
});

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[P6] shows one personal field for a minute to the session that asked, and keeps who asked', async ({
      page,
    }) => {
      const team = await makeMoneyTeam('10.00');
      const { customerId } = team.customer;
      await enter(page, base, team.emails.finance);
      const answer = await page.goto(`/customers/${customerId}`);
      const [mobile, email] = ['13800001234', `${team.code}-c@canary.example`.toLowerCase()];
      for (const clear of [mobile, email]) expect(await answer?.text()).not.toContain(clear);
      await page.getByRole('button', { name: 'Show mobile' }).click();
      await expect(page).toHaveURL(/revealed=1/);
      await expect(page.getByRole('region', { name: 'Contact' })).toContainText(mobile);
      await expect(page.getByRole('region', { name: 'Contact' })).not.toContainText(email);
      expect(await revealsOf(customerId)).toEqual(['done mobile']);
      const elsewhere = await request(base, `/customers/${customerId}?revealed=1`, {
        headers: { Cookie: await signInOverHttp(base, team.emails.finance) },
      });
      expect(elsewhere.status).toBe(200);
      expect(elsewhere.text).not.toContain(mobile);
    });

    test('assigns an account manager, who then sees the customer', async ({ page }) => {
      const team = await makeMoneyTeam('10.00');
      await enter(page, base, team.emails.sales);
      await page.goto('/customers');
      await expect(page.getByText('No customers yet')).toBeVisible();
      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${team.customer.customerId}`);
      await page.getByLabel('New account manager').selectOption({ label: `CNRY-${team.code}-user-sales` });
      await page.getByRole('button', { name: 'Assign', exact: true }).click();
      await expect(page.getByRole('status').filter({ hasText: 'has been assigned' })).toBeVisible();
      await enter(page, base, team.emails.sales);
      await page.goto('/customers');
      await expect(page.getByRole('rowheader')).toHaveCount(1);
      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${team.customer.customerId}`);
      await page.getByRole('button', { name: 'Withdraw account manager' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'no account manager' })).toBeVisible();
    });
  });
}

test('[T3] answers for somebody else’s customer as for none at all', async () => {
  const [own, foreign] = [await makeMoneyTeam('10.00'), await makeMoneyTeam('10.00')];
  const cookie = await signInOverHttp(base, own.emails.admin);
  const plain = (text: string, id: string) =>
    text
      .replaceAll(id, 'ID')
      .replace(/nonce="[^"]*"|nonce-[\w=+/-]+/g, '')
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '');
  for (const path of ['/customers', '/funds/allocate?customer=']) {
    const answers = await Promise.all(
      [foreign.customer.customerId, newId('customer')].map(async (id) => {
        const address = path.endsWith('=') ? path + id : `${path}/${id}`;
        const { status, text } = await request(base, address, { headers: { Cookie: cookie } });
        return { status, length: plain(text, id).length };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.status).toBe(404);
  }
});

test('[T14] the palette’s search stays within what somebody may see, and needs a session', async () => {
  const team = await makeTeam();
  const mine = await makeCustomer(team, `${team.code}-mine`, 'resale', { managerId: team.users.sales });
  await makeCustomer(team, `${team.code}-not`, 'resale');
  const search = async (headers: Record<string, string>) => {
    const answer = await request(base, `/api/v1/search?q=${team.code}`, { headers });
    return { status: answer.status, cache: answer.headers['cache-control'], body: JSON.parse(answer.text) };
  };
  const language = (cookie: string) => ({ Cookie: `${cookie.replace(/locale=[^;]*/, 'locale=en')}` });
  const sales = await search(language(await signInOverHttp(base, team.emails.sales)));
  expect(sales).toMatchObject({
    status: 200,
    body: { customers: [{ id: mine.customerId, href: `/customers/${mine.customerId}` }] },
  });
  expect(sales.body.customers).toHaveLength(1);
  expect(sales.cache).toContain('no-store');
  expect((await search(language(await signInOverHttp(base, team.emails.admin)))).body.customers).toHaveLength(2);
  expect((await search({})).status).toBe(401);
});
