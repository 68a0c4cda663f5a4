import { expect, type Page } from '@playwright/test';
import { attemptOf, deliveryOf, endpointOf, publishedEventOf } from '@/tests/webhooks';
import { enter, expectDone, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const main = (page: Page) => page.getByRole('main');
const card = (page: Page, name: string) => main(page).getByRole('region', { name, exact: true });
const secretShown = (page: Page) => main(page).getByText(/^whsec_/);

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a partner adds an endpoint, sees its secret once, changes it, replaces the secret and disables it', async ({
      page,
    }) => {
      test.setTimeout(120_000);
      const team = await makeMoneyTeam('100.00');
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/webhooks');
      await main(page).getByRole('link', { name: 'Add endpoint' }).first().click();
      const form = page.getByRole('form', { name: 'New webhook endpoint' });
      await form.getByLabel('Address').fill('https://10.0.0.5/events');
      await form.getByRole('radio', { name: 'Only the types ticked below' }).check();
      await form.getByRole('button', { name: 'Add endpoint' }).click();
      await expect(form.getByLabel('Address')).toHaveAccessibleDescription(/public name/);
      await form.getByLabel('Address').fill('https://hooks.qiming.example/events');
      await form.getByRole('button', { name: 'Add endpoint' }).click();
      await expect(main(page).getByText('Choose at least one type').first()).toBeVisible();
      await form.getByRole('checkbox', { name: /^Funds allocated/ }).check();
      await form.getByLabel('Description').fill('Books');
      await form.getByRole('button', { name: 'Add endpoint' }).click();
      await expectDone(page, 'The endpoint is there');
      const secret = await secretShown(page).textContent();
      await main(page).getByRole('link', { name: 'Open the endpoint' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('hooks.qiming.example');
      await expect(main(page)).toContainText('Funds allocated');
      expect(await page.content()).not.toContain(secret?.slice(6) ?? 'whsec_');

      await main(page).getByRole('link', { name: 'Edit' }).click();
      await page.getByRole('checkbox', { name: /^Coupon issued/ }).check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expectDone(page, 'The endpoint was changed.');
      await expect(card(page, 'Facts')).toContainText('Coupon issued');

      await card(page, 'Signing secrets').getByRole('button', { name: 'Replace the secret' }).click();
      await expectDone(page, 'The new secret signs from now on.');
      expect(await secretShown(page).textContent()).not.toBe(secret);
      await page.goto(page.url().split('?')[0] ?? '');
      await expect(card(page, 'Signing secrets').getByRole('listitem')).toHaveCount(2);
      await card(page, 'Signing secrets').getByText('End secret 1 before its time').click();
      await card(page, 'Signing secrets').getByRole('button', { name: 'End secret 1 now' }).click();
      await expectDone(page, 'The secret was ended.');
      await expect(card(page, 'Signing secrets').getByRole('listitem')).toHaveCount(1);

      await card(page, 'Disable').getByText('Stop sending to this endpoint').click();
      await page.getByRole('button', { name: 'Disable hooks.qiming.example' }).click();
      await expectDone(page, 'The endpoint is disabled.');
      await expect(card(page, 'Send again')).toHaveCount(0);
      await card(page, 'Enable').getByRole('button', { name: 'Enable' }).click();
      await expectDone(page, 'The endpoint is enabled.');
    });

    test('a partner finds a delivery that was given up, sees what was answered, and sends it and a range again', async ({
      page,
    }) => {
      test.setTimeout(120_000);
      const team = await makeMoneyTeam('100.00');
      // Of a type of which nothing else happens to this partner.
      const types = ['funds.allocated'];
      const endpoint = await endpointOf(team, { types, createdAt: new Date('2026-11-01T00:00:00Z') });
      const event = () => publishedEventOf(team, { type: 'funds.allocated', data: { amount: '-12.30' } });
      const [wanted, other] = [await event(), await event()];
      const failed = await deliveryOf(endpoint, wanted, { state: 'failed', attempts: 10 });
      await attemptOf(failed, { outcome: 'refused', status: 503, responseBody: '<b>maintenance</b>' });
      await attemptOf(failed, { outcome: 'not_allowed', status: null, responseHeaders: null });
      await deliveryOf(endpoint, other, { state: 'failed', attempts: 10 });
      await enter(page, base, team.emails.admin);
      await page.goto(`/open-access/webhooks/${endpoint.id}`);
      const log = page.getByRole('table', { name: 'Deliveries' });
      await expect(log.getByRole('row')).toHaveCount(3);
      await page.getByLabel('Event', { exact: true }).fill(wanted.id);
      await page.getByRole('button', { name: 'Search' }).click();
      await expect(log.getByRole('row')).toHaveCount(2);
      await expect(log).toContainText('Not reachable');
      await log.getByRole('link', { name: 'Funds allocated' }).click();
      await expect(card(page, 'Body').getByText('"amount":"-12.30"')).toBeVisible();
      const attempts = card(page, 'Attempts');
      await expect(attempts).toContainText('Refused (503)');
      await expect(attempts).not.toContainText('not_allowed');
      await attempts.getByText('Answer', { exact: true }).click();
      await expect(attempts.getByText('<b>maintenance</b>')).toBeVisible();
      await page.getByRole('button', { name: 'Send this event again' }).click();
      await expectDone(page, 'The event is on its way.');
      await expect(card(page, 'Facts')).toContainText('Sent again');

      await page.goto(`/open-access/webhooks/${endpoint.id}`);
      const replay = page.getByRole('form', { name: 'Send again' });
      await replay.getByLabel('Happened from').fill('2026-11-01T00:00');
      await replay.getByLabel('Until').fill('2026-10-01T00:00');
      await replay.getByRole('button', { name: 'Send the events again' }).click();
      await expect(replay.getByLabel('Until')).toHaveAccessibleDescription(/has to come after/);
      await replay.getByLabel('Until').fill('');
      await replay.getByRole('button', { name: 'Send the events again' }).click();
      await expectDone(page, 'The events are on their way.');
      await expect(log.getByText('Sent again')).toHaveCount(2);
    });

    test('[W5] a partner sends a test, six of which in a minute are too many', async ({ page }) => {
      test.setTimeout(120_000);
      const team = await makeMoneyTeam('100.00');
      const endpoint = await endpointOf(team, { types: ['funds.allocated'] });
      await enter(page, base, team.emails.admin);
      await page.goto(`/open-access/webhooks/${endpoint.id}`);
      for (let nth = 1; nth <= 5; nth += 1) {
        await page.getByRole('button', { name: 'Send a test event' }).click();
        await expect(page.getByRole('table', { name: 'Deliveries' }).getByRole('row')).toHaveCount(nth + 1);
      }
      await page.getByRole('button', { name: 'Send a test event' }).click();
      await expect(page.getByRole('form', { name: 'Test' }).getByRole('alert')).toContainText('Five tests a minute');
      await page.getByRole('link', { name: 'Test', exact: true }).first().click();
      await expect(card(page, 'Body')).toContainText('"type":"webhook.test"');
      await expect(page.getByRole('button', { name: 'Send this event again' })).toHaveCount(0);
    });
  });
}
