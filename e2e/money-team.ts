import { test as base, expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { hashPassword } from '@/domain/identity/passwords';
import { fund, makeCustomer, makeOrganization, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { makeTeam, password, signInOverHttp, type Team } from './people';

/** A partner with money, one resale customer of its own, and people who can sign in. Nobody else touches them. */
export interface MoneyTeam extends Team {
  readonly customer: WorldCustomer;
}

let operator: WorldOrganization | undefined;

export async function makeMoneyTeam(amount: string): Promise<MoneyTeam> {
  const team = await makeTeam();
  operator ??= await makeOrganization({ code: `EV${process.pid}`, kind: 'operator' });
  await fund({ operator }, team, amount);
  return { ...team, customer: await makeCustomer(team, `${team.code}-c`, 'resale') };
}

/** Gives the people of an organization that has none yet the password of these tests. @returns the e-mail of its admin */
export async function letSignIn(organization: WorldOrganization): Promise<string> {
  const { users } = schema;
  await database()
    .update(users)
    .set({ passwordHash: await hashPassword(password) })
    .where(eq(users.organizationId, organization.id));
  const [admin] = await database()
    .select({ email: users.email })
    .from(users)
    .where(eq(users.id, organization.users.admin));
  return admin?.email ?? '';
}

/** How often money has moved between this partner and others. */
export async function adjustmentsOf(team: WorldOrganization) {
  const { fundAdjustments } = schema;
  return database()
    .select({ id: fundAdjustments.id, kind: fundAdjustments.kind, amountMinor: fundAdjustments.amountMinor })
    .from(fundAdjustments)
    .where(eq(fundAdjustments.organizationId, team.id));
}

/** Puts somebody's session, and a language, into the browser of a test. */
export async function enter(
  page: Page,
  baseURL: string,
  email: string,
  language: 'zh-CN' | 'en' = 'en',
): Promise<void> {
  const cookie = await signInOverHttp(baseURL, email);
  const pairs = cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: baseURL };
  });
  await page.context().clearCookies();
  await page
    .context()
    .addCookies([...pairs.filter(({ name }) => name !== 'locale'), { name: 'locale', value: language, url: baseURL }]);
}

/** The address of a money page about the team's customer. */
export const moneyPage = (direction: 'allocate' | 'reclaim', { customer }: MoneyTeam, rest = ''): string =>
  `/funds/${direction}?customer=${customer.customerId}${rest}`;

/** Waits for the message that says what was done. Copy buttons have a `status` of their own, which is silent. */
export async function expectDone(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByRole('main').getByRole('status').filter({ hasText: text })).toBeVisible();
}

/** A page whose console stays silent: errors and hydration warnings fail the test. */
export const test = base.extend<{ page: Page }>({
  page: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' && !/net::ERR_|Failed to load resource/.test(message.text()))
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await use(page);
    expect(complaints).toEqual([]);
  },
});
