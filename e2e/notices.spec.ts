import { expect, type Page } from '@playwright/test';
import { database, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { newId } from '@/lib/id';
import { actorOf, freshKey, type WorldOrganization } from '@/tests/world';
import { enter, letSignIn, makeMoneyTeam, test } from './money-team';

let base: string;
test.beforeAll(({ baseURL }) => {
  base = baseURL ?? '';
});

const bell = (page: Page, unread: string) => page.getByRole('banner').getByRole('link', { name: `Notices, ${unread}` });

/** Opens a page until the background work has told of what happened. */
async function openWhenTold(page: Page, unread: string) {
  await expect(async () => {
    await page.goto('/');
    await expect(bell(page, unread)).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
}

async function fillWithNotices(organization: WorldOrganization, count: number) {
  const { id: organizationId, rootId, users } = organization;
  const rows = Array.from({ length: count }, () => ({
    ...{ id: newId('notice'), organizationId, rootId, userId: users.admin, eventId: newId('event') },
    ...{ kind: 'customer.frozen', subjectId: 'x', payload: { customer: '<b>C</b>', customerEn: null, partner: 'P' } },
  }));
  await database().insert(schema.notices).values(rows);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('both sides hear of an allocation, read it where its record is, and mark it as read', async ({ page }) => {
      const team = await makeMoneyTeam('1000.00');
      const admin = await letSignIn(team.customer);
      const names = { partner: `CNRY-${team.code}-name-en`, customer: `CNRY-${team.code}-c-name-en` };
      const input = { customerId: team.customer.customerId, amount: '12.34' };
      expect(await allocateFunds(actorOf(team), freshKey(), input)).toMatchObject({ ok: true });
      const sentence = `${names.partner} allocated CNY 12.34 to ${names.customer}.`;

      await enter(page, base, admin);
      await openWhenTold(page, '1 unread');
      await bell(page, '1 unread').click();
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Notices');
      await page.getByRole('link', { name: sentence }).click();
      await expect(page).toHaveURL(/\/my-account/);

      // The partner's finance also has the transfer it was funded by.
      await enter(page, base, team.emails.finance);
      await openWhenTold(page, '2 unread');
      await page.goto('/notices?kind=funds.allocated');
      await page.getByRole('link', { name: sentence }).click();
      await expect(page).toHaveURL(/\/funds\/adjustments\/adj_/);
      await page.goto('/notices?state=unread');
      await page
        .getByRole('form', { name: `Mark as read: ${sentence}` })
        .getByRole('button')
        .click();
      await expect(bell(page, '1 unread')).toBeVisible();
      await expect(page).toHaveURL(/state=unread/);
      await expect(page.getByText(sentence)).toHaveCount(0);
      await page.getByRole('button', { name: 'Mark all as read' }).click();
      await expect(page.getByRole('main').getByRole('status')).toContainText('All notices are marked as read.');
      await expect(bell(page, 'none unread')).toBeVisible();
      await expect(page.getByRole('cell', { name: 'Read', exact: true })).toHaveCount(2);

      // Nobody else's bell has moved.
      await enter(page, base, team.emails.viewer);
      await page.goto('/notices');
      await expect(page.getByText('No notices yet')).toBeVisible();
      await expect(bell(page, 'none unread')).toBeVisible();
    });
  });
}

test('more than 99 unread fit into the narrowest window, page by page, in both languages', async ({ page }) => {
  const team = await makeMoneyTeam('1.00');
  await fillWithNotices(team, 120);
  await page.setViewportSize({ width: 320, height: 800 });
  for (const language of ['en', 'zh-CN'] as const) {
    await enter(page, base, team.emails.admin, language);
    await page.goto('/notices');
    const name = language === 'en' ? 'Notices, more than 99 unread' : '通知，超过 99 条未读';
    await expect(page.getByRole('banner').getByRole('link', { name })).toHaveText('99+');
    const widths = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
  }
  await expect(page.getByText('P的客户<b>C</b>已被冻结。').first()).toBeVisible();
  await page.getByRole('link', { name: '下一页' }).click();
  await expect(page).toHaveURL(/after=/);
  await expect(page.getByText('P的客户<b>C</b>已被冻结。').first()).toBeVisible();
});
