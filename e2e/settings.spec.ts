import { database, schema } from '@/db/client';
import { changeSetting } from '@/domain/settings/change-setting';
import { makeMessage } from '@/tests/command-subjects';
import { actorOf, freshKey } from '@/tests/world';
import { expect, test } from './canary-server';
import { expectDone } from './money-team';

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('the operator changes a setting within its bounds, and the audit says what it was', async ({
      canary,
      page,
    }) => {
      const { operator } = canary.world;
      await changeSetting(actorOf(operator), freshKey(), { key: 'report_valid_days', value: '15' });
      const [name = '', value = ''] = (await canary.cookieOf(operator)).split('=', 2);
      await page.context().addCookies([
        { name, value, url: canary.base },
        { name: 'locale', value: 'en', url: canary.base },
      ]);
      await page.goto(`${canary.base}/operations/settings`);
      await page.getByRole('link', { name: 'Change: Reservation of a report (days)' }).click();
      await page.getByLabel('New value').fill('366');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByLabel('New value')).toHaveAccessibleDescription(/outside what is allowed/);
      await page.getByLabel('New value').fill('30');
      await page.getByRole('button', { name: 'Save' }).click();
      await expectDone(page, 'The setting was changed.');
      await expect(page.getByRole('row', { name: /^Reservation of a report/ }).getByRole('strong')).toHaveText('30');
      await page.goto(`${canary.base}/audit?action=settings.change`);
      const entry = page.getByRole('row').filter({ hasText: 'Platform setting changed' }).first();
      await entry.getByText('Details').click();
      await expect(entry).toContainText('report_valid_days');
      await expect(entry).toContainText('15');
    });

    test('the operator reads a message only by an act that is kept, and puts back what was given up', async ({
      canary,
      page,
    }) => {
      const { operator, s1 } = canary.world;
      const id = await makeMessage(s1, 'failed');
      const [name = '', value = ''] = (await canary.cookieOf(operator)).split('=', 2);
      await page.context().addCookies([
        { name, value, url: canary.base },
        { name: 'locale', value: 'en', url: canary.base },
      ]);
      await page.goto(`${canary.base}/operations/messages?recipient=receiver%40canary.example&state=failed`);
      await expect(page.getByRole('cell', { name: 'r***@canary.example' }).first()).toBeVisible();
      expect(await page.content()).not.toContain('CNRY-S1-body');
      await page.goto(`${canary.base}/operations/messages/${id}`);
      expect(await page.content()).not.toContain('CNRY-S1-body');
      await page.getByRole('button', { name: 'Show the text' }).click();
      await expect(page.getByText('CNRY-S1-body')).toBeVisible();
      const opened = await database()
        .select({ action: schema.auditEntries.action, subject: schema.auditEntries.subjectId })
        .from(schema.auditEntries);
      expect(opened.filter(({ action, subject }) => action === 'messages.open' && subject === id)).toHaveLength(1);
      await page.getByRole('button', { name: 'Try again' }).click();
      await expectDone(page, 'waits to be sent again');
      await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0);
    });
  });
}
