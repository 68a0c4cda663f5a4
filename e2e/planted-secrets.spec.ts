import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { and, eq } from 'drizzle-orm';
import pg from 'pg';
import { database, schema } from '@/db/client';
import { builtRoutes } from './build-inventory';
import { crawl } from './crawl';
import { enter, test } from './money-team';
import { eventually, look, startOwnServer } from './own-server';
import { signedRequest } from './partner-client';
import { makeTeam, signInOverHttp, type Team } from './people';
import { dumpTables, foundIn, foundInFiles, type Planted } from './secret-search';

/** Known to everybody and found where it belongs: a search that does not find these has looked at nothing. */
const control = { description: 'CONTROL-planted-description', bucketKey: 'PLANTEDBUCKETKEY0001' } as const;
const superUrl = process.env['E2E_SUPER_URL'] ?? '';
const main = (page: Page) => page.getByRole('main');

/** A secret of the partner's own bucket, typed into the form. */
async function plantBucketSecret(page: Page, base: string): Promise<Planted> {
  const secret = `planted-bucket-${randomBytes(15).toString('hex')}`;
  await page.goto(`${base}/open-access/configuration/edit/attachments`);
  await page.getByLabel('Fetch attachments from our bucket').check();
  await page.getByLabel('Bucket name').fill('planted-bucket');
  await page.getByLabel('Region').selectOption({ index: 1 });
  await page.getByLabel('Access key (AK)').fill(control.bucketKey);
  await page.getByLabel('Secret key (SK)').fill(secret);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(main(page).getByRole('status').filter({ hasText: 'The attachments settings were saved' })).toBeVisible();
  return { name: 'bucket', secret };
}

/** A key and the one that takes its place: each secret is shown once. */
async function plantKeys(page: Page, base: string): Promise<Planted[]> {
  await page.goto(`${base}/open-access/credentials/new`);
  await page.getByLabel('Name').fill('Planted');
  await page.getByLabel('Rights').selectOption({ label: 'Read and change' });
  await page.getByRole('button', { name: 'Create credential' }).click();
  const first = await shownSecret(page, /^[A-Za-z0-9]{40}$/);
  await page.getByRole('link', { name: 'View the credential' }).click();
  await expect(page).toHaveURL(/credentials\/key_/);
  await page.goto(`${base}${new URL(page.url()).pathname}/rotate`);
  await page.getByLabel('Days the old one works on').selectOption('7');
  await page.getByRole('button', { name: 'Replace Planted' }).click();
  const second = await shownSecret(page, /^[A-Za-z0-9]{40}$/);
  return [
    { name: 'key', secret: first },
    { name: 'key in its place', secret: second },
  ];
}

/** The secret of an endpoint and the one after it. */
async function plantWebhookSecrets(page: Page, base: string): Promise<Planted[]> {
  await page.goto(`${base}/open-access/webhooks/new`);
  await page.getByLabel('Address').fill('https://planted.example/hooks');
  await page.getByLabel('Description').fill(control.description);
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  const first = await shownSecret(page, /^whsec_[A-Za-z0-9+/=]{32,}$/);
  await page.getByRole('link', { name: 'Open the endpoint' }).click();
  await page.getByRole('button', { name: 'Replace the secret' }).click();
  const second = await shownSecret(page, /^whsec_[A-Za-z0-9+/=]{32,}$/);
  await page.goto(page.url());
  await page.getByRole('button', { name: 'Send a test event' }).click();
  await expect(main(page).getByRole('status').filter({ hasText: 'The test is on its way' })).toBeVisible();
  return [
    { name: 'webhook', secret: first },
    { name: 'webhook after it', secret: second },
  ];
}

/** Shown on this one page, and no longer once it is opened again. */
async function shownSecret(page: Page, form: RegExp): Promise<string> {
  const secret = (await main(page).getByText(form).first().textContent()) ?? '';
  expect(secret).toMatch(form);
  return secret;
}

/** A call signed with that key, as a program makes it; `secret` may be another one. */
async function callWith(base: string, accessKey: string, secret: string): Promise<number> {
  const target = '/v2/accounts/partner-accounts/balances';
  const signed = signedRequest({ accessKey, secret }, target, { headers: { host: new URL(base).host } });
  const headers = Object.fromEntries(signed.headers.filter(([name]) => name !== 'host'));
  return (await look(`${base}${target}`, { headers })).status;
}

async function attemptsOf({ id }: Team): Promise<number> {
  const { webhookAttempts } = schema;
  return database().$count(webhookAttempts, eq(webhookAttempts.organizationId, id));
}

/** Every address of the build that needs no id, and what they lead to: pages, their payloads, exports, documents. */
const startingPoints = (): string[] =>
  [...new Set(builtRoutes().values())].filter(
    (path) => !path.includes('[') && !/^\/(_|preferences|icon|sign-in)/.test(path),
  );

test('[S5] [W11] planted secrets stand in clear nowhere: database, its files, logs, pages, payloads, exports', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const team = await makeTeam();
  const server = await startOwnServer({ LOG_LEVEL: 'trace', JOBS: 'on' });
  try {
    await enter(page, server.base, team.emails.admin);
    const keys = await plantKeys(page, server.base);
    const webhooks = await plantWebhookSecrets(page, server.base);
    const planted = [await plantBucketSecret(page, server.base), ...keys, ...webhooks];
    await useThem(team, server.base, keys);

    const dump = await dumpTables(superUrl);
    for (const [table, text] of dump) expect(foundIn(text, planted), table).toEqual([]);
    expect(dump.get('public.webhook_endpoints')).toContain(control.description);
    expect(dump.get('public.access_configurations')).toContain(control.bucketKey);
    expect([...dump.values()].join('\n')).not.toContain('PRIVATE KEY');
    expect(await foundInFiles(superUrl, planted)).toEqual([]);

    const cookie = await signInOverHttp(server.base, team.emails.admin);
    const documents = await crawl(server.base, cookie, startingPoints());
    const wrong = documents.flatMap(({ path, text }) => foundIn(text, planted).map((one) => `${one} in ${path}`));
    expect(wrong).toEqual([]);
    expect(documents.filter(({ text }) => text.includes(control.description)).length).toBeGreaterThan(1);

    const logs = [server.log(), readLog('test-results/server.log')].join('\n');
    expect(foundIn(logs, planted)).toEqual([]);
    expect(logs.length).toBeGreaterThan(0);

    await showThatTheSearchFinds(planted);
  } finally {
    await server.stop();
  }
});

/** Signs with the keys, rightly and wrongly, and waits until the test event was tried, so that every part has held its secret in hand. */
async function useThem(team: Team, base: string, keys: readonly Planted[]): Promise<void> {
  const { apiKeys } = schema;
  const rows = await database()
    .select({ accessKey: apiKeys.accessKey, replaces: apiKeys.replacesId })
    .from(apiKeys)
    .where(and(eq(apiKeys.organizationId, team.id), eq(apiKeys.name, 'Planted')));
  const [old, current] = [rows.find(({ replaces }) => !replaces), rows.find(({ replaces }) => replaces)];
  const [first, second] = keys;
  if (!old || !current || !first || !second) throw new Error('a key and one in its place');
  expect(await callWith(base, old.accessKey, first.secret)).toBe(200);
  expect(await callWith(base, current.accessKey, second.secret)).toBe(200);
  expect(await callWith(base, current.accessKey, first.secret)).toBe(401);
  await eventually(async () => (await attemptsOf(team)) > 0, 30_000);
}

const readLog = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** The other way round: the same searches find what somebody writes down in clear, in each form. Last, since it does so. */
async function showThatTheSearchFinds(planted: readonly Planted[]): Promise<void> {
  for (const one of planted) {
    const bytes = Buffer.from(one.secret);
    for (const text of [one.secret, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(one.secret)])
      expect(foundIn(`before ${text} after`, planted), one.name).not.toEqual([]);
  }
  const client = new pg.Client({ connectionString: superUrl });
  await client.connect();
  try {
    await client.query('create table planted_control (note text)');
    await client.query('insert into planted_control select unnest($1::text[])', [planted.map(({ secret }) => secret)]);
    const dump = await dumpTables(superUrl);
    expect(foundIn(dump.get('public.planted_control') ?? '', planted).length).toBeGreaterThanOrEqual(planted.length);
    expect((await foundInFiles(superUrl, planted)).length).toBeGreaterThanOrEqual(planted.length);
  } finally {
    await client.query('drop table if exists planted_control');
    await client.end();
  }
}
