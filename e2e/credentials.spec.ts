import { expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { createKey } from '@/tests/credentials';
import { actorOf } from '@/tests/world';
import { signRequest } from '../lib/sdk-hmac';
import { showCode } from './codes';
import { enter, test } from './money-team';
import { startOwnServer } from './own-server';
import { makeTeam } from './people';

interface Key {
  readonly accessKey: string;
  readonly secret: string;
}
const balances = '/v2/accounts/partner-accounts/balances';

/** The status of a signed call; `from` is what a proxy of ours would write. */
async function statusOf(base: string, key: Key, from?: string): Promise<number> {
  const headers = [
    ['host', new URL(base).host],
    ['content-type', 'application/json'],
  ] as const;
  const signed = signRequest(
    { method: 'GET', rawTarget: balances, headers, body: new Uint8Array() },
    { ...key, at: new Date() },
  );
  const answer = await fetch(base + balances, {
    headers: [...signed.filter(([name]) => name !== 'host'), ...(from ? [['x-forwarded-for', from] as const] : [])].map(
      ([name, value]): [string, string] => [name, value],
    ),
  });
  await answer.text();
  return answer.status;
}

const hydrated = (page: Page) => expect(page.locator('html[data-hydrated=true]')).toBeAttached();

/** The secret that stands in an answer, and the access key of the page it leads to. */
async function keyIn(page: Page, form: string): Promise<Key> {
  // The button to copy it has a status of its own.
  const answer = page.getByRole('form', { name: form }).getByRole('status').filter({ hasText: 'secret is below' });
  await expect(answer).toBeVisible();
  const secret = (await answer.locator('code.card').textContent()) ?? '';
  const link = answer.getByRole('link', { name: 'View the credential and its access key' });
  const place = (await link.getAttribute('href')) ?? '';
  await link.click();
  await expect(page).toHaveURL(new RegExp(`${place}$`));
  const facts = page.getByRole('region', { name: 'Credential', exact: true });
  const accessKey = /[A-Z0-9]{20}/.exec((await facts.textContent()) ?? '')?.[0] ?? '';
  return { accessKey, secret };
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('[S5] [X8] a credential is made, narrowed, used, replaced and disabled; its secret is shown once', async ({
      page,
      baseURL: base = '',
    }) => {
      test.setTimeout(120_000);
      const team = await makeTeam();
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/credentials');
      await page.getByRole('link', { name: 'Create credential' }).first().click();
      if (javaScriptEnabled) await hydrated(page);
      await page.getByLabel('Name').fill('Billing');
      await page.getByLabel('What it can do').selectOption('chosen');
      await page.getByRole('checkbox', { name: 'Balances' }).check();
      await page.getByLabel('Allowed addresses').fill('127.1');
      await page.getByRole('button', { name: 'Create credential' }).click();
      await expect(page.getByLabel('Allowed addresses')).toHaveAccessibleDescription(/Enter addresses such as/);
      await expect(page.getByRole('checkbox', { name: 'Balances' })).toBeChecked();
      await page.getByLabel('Allowed addresses').fill('');
      await page.getByRole('button', { name: 'Create credential' }).click();
      const first = await keyIn(page, 'New API credential');
      const firstPage = page.url();
      expect(first.secret).toMatch(/^[A-Za-z0-9]{40}$/);
      expect(await page.content()).not.toContain(first.secret);
      await expect(page.getByRole('region', { name: 'Limits' })).toContainText('Balances');
      expect(await statusOf(base, first)).toBe(200);

      await page.reload();
      if (javaScriptEnabled) await hydrated(page);
      await expect(page.getByRole('region', { name: 'Credential', exact: true })).toContainText('127.0.0.1');
      await page.getByRole('link', { name: 'Replace', exact: true }).click();
      if (javaScriptEnabled) await hydrated(page);
      await page.getByRole('button', { name: 'Replace Billing' }).click();
      const second = await keyIn(page, 'Replace');
      expect([await statusOf(base, first), await statusOf(base, second)]).toEqual([200, 200]);
      await page.getByRole('link', { name: 'The other credential' }).click();
      await expect(page).toHaveURL(firstPage);
      await expect(page.getByText('Being replaced')).toBeVisible();
      if (javaScriptEnabled) await hydrated(page);
      await page.getByText('Disable this credential').click();
      await page.getByRole('button', { name: 'Disable Billing' }).click();
      await expect(page.getByText('The credential is disabled now.')).toBeVisible();
      expect([await statusOf(base, first), await statusOf(base, second)]).toEqual([401, 200]);

      // The last one that can be made shows its secret like any other.
      for (let n = 0; n < 3; n += 1) expect(await createKey(actorOf(team))).toMatchObject({ ok: true });
      await page.goto('/open-access/credentials/new');
      if (javaScriptEnabled) await hydrated(page);
      await page.getByLabel('Name').fill('The last');
      await page.getByRole('button', { name: 'Create credential' }).click();
      expect(await statusOf(base, await keyIn(page, 'New API credential'))).toBe(200);
      await page.goto('/open-access/credentials');
      await expect(page.getByText('5 of 5 in use')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Create credential' })).toHaveCount(0);

      const row = page.getByRole('row', { name: new RegExp(second.accessKey) });
      await row.getByRole('link', { name: 'Billing' }).click();
      await page.getByRole('link', { name: 'Change', exact: true }).click();
      if (javaScriptEnabled) await hydrated(page);
      await page.getByRole('checkbox', { name: 'Balances' }).uncheck();
      await page.getByRole('checkbox', { name: 'Customers', exact: true }).check();
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByText('The credential has been changed.')).toBeVisible();
      expect(await statusOf(base, second)).toBe(403);
    });
  });
}

test('[A24] where codes are asked for, a credential is made after one', async ({ page, baseURL: base = '' }) => {
  const team = await makeTeam();
  await database().update(schema.organizations).set({ asksForCodes: true }).where(eq(schema.organizations.id, team.id));
  await enter(page, base, team.emails.admin);
  await page.goto('/open-access/credentials/new');
  await expect(page.getByText('A verification code is needed first')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create credential' })).toHaveCount(0);
  await showCode(page, team.emails.admin, true);
  await expect(page).toHaveURL(/\/open-access\/credentials\/new$/);
  await hydrated(page);
  await page.getByLabel('Name').fill('After a code');
  await page.getByRole('button', { name: 'Create credential' }).click();
  expect((await keyIn(page, 'New API credential')).accessKey).toMatch(/^[A-Z0-9]{20}$/);
});

test('[X8] a key disabled while it is in use is refused by two processes from the next request on; locked to an address, it works from there only', async ({
  page,
  baseURL: base = '',
}) => {
  test.setTimeout(180_000);
  const team = await makeTeam();
  const servers = [await startOwnServer({ TRUST_PROXY: '1' }), await startOwnServer({ TRUST_PROXY: '1' })];
  try {
    await enter(page, base, team.emails.admin);
    await page.goto('/open-access/credentials/new');
    await hydrated(page);
    await page.getByLabel('Name').fill('Two processes');
    await page.getByLabel('Allowed addresses').fill('198.51.100.0/24');
    await page.getByRole('button', { name: 'Create credential' }).click();
    const key = await keyIn(page, 'New API credential');
    const ask = (from: string) => Promise.all(servers.map((server) => statusOf(server.base, key, from)));
    expect(await ask('198.51.100.7')).toEqual([200, 200]);
    expect(await ask('203.0.113.7')).toEqual([401, 401]);
    // The address that somebody claims to have is not the one our proxy saw.
    expect(await ask('198.51.100.7, 203.0.113.7')).toEqual([401, 401]);

    const seen = new Set<number>();
    const afterRefusal: number[] = [];
    // Fifteen refusals each: more than fifty together, and the address itself would have to wait.
    const use = async (server: (typeof servers)[number]) => {
      for (let refusals = 0; refusals < 15; ) {
        const status = await statusOf(server.base, key, '198.51.100.7');
        if (refusals > 0) afterRefusal.push(status);
        else seen.add(status);
        if (status === 401) refusals += 1;
      }
    };
    const traffic = Promise.all(servers.map(use));
    await page.getByText('Disable this credential').click();
    await page.getByRole('button', { name: 'Disable Two processes' }).click();
    await expect(page.getByText('The credential is disabled now.')).toBeVisible();
    expect(await ask('198.51.100.7')).toEqual([401, 401]);
    await traffic;
    expect(seen).toContain(200);
    expect(new Set(afterRefusal)).toEqual(new Set([401]));
  } finally {
    for (const server of servers) await server.stop();
  }
});
