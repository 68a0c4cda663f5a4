import { expect, type Page } from '@playwright/test';
import { and, desc, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { expectDone } from './money-team';

/** The code in the newest mail to that address. */
async function codeIn(recipient: string): Promise<string> {
  const { outgoingMessages } = schema;
  const [message] = await database()
    .select({ body: outgoingMessages.body })
    .from(outgoingMessages)
    .where(and(eq(outgoingMessages.recipient, recipient), eq(outgoingMessages.template, 'verification')))
    .orderBy(desc(outgoingMessages.createdAt))
    .limit(1);
  return /\d{6}/.exec(message?.body ?? '')?.[0] ?? '';
}

/** From a page that asks for a code: has one sent, enters a wrong one, then the right one, and is back. */
export async function showCode(page: Page, email: string, hasScripts: boolean) {
  await page.getByRole('link', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send a code to' }).click();
  await expectDone(page, 'A code was sent to');
  await expect(page.getByRole('main')).not.toContainText(email);
  const code = await codeIn(email);
  await page.getByLabel('Code', { exact: true }).fill(code === '000000' ? '111111' : '000000');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('The code is not correct.');
  await page.getByLabel('Code', { exact: true }).fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
  if (!hasScripts) await page.getByRole('link', { name: 'Continue' }).click();
}
