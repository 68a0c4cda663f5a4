import os from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { migrate } from '../db/migrate';
import { type PgServer, removePg, startPg } from '../scripts/pg.mjs';
import { eventually, look, type OwnServer, startOwnServer, withChildren } from './own-server';

test.describe.configure({ mode: 'serial' });

// A database and a web server of their own, because both are mistreated here.
const dataDir = path.join(os.tmpdir(), `pc-e2e-own-${process.pid}`);
let database: PgServer | undefined;
let web: OwnServer;

const startDatabase = async () => {
  database = await startPg({ dataDir, unsafe: true });
  return database;
};
const stopDatabase = async () => {
  const running = database;
  database = undefined;
  await running?.stop();
};
const reasonOf = async () => JSON.parse((await look(`${web.base}/readyz`)).text).reason;
const isReady = async () => (await look(`${web.base}/readyz`)).status === 200;
/** Whether somebody is served: a page, or the way to it. */
const serves = async () => [200, 303, 307].includes(await statusOf('/sign-in'));
const statusOf = async (url: string) => (await look(`${web.base}${url}`)).status;

test.beforeAll(async () => {
  const { appUrl } = await startDatabase();
  await stopDatabase();
  web = await startOwnServer({ DATABASE_URL: appUrl, APP_ENV: 'test' });
});
test.afterAll(async () => {
  await web?.stop();
  await stopDatabase();
  removePg(dataDir);
});

/** Every door says so in its own form, and files are there. */
async function expectUnavailable() {
  const page = await look(`${web.base}/sign-in`, { headers: { 'accept-language': 'zh-CN' } });
  expect(page.status).toBe(503);
  expect(page.headers.get('retry-after')).toBe('5');
  expect(page.text).toContain('暂时无法使用');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(page.ms).toBeLessThan(2500);
  const api = await look(`${web.base}/v2/systems/configs/provinces`);
  expect(api.status).toBe(503);
  expect(JSON.parse(api.text)).toMatchObject({ error_code: 'CBC.0999' });
  expect(await statusOf('/icon.svg')).toBe(200);
  const alive = [
    await look(`${web.base}/healthz`),
    await look(`${web.base}/healthz`),
    await look(`${web.base}/healthz`),
  ];
  expect(alive.map(({ status }) => status)).toEqual([200, 200, 200]);
  // The quickest of three: how long one takes on a busy machine says little about us.
  expect(Math.min(...alive.map(({ ms }) => ms))).toBeLessThan(100);
}

test('[V1] the server starts without a database, says what is missing, and serves when it is there', async () => {
  expect((await look(`${web.base}/readyz`)).ms).toBeLessThan(2000);
  expect(await reasonOf()).toBe('database_down');
  await expectUnavailable();
  const { ownerUrl } = await startDatabase();
  await eventually(async () => (await reasonOf()) === 'not_migrated', 5000);
  await expectUnavailable();
  await migrate(ownerUrl, { applicationUser: 'pc_app' });
  expect(await eventually(isReady, 5000)).toBeLessThan(5000);
  await eventually(serves, 5000);
  expect(web.hasEnded()).toBe(false);
});

test('[V2] pages and the API are unavailable while the database is away, and come back without a restart', async ({
  page,
}) => {
  await stopDatabase();
  await eventually(async () => (await statusOf('/sign-in')) === 503, 3000);
  await expectUnavailable();
  await page.goto(`${web.base}/sign-in`);
  await expect(page.getByRole('heading', { name: '暂时无法使用' })).toBeVisible();
  await startDatabase();
  expect(await eventually(isReady, 5000)).toBeLessThan(5000);
  await eventually(serves, 5000);
  await page.getByRole('link', { name: '重试' }).click();
  await expect(page.getByRole('heading', { name: '暂时无法使用' })).toBeHidden();
  expect(web.log()).not.toMatch(/unhandled rejection|unhandledRejection|uncaught/i);
  expect(web.hasEnded()).toBe(false);
});

test('[V3] a hung database makes nobody wait longer than five seconds', async () => {
  const stopped = withChildren(database?.pid ?? 0);
  for (const pid of stopped) process.kill(pid, 'SIGSTOP');
  try {
    const answers = await Promise.all(Array.from({ length: 8 }, () => look(`${web.base}/sign-in`)));
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(5000);
    await eventually(async () => (await reasonOf()) === 'database_hung', 3000);
    await expectUnavailable();
  } finally {
    for (const pid of stopped) process.kill(pid, 'SIGCONT');
  }
  expect(await eventually(isReady, 5000)).toBeLessThan(5000);
  await eventually(serves, 5000);
});
