import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { freshKey } from '@/tests/world';
import { effectsOf } from './action-calls';
import { type Canary, expect, test } from './canary-server';
import { readFormOf, request } from './people';

test.describe.configure({ mode: 'default' });

interface Form {
  readonly path: (canary: Canary) => string;
  /** The form's name, in English. */
  readonly label: string;
  readonly fields: (canary: Canary) => Readonly<Record<string, string>>;
  /** What one submission leaves. */
  readonly leaves: Readonly<Record<string, number>>;
}

/** Forms of the operator whose second submission would do something again. Moving money has tests of its own. */
const forms: Readonly<Record<string, Form>> = {
  'a new member': {
    path: () => '/organization/users/new',
    label: 'Add member',
    fields: () => ({ name: 'Twice', email: `${freshKey()}@twice.example`, roles: 'viewer', language: 'en' }),
    leaves: { users: 1, sign_in_links: 1, audit_entries: 1, command_receipts: 1 },
  },
  'a new API key': {
    path: () => '/operations/api-keys/new',
    label: 'New API key',
    fields: ({ world }) => ({ organizationId: world.g1.id, name: 'Twice', rights: 'full', ratePerSecond: '10' }),
    leaves: { api_keys: 1, audit_entries: 1, command_receipts: 1, outbox_events: 1 },
  },
  'a new organization': {
    path: () => '/operations/organizations/new?kind=solution_provider',
    label: 'New organization',
    fields: () => ({
      kind: 'solution_provider',
      name: 'Twice',
      accountName: `twice-${freshKey()}`,
      adminName: 'Twice',
      adminEmail: `${freshKey()}@twice.example`,
      adminLanguage: 'en',
    }),
    leaves: {
      ...{ organizations: 1, users: 1, sign_in_links: 1, ledger_accounts: 1, ledger_balances: 1 },
      ...{ audit_entries: 1, command_receipts: 1, outbox_events: 1 },
    },
  },
};

for (const [name, { path, label, fields, leaves }] of Object.entries(forms)) {
  test(`[M9] [M4] ${name}: one form sent five times at once, and again, acts once`, async ({ canary }) => {
    const cookie = `${await canary.cookieOf(canary.world.operator)}; locale=en`;
    const form = await readFormOf(canary.base, path(canary), label, cookie);
    for (const [field, value] of Object.entries(fields(canary))) form.set(field, value);
    const send = () =>
      request(canary.base, path(canary), { body: form, headers: { Cookie: cookie, Origin: canary.base } });
    const effects = await effectsOf(async () => {
      const answers = await Promise.all(Array.from({ length: 5 }, send));
      expect(
        answers.filter(({ status }) => status >= 400).map(({ status, text }) => [status, text.slice(0, 300)]),
      ).toEqual([]);
      await send();
    });
    expect(effects).toEqual(leaves);
  });
}

test('[M9] in a browser: double click, Enter thrice and a press after it is done make one member', async ({
  canary,
  page,
}) => {
  const [name = '', value = ''] = (await canary.cookieOf(canary.world.s1)).split('=', 2);
  await page.context().addCookies([
    { name, value, url: canary.base },
    { name: 'locale', value: 'en', url: canary.base },
  ]);
  const email = `${freshKey()}@twice.example`;
  await page.goto(`${canary.base}/organization/users/new`);
  const form = page.getByRole('form', { name: 'Add member' });
  await form.getByLabel(/^name/i).fill('Twice');
  await form.getByLabel(/^e-?mail/i).fill(email);
  await form.getByLabel(/^viewer/i).check();
  await form.getByLabel(/^e-?mail/i).focus();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('Enter', { delay: 0 });
  await form
    .getByRole('button', { name: 'Add member' })
    .dblclick({ timeout: 2000 })
    .catch(() => undefined); // it may be gone by now
  await expect(page.getByRole('status').or(page.getByRole('alert')).first()).toBeVisible();
  await expect.poll(() => database().$count(schema.users, eq(schema.users.email, email))).toBe(1);
});
