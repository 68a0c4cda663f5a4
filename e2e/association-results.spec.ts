import { expect } from '@playwright/test';
import { notifyAt, publishedChange } from '@/tests/association-results';
import { startReceiver } from '@/tests/webhook-receiver';
import { makeCustomer } from '@/tests/world';
import { enter, test } from './money-team';
import { makeTeam } from './people';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const path = '/open-access/association-results';

test('an association arrives at the address, a refused one is sent again, and the address is tested', async ({
  page,
}) => {
  const team = await makeTeam();
  const receiver = await startReceiver('notify.qiming.example');
  try {
    receiver.answer((_request, nth) => ({ status: nth === 1 ? 500 : 200 }));
    await enter(page, base, team.emails.admin);
    await page.goto(path);
    await expect(page.getByText('No address is set.')).toBeVisible();
    await notifyAt(team, receiver.url('/bind'));
    await page.reload();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await expect(page.getByRole('status').filter({ hasText: 'on its way' })).toBeVisible();
    const rows = page.getByRole('row');
    await expect(rows.filter({ hasText: 'Test' }).filter({ hasText: 'Not accepted (500)' })).toBeVisible();
    const customer = await makeCustomer(team, `${team.code}-c`, 'resale');
    await publishedChange(team, customer.customerId, 'customer.associated');
    await expect.poll(() => receiver.received.length).toBe(2);
    await page.goto(path);
    const row = rows.filter({ hasText: 'Bound' });
    await expect(row).toContainText('Accepted (200)');
    await row.getByRole('button', { name: /^Send again/ }).click();
    await expect(page.getByRole('status').filter({ hasText: 'sent again' })).toBeVisible();
    await expect.poll(() => receiver.received.length).toBe(3);
    const [, first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['notification-id']).toBe(first?.headers['notification-id']);
  } finally {
    await receiver.close();
  }
});
