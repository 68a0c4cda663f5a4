import { expect, type Page } from '@playwright/test';
import { desc, eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { invitationTokenHash } from '@/domain/onboarding/invitation-tokens';
import { newId } from '@/lib/id';
import { freshMobile, makeReport } from '@/tests/onboarding';
import { actorOf, freshKey, makeOrganization } from '@/tests/world';
import { enter, letSignIn, test } from './money-team';
import { makeTeam, request, signInOverHttp } from './people';

let base: string;
let operator: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  operator = await letSignIn(await makeOrganization({ code: `OB${process.pid}`, kind: 'operator' }));
});

/** Waits until the page says so: that something is done. */
const says = (page: Page, words: string | RegExp) =>
  expect(page.getByRole('main').getByRole('status').filter({ hasText: words })).toBeVisible();
const refuses = (page: Page, words: string | RegExp) =>
  expect(page.getByRole('main').getByRole('alert').filter({ hasText: words })).toBeVisible();

async function fillProspect(page: Page, prospect: { name: string; mobile: string; email?: string }): Promise<void> {
  await page.getByLabel('Customer', { exact: true }).fill(prospect.name);
  await page.getByLabel('Contact', { exact: true }).fill('Wang Fang');
  await page.getByLabel('Mobile number').fill(prospect.mobile);
  await page.getByLabel('Email').fill(prospect.email ?? '');
}

const mailTo = async (email: string) => {
  const { outgoingMessages } = schema;
  const [mail] = await database()
    .select()
    .from(outgoingMessages)
    .where(eq(outgoingMessages.recipient, email))
    .orderBy(desc(outgoingMessages.createdAt));
  return mail;
};

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a report is approved, and the mail that invites is the one that was previewed', async ({ page }) => {
      const team = await makeTeam();
      const name = `Prospect ${freshKey()}`;
      const email = `${freshKey()}@prospect.example`;
      const mobile = freshMobile();
      await enter(page, base, team.emails.admin);
      await page.goto('/onboarding');
      await page.getByRole('link', { name: 'Report a customer' }).first().click();
      await fillProspect(page, { name, mobile: '123', email });
      await page.getByRole('button', { name: 'Report', exact: true }).click();
      await expect(page.getByLabel('Mobile number')).toHaveAccessibleDescription(/11 digits that begin with 1/);
      await expect(page.getByLabel('Customer', { exact: true })).toHaveValue(name);
      await page.getByLabel('Mobile number').fill(mobile);
      await page.getByRole('button', { name: 'Report', exact: true }).click();
      await says(page, 'waits for review');
      const address = new URL(page.url()).pathname;

      await enter(page, base, operator);
      await page.goto('/operations/reports');
      await page.getByRole('link', { name }).click();
      await page.getByRole('radio', { name: 'Reject' }).check();
      await page.getByRole('button', { name: 'Give the answer' }).click();
      await expect(page.getByRole('textbox', { name: /^Note/ })).toHaveAccessibleDescription(/required/i);
      await page.getByRole('radio', { name: 'Approve' }).check();
      await page.getByRole('button', { name: 'Give the answer' }).click();
      await says(page, 'has been approved');

      await enter(page, base, team.emails.admin);
      await page.goto('/onboarding');
      await page.getByRole('checkbox', { name: `Select ${name}` }).check();
      await page.getByRole('button', { name: 'Invite by mail' }).click();
      await expect(page).toHaveURL(/\/onboarding\/invite\?reports=rpt_/);
      await page.getByLabel('Association type').selectOption({ label: 'Resale' });
      await page.getByLabel('Language of the mail').selectOption('en');
      await page.getByRole('button', { name: 'Preview the mail' }).click();
      const preview = page.getByRole('region', { name: 'The mail as it will arrive' });
      await expect(preview).toContainText(`invites ${name} to be associated`);
      await expect(preview).toContainText('Hello Wang Fang');
      expect(await mailTo(email)).toBeUndefined();
      const subject = await preview.getByText(/invites you to become its customer/).textContent();
      await page.getByRole('button', { name: 'Send 1 invitation' }).click();
      await says(page, 'on their way');
      const mail = await mailTo(email);
      expect(mail).toMatchObject({ subject, language: 'en', holdsSecret: true, organizationId: team.id });
      const token = new RegExp(`${base}/join/([\\w-]{43})`).exec(mail?.body ?? '')?.[1] ?? '';
      const { invitations } = schema;
      const kept = await database()
        .select({ kind: invitations.kind, type: invitations.type })
        .from(invitations)
        .where(eq(invitations.tokenHash, invitationTokenHash(token)));
      expect(kept).toEqual([{ kind: 'email', type: 'resale' }]);

      await page.goto(address);
      await page.getByRole('button', { name: /^Send again to/ }).click();
      await says(page, 'on their way');
      expect((await mailTo(email))?.body).not.toContain(token);
      await page.goto(address);
      await page.getByRole('button', { name: 'Take the report back' }).click();
      await says(page, 'has been taken back');
      await expect(page.getByRole('button', { name: /^Send again/ })).toHaveCount(0);
    });

    test('a draft is kept and submitted later', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.sales);
      await page.goto('/onboarding/reports/new');
      if (javaScriptEnabled) await page.getByLabel('Customer', { exact: true }).fill('Typed before');
      await page.getByRole('link', { name: 'Keep as a draft' }).click();
      await expect(page).toHaveURL(/as=draft/);
      await expect(page.getByRole('button', { name: 'Save draft' })).toBeVisible();
      if (javaScriptEnabled) await expect(page.getByLabel('Customer', { exact: true })).toHaveValue('Typed before');
      await fillProspect(page, { name: 'A draft', mobile: freshMobile() });
      await page.getByRole('button', { name: 'Save draft' }).click();
      await says(page, 'draft has been saved');
      await page.getByRole('button', { name: 'Submit for review' }).click();
      await says(page, 'waits for review now');
    });

    test('links are made, shown as codes that can be downloaded, and withdrawn', async ({ page }) => {
      const team = await makeTeam();
      const label = `Fair <b>${freshKey()}</b>`;
      await enter(page, base, team.emails.sales);
      await page.goto('/onboarding/links');
      await page.getByLabel('Label', { exact: true }).fill(label);
      await page.getByRole('button', { name: 'Make link' }).click();
      await says(page, 'The link is there');
      const name = `${label} (Resale)`;
      await expect(page.getByRole('img', { name: `QR code of the link ${name}` })).toBeVisible();
      const address = await page.getByRole('region', { name: 'Custom links' }).locator('code').textContent();
      expect(address).toMatch(new RegExp(`^${base}/join/[\\w-]{43}$`));
      const coming = page.waitForEvent('download');
      await page
        .getByRole('region', { name: 'Custom links' })
        .getByRole('link', { name: `Download QR of ${name}` })
        .click();
      const download = await coming;
      expect(download.suggestedFilename()).toMatch(/^inv_[0-9a-z]{26}\.svg$/);
      await page.getByRole('button', { name: 'Make my Referral link' }).click();
      await says(page, 'The link is there');
      await expect(page.getByRole('button', { name: 'Make my Referral link' })).toHaveCount(0);
      const general = page.getByRole('region', { name: 'General links' });
      await expect(general).toContainText('(Referral)');
      await general.getByRole('button', { name: /^Withdraw/ }).click();
      await says(page, 'leads nowhere any more');
      await expect(page.getByRole('button', { name: 'Make my Referral link' })).toBeVisible();
    });

    test('what the operator keeps cannot be reported until it is released', async ({ page }) => {
      const team = await makeTeam();
      const mobile = freshMobile();
      const name = `Kept ${mobile}`;
      await enter(page, base, operator);
      await page.goto('/operations/prospects');
      const form = page.getByRole('region', { name: 'Reserve a prospect' });
      await form.getByLabel('Owner').selectOption({ label: 'Online sales' });
      await form.getByLabel('Name').fill(name);
      await form.getByLabel('Mobile number').fill(mobile);
      await form.getByRole('button', { name: 'Reserve' }).click();
      await says(page, 'reserved now');

      await enter(page, base, team.emails.sales);
      await page.goto('/onboarding/reports/new');
      await fillProspect(page, { name: 'Wanted', mobile });
      await page.getByRole('button', { name: 'Report', exact: true }).click();
      await refuses(page, 'online sales team');
      await expect(page.getByLabel('Mobile number')).toHaveValue(mobile);

      await enter(page, base, operator);
      await page.goto(`/operations/prospects?q=${mobile}`);
      await page.getByRole('button', { name: `Release ${name}` }).click();
      await says(page, 'can report it again');
    });

    test('a partner without the right neither reports nor invites', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, operator);
      await page.goto(`/operations/organizations/${team.id}`);
      await page.getByRole('button', { name: 'Take the right away' }).click();
      await says(page, 'has been changed');
      await expect(page.getByRole('button', { name: 'Grant the right' })).toBeVisible();
      await enter(page, base, team.emails.admin);
      await page.goto('/onboarding/links');
      await page.getByRole('button', { name: 'Make my Resale link' }).click();
      await refuses(page, 'may not develop customers');
    });
  });
}

test('[T3] people in sales see their own only; what is not theirs is not there', async ({ page }) => {
  const team = await makeTeam();
  const other = await makeTeam();
  const [admin, sales] = [actorOf(team), actorOf(team, 'sales')];
  const [ofAdmin, own, foreign] = [
    await makeReport(admin, 'reported', { customerName: 'Of the admin' }),
    await makeReport(sales, 'reported', { customerName: 'Of sales' }),
    await makeReport(actorOf(other), 'reported', { customerName: 'Foreign' }),
  ];
  await enter(page, base, team.emails.sales);
  await page.goto('/onboarding');
  await expect(page.getByRole('table', { name: 'Reports' }).getByRole('rowheader')).toHaveText(['Of sales']);
  const cookie = await signInOverHttp(base, team.emails.sales);
  const answers = await Promise.all(
    [ofAdmin, foreign, newId('report')].map((id) =>
      request(base, `/onboarding/reports/${id}`, { headers: { Cookie: cookie } }),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  await page.goto(`/onboarding/invite?reports=${ofAdmin}&reports=${foreign}&reports=${own}&type=resale`);
  await expect(page.getByRole('main')).toContainText('Mail to Of sales');
  await expect(page.getByRole('main')).not.toContainText('Of the admin');
  await expect(page.getByRole('main')).not.toContainText('Foreign');
});

test('[T3] a QR code is there for whoever may see the link, as a file that cannot run', async ({ page }) => {
  const [team, other] = [await makeTeam(), await makeTeam()];
  await enter(page, base, team.emails.admin);
  await page.goto('/onboarding/links');
  await page.getByLabel('Label', { exact: true }).fill('Mine');
  await page.getByRole('button', { name: 'Make link' }).click();
  await says(page, 'The link is there');
  const path = await page
    .getByRole('link', { name: /^Download QR/ })
    .first()
    .getAttribute('href');
  const get = async (email: string, of = path ?? '') =>
    request(base, of, { headers: { Cookie: await signInOverHttp(base, email) } });
  const mine = await get(team.emails.viewer);
  expect(mine).toMatchObject({
    status: 200,
    headers: {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-disposition': expect.stringMatching(/^attachment/),
    },
  });
  expect(mine.text).toMatch(/^<svg /);
  for (const email of [team.emails.sales, other.emails.admin]) expect((await get(email)).status).toBe(404);
  expect((await get(team.emails.finance)).status).toBe(404);
  expect((await get(team.emails.admin, `/onboarding/links/${newId('invitation')}/qr`)).status).toBe(404);
});

test('the history tells why somebody could not join and what to do about it', async ({ page }) => {
  const team = await makeTeam();
  const attempt = {
    id: newId('associationAttempt'),
    organizationId: team.id,
    rootId: team.rootId,
    customerName: 'Late Ltd',
    via: 'email',
    type: 'resale',
    outcome: 'failed',
    cause: 'invitation_expired',
  } as const;
  await database().insert(schema.associationAttempts).values(attempt);
  await enter(page, base, team.emails.viewer);
  await page.goto('/onboarding');
  await page.getByRole('link', { name: 'History' }).click();
  const row = page.getByRole('row').filter({ hasText: 'Late Ltd' });
  await expect(row).toContainText('The invitation had expired.');
  await expect(row).toContainText('Send the invitation again.');
  await enter(page, base, team.emails.viewer, 'zh-CN');
  await page.goto('/onboarding/history?outcome=failed');
  await expect(page.getByRole('row').filter({ hasText: 'Late Ltd' })).toContainText('请重新发送邀请。');
});
