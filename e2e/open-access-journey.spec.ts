import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { importX509, jwtVerify } from 'jose';
import { Webhook } from 'standardwebhooks';
import { idpMetadataXml, makeIdpKey } from '@/tests/idp-metadata';
import { brokenOracles } from '@/tests/oracles';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { holdPartner } from './hold-partner';
import { enter, expectDone, test } from './money-team';
import { look } from './own-server';
import { signedRequest } from './partner-client';
import { cookiesAfter, makeTeam, openSignIn, postSignIn } from './people';

/** Somebody of the demo world, and the server of that partner which hears of events. */
const admin = 'admin@qiming.example';
const receiverName = 'erp.qiming.example';
const shop = 'https://shop.qiming.example';

let base: string;
let receiver: Receiver;
let release: () => Promise<void>;
test.beforeAll(async ({ baseURL }) => {
  test.setTimeout(240_000);
  base = baseURL ?? '';
  receiver = await startReceiver(receiverName);
  release = await holdPartner('qiming');
});
test.afterAll(() => Promise.all([receiver.close(), release()]));
test.describe.configure({ mode: 'default' });
test.afterEach(async () => expect(await brokenOracles()).toEqual({}));

const main = (page: Page) => page.getByRole('main');
const step = (page: Page, name: string) =>
  page
    .getByRole('list', { name: 'Steps' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Puts the session of somebody of the demo world into the browser, in English. */
async function enterDemo(page: Page): Promise<void> {
  const from = await openSignIn(base);
  const answer = await postSignIn(base, { email: admin, password: 'Partner-center-demo-1' }, from);
  const pairs = cookiesAfter(answer, from.cookie).split('; ');
  const cookies = pairs.map((pair) => ({
    name: pair.slice(0, pair.indexOf('=')),
    value: pair.slice(pair.indexOf('=') + 1),
  }));
  await page.context().clearCookies();
  await page.context().addCookies(
    [...cookies.filter(({ name }) => name !== 'locale'), { name: 'locale', value: 'en' }].map((one) => ({
      ...one,
      url: base,
    })),
  );
}

/** The identity provider's metadata, and our own: @returns the certificate that checks what we sign. */
async function exchangeMetadata(page: Page): Promise<string> {
  await page.goto('/open-access/configuration/edit/idp-metadata');
  const file = {
    name: 'idp.xml',
    mimeType: 'application/xml',
    buffer: Buffer.from(idpMetadataXml(await makeIdpKey())),
  };
  await page.getByLabel('Metadata file').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload' }).click();
  await expectDone(page, 'The metadata of your identity provider are in force');
  await page.goto('/open-access/configuration');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download our metadata' }).click(),
  ]);
  const xml = await readFile(await download.path(), 'utf8');
  const certificate = /<[\w:]*X509Certificate>([^<]+)</.exec(xml)?.[1]?.replaceAll(/\s/g, '') ?? '';
  return `-----BEGIN CERTIFICATE-----\n${certificate.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----`;
}

/** A wrong address is refused at its field and nothing is saved; Modify at the top right corrects it. */
async function setCallback(page: Page, path: string): Promise<void> {
  await page.goto('/open-access/callbacks');
  await main(page).getByRole('link', { name: 'Modify' }).click();
  const field = page.getByRole('textbox', { name: 'After a recharge' });
  await field.fill('https://10.0.0.5/back');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(field).toHaveAccessibleDescription(/address|host/i);
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveValue('https://10.0.0.5/back');
  await page.goto('/open-access/callbacks');
  await expect(main(page)).not.toContainText('10.0.0.5');
  await main(page).getByRole('link', { name: 'Modify' }).click();
  await field.fill(`${shop}${path}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(main(page)).toContainText(`${shop}${path}`);
}

/** A key, whose first call is a real one. */
async function makeKeyAndCall(page: Page): Promise<void> {
  await page.goto('/open-access/credentials/new');
  await page.getByLabel('Name').fill('Shop');
  await page.getByLabel('Rights').selectOption({ label: 'Read only' });
  await page.getByRole('button', { name: 'Create credential' }).click();
  const secret =
    (await main(page)
      .getByText(/^[A-Za-z0-9]{40}$/)
      .first()
      .textContent()) ?? '';
  await page.getByRole('link', { name: 'View the credential' }).click();
  const accessKey =
    (await main(page)
      .getByText(/^[A-Z0-9]{20}$/)
      .first()
      .textContent()) ?? '';
  const target = '/v2/accounts/partner-accounts/balances';
  const { headers } = signedRequest({ accessKey, secret }, target);
  const sent = Object.fromEntries(headers.filter(([name]) => name !== 'host'));
  expect((await look(`${base}${target}`, { headers: sent })).status).toBe(200);
  await expect(async () => {
    await page.reload();
    await expect(main(page)).toContainText('127.0.0.1', { timeout: 500 });
  }).toPass({ timeout: 10_000 });
  await expect(main(page)).not.toContainText(secret);
}

/** An endpoint, and a test event that arrives there. @returns what checks its signatures */
async function makeEndpointAndTest(page: Page): Promise<Webhook> {
  await page.goto('/open-access/webhooks/new');
  await page.getByLabel('Address').fill(receiver.url('/journey'));
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const secret =
    (await main(page)
      .getByText(/^whsec_/)
      .first()
      .textContent()) ?? '';
  await page.getByRole('link', { name: 'Open the endpoint' }).click();
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await expectDone(page, 'The test is on its way');
  const webhook = new Webhook(secret);
  await expect.poll(() => typesOf(webhook), { timeout: 20_000 }).toContain('webhook.test');
  return webhook;
}

/** What has arrived, each with a signature that is right. */
const arrivedAt = (webhook: Webhook) =>
  receiver.received.map(
    ({ body, headers }) =>
      webhook.verify(body, headers as Record<string, string>) as { type: string; data: Record<string, string> },
  );
const typesOf = (webhook: Webhook) => arrivedAt(webhook).map(({ type }) => type);

/** Pays with the test provider and goes on to the partner's own page. @returns the id of the recharge and the address the browser came to */
async function rechargeAndContinue(page: Page, amount: string): Promise<{ id: string; arrived: URL }> {
  await page.goto('/funds/recharge/online');
  await page.getByLabel('Amount to pay').fill(amount);
  await page.getByRole('button', { name: 'Continue to payment' }).click();
  await expect(page).toHaveURL(/online\/onr_/);
  const id = /onr_\w+/.exec(page.url())?.[0] ?? '';
  await page.getByRole('link', { name: 'Pay with: Test provider' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await expectDone(page, 'Paid and credited');
  await expect(main(page)).toContainText('You are about to leave');
  await page.route(`${shop}/**`, (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: 'Welcome back' }),
  );
  await page.getByRole('link', { name: 'Continue to shop.qiming.example' }).click();
  await expect(page.getByText('Welcome back')).toBeVisible();
  return { id, arrived: new URL(page.url()) };
}

/** The newest change as it was and as it became, and undone by another one. */
async function undoLastCallback(page: Page, path: string): Promise<void> {
  await page.goto('/open-access');
  await main(page).getByRole('link', { name: 'Callback addresses', exact: true }).first().click();
  await expect(page.getByRole('heading', { name: 'Change: Callback addresses' })).toBeVisible();
  await expect(main(page)).toContainText(`${shop}${path}`);
  await expect(main(page)).toContainText(`${shop}/recharge/done`);
  await page.getByRole('button', { name: 'Undo this change' }).click();
  await expectDone(page, 'The change was undone by this one');
  await page.goto('/open-access/callbacks');
  await expect(main(page)).toContainText(`${shop}/recharge/done`);
  await expect(main(page)).not.toContainText(`${shop}${path}`);
}

test('[I6] [A21] [W1] qiming’s admin completes the flow, corrects a callback address, recharges and lands on it with a state that verifies', async ({
  page,
}) => {
  test.setTimeout(120_000);
  await enterDemo(page);
  const certificate = await exchangeMetadata(page);
  const path = '/recharge/thanks?from=partner-center';
  await setCallback(page, path);
  await makeKeyAndCall(page);
  const webhook = await makeEndpointAndTest(page);
  const { id, arrived } = await rechargeAndContinue(page, '123.45');

  expect(`${arrived.origin}${arrived.pathname}`).toBe(`${shop}/recharge/thanks`);
  expect([...arrived.searchParams.keys()]).toEqual(['from', 'state']);
  const state = arrived.searchParams.get('state') ?? '';
  const key = await importX509(certificate, 'RS256');
  const expected = { issuer: base, audience: 'QIMING_7F3K', algorithms: ['RS256'] };
  const { payload } = await jwtVerify(state, key, expected);
  expect(payload).toMatchObject({ sub: id, status: 'paid', amount: '123.45', currency: 'CNY' });
  const forged = state.replace(/\.([^.]+)\./, (_, claims: string) => `.${claims.slice(0, -2)}AA.`);
  await expect(jwtVerify(forged, key, expected)).rejects.toThrow();
  await expect(jwtVerify(state, key, { ...expected, audience: 'XINGHUO_M2WD' })).rejects.toThrow();

  await expect.poll(() => typesOf(webhook), { timeout: 20_000 }).toContain('recharge.credited');
  const credited = arrivedAt(webhook).find(({ type }) => type === 'recharge.credited');
  expect(credited?.data).toMatchObject({ amount: '123.45', currency: 'CNY', recharge_id: payload['recharge_id'] });

  await page.goto('/open-access');
  for (const name of ['Prepare', 'Configure', 'Callbacks', 'Credentials', 'Test', 'Live'])
    await expect(step(page, name)).toContainText('Done');
  await undoLastCallback(page, path);
});

test('a partner that has nothing walks the steps, each done when there is evidence for it', async ({ page }) => {
  const team = await makeTeam();
  await enter(page, base, team.emails.admin);
  await page.goto('/open-access');
  await expect(step(page, 'Prepare')).toContainText('Next');
  await expect(step(page, 'Live')).toContainText('Not yet');
  await page.getByRole('button', { name: 'Begin the configuration' }).click();
  await expectDone(page, 'The configuration has begun');
  await page.goto('/open-access');
  await expect(step(page, 'Prepare')).toContainText('Done');
  await expect(step(page, 'Configure')).toContainText('Next');
  await step(page, 'Configure').getByRole('link', { name: 'Open: Configure' }).click();
  await page.getByRole('link', { name: 'Modify: Contacts' }).click();
  await page.getByLabel('Name').first().fill('Ada');
  await page.getByLabel('Email address').first().fill('ada@partner.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectDone(page, 'The contacts were saved');
  await page.getByRole('link', { name: 'Modify: Notification address' }).click();
  await page.getByRole('textbox', { name: 'Notification address' }).fill('https://notify.partner.example/associations');
  await page.getByRole('button', { name: 'Save' }).click();
  await expectDone(page, 'The notification address was saved');
  await page.goto('/open-access');
  await expect(step(page, 'Configure')).toContainText('Done');
  await expect(step(page, 'Callbacks')).toContainText('Optional');
  await expect(step(page, 'Credentials')).toContainText('Next');
  await makeKeyAndCall(page);
  await page.goto('/open-access');
  for (const name of ['Credentials', 'Test', 'Live']) await expect(step(page, name)).toContainText('Done');
});
