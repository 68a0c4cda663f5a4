import { expect, type Page } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, type MoneyTeam, makeMoneyTeam, test } from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const table = (page: Page) => page.getByRole('table', { name: 'Customers' });
const names = (page: Page) => table(page).getByRole('rowheader');
/** Three customers: the team's own, one frozen by the partner, and a referral with a label of its own. */
async function makeThree(): Promise<MoneyTeam> {
  const team = await makeMoneyTeam('100.00');
  const frozen = await makeCustomer(team, `${team.code}-stop`, 'resale');
  const referral = await makeCustomer(team, `${team.code}-ref`, 'referral');
  const { associations, customers } = schema;
  await database()
    .update(associations)
    .set({ freezeLevel: 'account', frozenAt: sql`now()`, freezeReason: 'Overdue' })
    .where(eq(associations.customerId, frozen.customerId));
  await database()
    .update(associations)
    .set({ label: 'Nord & Süd' })
    .where(eq(associations.customerId, referral.customerId));
  await database().update(customers).set({ customerLevel: 'V4' }).where(eq(customers.id, referral.customerId));
  return team;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('columns, order and page size are chosen in menus and stand in the address', async ({ page }) => {
      const team = await makeThree();
      await enter(page, base, team.emails.admin);
      await page.goto('/customers');
      await expect(names(page)).toHaveCount(3);
      await page.getByRole('button', { name: 'Columns', exact: true }).click();
      const form = page.getByRole('form', { name: 'Columns' });
      await form.getByRole('checkbox', { name: 'Balance' }).uncheck();
      await form.getByRole('checkbox', { name: 'Level' }).check();
      await form.getByRole('button', { name: 'Show these columns' }).click();
      await expect(page).toHaveURL(/columns=level/);
      await expect(table(page).getByRole('columnheader', { name: 'Level' })).toBeVisible();
      await expect(table(page).getByRole('columnheader', { name: 'Balance' })).toHaveCount(0);
      await page.getByRole('button', { name: 'Order: newest first' }).click();
      await page.getByRole('link', { name: 'name', exact: true }).click();
      await expect(page).toHaveURL(/columns=level.*sort=name/);
      await expect(table(page).getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
      await expect(names(page)).toHaveText([/-c-name/, /-ref-name/, /-stop-name/]);
      await page.getByRole('button', { name: '50 per page' }).click();
      await page.getByRole('link', { name: '20 per page' }).click();
      await expect(page).toHaveURL(/columns=level.*sort=name.*size=20/);
      await expect(table(page).getByRole('columnheader', { name: 'Level' })).toBeVisible();
    });

    test('filters that are folded away work, stay open while they are set, and can be taken off', async ({ page }) => {
      const team = await makeThree();
      await enter(page, base, team.emails.viewer);
      await page.goto('/customers');
      await page.getByText('More filters').click();
      await page.getByRole('searchbox', { name: 'Label' }).fill('Nord &');
      await page.getByRole('button', { name: 'Search', exact: true }).click();
      await expect(page).toHaveURL(/label=Nord\+%26/);
      await expect(names(page)).toHaveText([/-ref-name/]);
      await expect(page.getByRole('searchbox', { name: 'Label' })).toHaveValue('Nord &');
      await page.getByRole('link', { name: 'Remove filter Label: Nord &' }).click();
      await expect(names(page)).toHaveCount(3);
      await page.goto('/customers?state=frozen');
      await expect(names(page)).toHaveText([/-stop-name/]);
      await expect(table(page)).toContainText('Frozen by the partner');
      await page.goto(`/customers?q=${encodeURIComponent(`　${team.code}   STOP `)}`);
      await expect(names(page)).toHaveText([/-stop-name/]);
    });

    test('a view is saved, leads to its filters, says when it is left, and is deleted', async ({ page }) => {
      const team = await makeThree();
      await enter(page, base, team.emails.finance);
      await page.goto('/customers?state=frozen&size=20');
      await page.getByText('Save this view').click();
      await page.getByLabel('Name of the view').fill('Stopped');
      await page.getByRole('button', { name: 'Save view' }).click();
      await expect(page).toHaveURL(/state=frozen&size=20&view=viw_/);
      await expectDone(page, 'The view is saved');
      await page.goto('/customers');
      const views = page.getByRole('region', { name: 'Saved views' });
      await views.getByRole('link', { name: 'Stopped' }).click();
      await expect(page).toHaveURL(/state=frozen&size=20&view=viw_/);
      await expect(names(page)).toHaveCount(1);
      await expect(views.getByText('modified')).toHaveCount(0);
      await page.getByRole('link', { name: /^Remove filter Status/ }).click();
      await expect(names(page)).toHaveCount(3);
      await expect(views.getByText('“Stopped”, modified')).toBeVisible();
      await views.getByRole('link', { name: 'Reset' }).click();
      await expect(names(page)).toHaveCount(1);
      await page.getByText('Change the view “Stopped”').click();
      await page.getByLabel('Name of the view').fill('On hold');
      await page.getByRole('button', { name: 'Update this view' }).click();
      await expect(views.getByRole('link', { name: 'On hold' })).toHaveAttribute('aria-current', 'true');
      await page.getByText('Change the view “On hold”').click();
      await page.getByRole('button', { name: 'Delete the view “On hold”' }).click();
      await expectDone(page, 'The view is deleted');
      await expect(views.getByRole('link', { name: 'On hold' })).toHaveCount(0);
    });

    test('picked customers are assigned to one account manager, who then sees them', async ({ page }) => {
      const team = await makeThree();
      await enter(page, base, team.emails.admin);
      await page.goto('/customers');
      await page.getByRole('checkbox', { name: /-stop-name/ }).check();
      await page.getByRole('checkbox', { name: /-ref-name/ }).check();
      await page.getByRole('button', { name: 'Assign an account manager' }).click();
      await expect(page).toHaveURL(/\/customers\/assign\?.*customers=cus_/);
      await expect(page.getByRole('region', { name: '2 customers chosen' })).toContainText(`${team.code}-ref-name`);
      await page.getByLabel('New account manager').selectOption({ label: `CNRY-${team.code}-user-sales` });
      await page.getByRole('button', { name: 'Assign 2 customers' }).click();
      await expectDone(page, 'assigned to the customers chosen');
      await enter(page, base, team.emails.sales);
      await page.goto('/customers');
      await expect(names(page)).toHaveCount(2);
    });

    test('label and remark are edited; the timeline tells who did that, gave money and assigned', async ({ page }) => {
      const team = await makeMoneyTeam('50.00');
      await enter(page, base, team.emails.admin);
      await page.goto(`/customers/${team.customer.customerId}`);
      await page.getByRole('textbox', { name: 'Label' }).fill('=HYPERLINK("http://evil.example")');
      await page.getByRole('textbox', { name: 'Remark' }).fill('<script>alert(1)</script>');
      await page.getByRole('button', { name: 'Save label and remark' }).click();
      await expectDone(page, 'Label and remark are saved');
      await expect(page.getByRole('textbox', { name: 'Label' })).toHaveValue('=HYPERLINK("http://evil.example")');
      await expect(page.getByRole('textbox', { name: 'Remark' })).toHaveValue('<script>alert(1)</script>');
      const timeline = page.getByRole('region', { name: 'Timeline' }).first();
      await expect(timeline.getByRole('row')).toHaveCount(3);
      await expect(timeline.getByRole('row').nth(1)).toContainText('Customer described');
      await expect(timeline.getByRole('row').nth(1)).toContainText(`CNRY-${team.code}-user-admin`);
      await expect(timeline.getByRole('row').nth(2)).toContainText('Joined');
      await page.goto('/customers?label=HYPERLINK');
      await expect(names(page)).toHaveCount(1);
      await expect(table(page)).toContainText('=HYPERLINK("http://evil.example")');
    });
  });
}

test('the actions of a customer are in one menu, for each as far as it may', async ({ page }) => {
  const team = await makeMoneyTeam('10.00');
  const { customerId } = team.customer;
  const linksOf = async (email: string) => {
    await enter(page, base, email);
    await page.goto(`/customers/${customerId}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    return page.locator('#customer-actions').getByRole('link').allTextContents();
  };
  expect(await linksOf(team.emails.admin)).toEqual([
    'Assign an account manager',
    'Edit label and remark',
    'Freeze or unfreeze',
    'Association records',
    'Switch the association type',
    'Disassociate',
  ]);
  await expect(page.getByRole('link', { name: 'Disassociate' })).toHaveAttribute(
    'href',
    `/association-changes/new?customer=${customerId}&kind=disassociate`,
  );
  expect(await linksOf(team.emails.viewer)).toEqual(['Association records']);
  const runway = page.getByRole('region', { name: 'Money' });
  await expect(runway).toContainText('Nothing was used in the last 7 days');
});

test('[T3] a distributor sees its resellers’ customers, without money and without what is done with it', async ({
  page,
}) => {
  const code = `D${process.pid}x${Math.floor(performance.now())}`;
  const distributor = await makeOrganization({ code, kind: 'distributor' });
  const reseller = await makeOrganization({ code: `${code}R`, kind: 'reseller', parent: distributor });
  const below = await makeCustomer(reseller, `${code}R-c`, 'resale');
  const own = await makeCustomer(distributor, `${code}-c`, 'resale');
  const email = await letSignIn(distributor);
  await enter(page, base, email);
  await page.goto('/customers');
  await page.getByRole('link', { name: 'Resellers’ customers' }).click();
  await expect(page).toHaveURL(/\/customers\/of-resellers$/);
  const listed = page.getByRole('table', { name: 'Resellers’ customers' });
  await expect(listed.getByRole('rowheader')).toHaveText([new RegExp(`${code}R-c-name`)]);
  await expect(listed.getByRole('columnheader', { name: /Balance|Actions/ })).toHaveCount(0);
  await listed.getByRole('link', { name: new RegExp(`${code}R-c-name`) }).click();
  await expect(page).toHaveURL(new RegExp(`/customers/of-resellers/${below.customerId}`));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`CNRY-${code}R-c-name-en`);
  const main = page.getByRole('main');
  await expect(main).toContainText('138****1234');
  for (const hidden of ['13800001234', 'Balance', 'Timeline', `CNRY-${code}R-c-label`])
    await expect(main).not.toContainText(hidden);
  await expect(main.getByRole('link', { name: /Allocate|Reclaim/ })).toHaveCount(0);
  const cookie = await signInOverHttp(base, email);
  for (const path of [
    `/customers/${below.customerId}`,
    `/customers/of-resellers/${own.customerId}`,
    `/customers/of-resellers/${newId('customer')}`,
  ])
    expect([path, (await request(base, path, { headers: { Cookie: cookie } })).status]).toEqual([path, 404]);
  const team = await makeMoneyTeam('1.00');
  const stranger = { headers: { Cookie: await signInOverHttp(base, team.emails.admin) } };
  for (const path of ['/customers/of-resellers', `/customers/of-resellers/${below.customerId}`])
    expect((await request(base, path, stranger)).status).toBe(404);
});
