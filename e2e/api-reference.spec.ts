import type { Page } from '@playwright/test';
import { database, schema } from '@/db/client';
import { expect, test } from './canary-server';
import { expectDone } from './money-team';

async function signedIn(page: Page, base: string, cookie: string, language = 'en') {
  const [name = '', value = ''] = cookie.split('=', 2);
  await page.context().addCookies([
    { name, value, url: base },
    { name: 'locale', value: language, url: base },
  ]);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a developer finds an operation, tries it, and sees what a program would get', async ({ canary, page }) => {
      await signedIn(page, canary.base, await canary.cookieOf(canary.world.s1));
      await page.goto(`${canary.base}/open-access/reference`);
      await page.getByLabel('Find an operation').fill('balances');
      await page.getByLabel('Find an operation').press('Enter');
      await expect(page.getByRole('link', { name: 'ListMeasureUnits' })).toHaveCount(0);
      await page.getByRole('link', { name: 'ListPartnerBalances' }).click();
      await expect(page.getByRole('heading', { level: 1, name: 'Show the partner’s balances' })).toBeVisible();
      await expect(page.getByRole('figure', { name: 'curl (sh and openssl)' })).toContainText('openssl dgst -sha256');
      const form = page.getByRole('form', { name: /^Try it/ });
      await form.getByRole('button', { name: 'Send' }).click();
      await expect(form.getByText('Answered with 200')).toBeVisible();
      await expect(form.getByRole('figure', { name: 'Body of the answer' })).toContainText('"account_type": 1');
      await expect(form.getByRole('figure', { name: 'Request', exact: true })).toContainText(
        'authorization: SDK-HMAC-SHA256',
      );
      // What is wrong is answered by the API, and what was filled in stays.
      await form.getByLabel('indirect_partner_id').fill('x'.repeat(65));
      await form.getByRole('button', { name: 'Send' }).click();
      await expect(form.getByText('Answered with 400')).toBeVisible();
      await expect(form.getByRole('figure', { name: 'Body of the answer' })).toContainText('CBC.0100');
      await expect(form.getByLabel('indirect_partner_id')).toHaveValue('x'.repeat(65));
    });

    test('a write that is tried is checked and not carried out', async ({ canary, page }) => {
      const { s1, customers } = canary.world;
      const customer = customers['S1']?.one;
      if (!customer) throw new Error('the world has customers');
      await signedIn(page, canary.base, await canary.cookieOf(s1));
      await page.goto(`${canary.base}/open-access/reference/UpdateCustomerAccountAmount`);
      const moved = () => database().$count(schema.fundAdjustments);
      const before = await moved();
      const form = page.getByRole('form', { name: /^Try it/ });
      await expect(page.getByText('A sandbox key carries nothing out')).toBeVisible();
      await form.getByRole('button', { name: 'Send' }).click();
      await expect(form.getByText('Answered with 200')).toBeVisible();
      await expect(form.getByRole('figure', { name: 'Body of the answer' })).toContainText(
        '"result": "not_carried_out"',
      );
      expect(await moved()).toBe(before);
    });
  });
}

test('the documents can be downloaded, and hold what is built', async ({ canary, page }) => {
  await signedIn(page, canary.base, await canary.cookieOf(canary.world.s1), 'zh-CN');
  await page.goto(`${canary.base}/open-access/reference`);
  for (const [name, file, size] of [
    ['下载伙伴接口文档', 'bss-openapi.json', 35],
    ['下载自有接口文档', 'v1-openapi.json', 4],
  ] as const) {
    const link = page.getByRole('link', { name });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe(file);
    const answer = await page.request.get(new URL((await link.getAttribute('href')) ?? '', canary.base).href);
    const document: { openapi: string; paths: object } = await answer.json();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).length).toBeGreaterThanOrEqual(size);
  }
});

test('the operator keeps the catalogue, and programs read it', async ({ canary, page, browser }) => {
  await signedIn(page, canary.base, await canary.cookieOf(canary.world.operator));
  await page.goto(`${canary.base}/operations/catalogue`);
  await page.getByRole('link', { name: 'Add service type' }).click();
  const form = page.getByRole('form', { name: 'Add service type' });
  await form.getByLabel('Code').fill('hws.service.type.ec2');
  await page.getByLabel('Chinese name').fill('测试云');
  await page.getByLabel('English name').fill('Test cloud');
  await page.getByLabel('Abbreviation').fill('TC');
  await page.getByRole('button', { name: 'Add service type' }).click();
  await expect(page.getByText('This code is taken.')).toBeVisible();
  await form.getByLabel('Code').fill('hws.service.type.test');
  await page.getByRole('button', { name: 'Add service type' }).click();
  await expectDone(page, 'Added to the catalogue.');
  await page.getByLabel('English name').fill('Trial cloud');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expectDone(page, 'Changed.');

  const other = await browser.newPage();
  await signedIn(other, canary.base, await canary.cookieOf(canary.world.d1));
  await other.goto(`${canary.base}/open-access/reference/ListServiceTypes`);
  const trial = other.getByRole('form', { name: /^Try it/ });
  await trial.getByLabel('service_type_name').fill('trial');
  await trial.getByLabel('X-Language').selectOption('en_US');
  await trial.getByRole('button', { name: 'Send' }).click();
  await expect(trial.getByRole('figure', { name: 'Body of the answer' })).toContainText(
    '"service_type_name": "Trial cloud"',
  );

  await page.getByText('Take it out of the catalogue').click();
  await page.getByRole('button', { name: 'Remove Trial cloud' }).click();
  await expectDone(page, 'Removed from the catalogue.');
  await trial.getByRole('button', { name: 'Send' }).click();
  await expect(trial.getByRole('figure', { name: 'Body of the answer' })).toContainText('"total_count": 0');
  await other.close();
});

test('whoever may read the reference but is no administrator sees no form', async ({ canary, page }) => {
  await signedIn(page, canary.base, await canary.cookieOf(canary.world.s1, 'viewer'));
  await page.goto(`${canary.base}/open-access/reference/ListPartnerBalances`);
  await expect(page.getByText('Administrators can try operations here.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Send' })).toHaveCount(0);
});
