import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { codeSentTo, makeInvitation, makeLooseCustomer } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { freshKey, makeOrganization } from '@/tests/world';
import { enter, expectDone, letSignIn, test } from './money-team';
import { demoKeys, sdkClient } from './partner-client';
import { makeTeam, password, request } from './people';

const { associations, consents, organizations } = schema;

/** The relation of the organization with that account name, and how many consents belong to it. */
async function relationOf(accountName: string) {
  const [row] = await database()
    .select({
      organizationId: associations.organizationId,
      type: associations.type,
      label: associations.label,
      accountManagerId: associations.accountManagerId,
      consents: sql<number>`(select count(*)::int from ${consents} c where c.association_id = ${associations.id})`,
    })
    .from(associations)
    .innerJoin(organizations, sql`${organizations.id} = ${associations.customerId}`)
    .where(eq(organizations.accountName, accountName));
  return row;
}

const agreement = /用户协议/;
const terms = /关联条款/;
const boxes = [agreement, /隐私声明/, /关联伙伴须知/, terms];

test.describe('somebody without an account registers through a custom link', () => {
  test.describe('without scripts', () => {
    test.use({ javaScriptEnabled: false });

    test('and what was typed survives a refusal', async ({ page }) => {
      const team = await makeTeam();
      const { token } = await makeInvitation(team, { label: '展会 2026', type: 'referral' });
      await page.goto(`/join/${token}`);
      await expect(page.getByRole('heading', { level: 1 })).toContainText('邀请您成为其客户');
      await page.getByRole('link', { name: '注册新账号' }).click();
      const name = `e2e-${freshKey()}`;
      const email = `${name}@canary.example`;
      const mobile = freshMobile();
      await page.getByLabel('邮箱', { exact: true }).fill('neither');
      await page.getByLabel('手机号', { exact: true }).fill(` +86 ${mobile.slice(0, 3)} ${mobile.slice(3)}`);
      await page.getByRole('button', { name: '发送验证码' }).click();
      await expect(page.getByRole('alert')).toContainText('请输入邮箱地址');
      await page.getByLabel('邮箱', { exact: true }).fill(email);
      await page.getByRole('button', { name: '发送验证码' }).click();

      await expect(page.getByLabel('手机号', { exact: true })).toHaveValue(mobile);
      await expect(page.getByLabel('邮箱', { exact: true })).toHaveValue(email);
      await page.getByLabel('邮件中的验证码', { exact: true }).fill(await codeSentTo(email));
      await page.getByLabel('短信中的验证码').fill(await codeSentTo(mobile));
      await page.getByLabel('组织名称').fill('启明 <b>电子</b> 👩‍🔧');
      await page.getByLabel('账号名').fill(name);
      await page.getByLabel('您的姓名').fill('小明');
      await page.getByLabel('密码', { exact: true }).fill('too short');
      await page.getByLabel('再次输入密码').fill('too short');
      for (const box of boxes.slice(0, 3)) await page.getByRole('checkbox', { name: box }).check();
      const finish = page.getByRole('button', { name: /^同意、注册并关联/ });
      await finish.click();
      await expect(page.getByRole('alert')).toContainText('四份文件须全部同意');
      expect(await relationOf(name)).toBeUndefined();
      expect(await database().$count(organizations, eq(organizations.accountName, name))).toBe(0);
      await expect(page.getByLabel('组织名称')).toHaveValue('启明 <b>电子</b> 👩‍🔧');
      await expect(page.getByRole('checkbox', { name: agreement })).toBeChecked();
      await expect(page.getByLabel('密码', { exact: true })).toHaveValue('');

      await page.getByRole('checkbox', { name: terms }).check();
      await page.getByLabel('邮件中的验证码', { exact: true }).fill(await codeSentTo(email));
      await page.getByLabel('短信中的验证码').fill('000000x');
      await page.getByLabel('密码', { exact: true }).fill(password);
      await page.getByLabel('再次输入密码').fill(password);
      await finish.click();
      await expect(page.getByRole('alert')).toContainText('验证码不正确');
      await page.getByLabel('邮件中的验证码', { exact: true }).fill(await codeSentTo(email));
      await page.getByLabel('短信中的验证码').fill(await codeSentTo(mobile));
      await page.getByLabel('密码', { exact: true }).fill(password);
      await page.getByLabel('再次输入密码').fill(password);
      await finish.click();
      await expectDone(page, '您现在是');
      await expect(page).toHaveURL(/\/\?done=joined$/);
      const [made] = await database().select().from(organizations).where(eq(organizations.accountName, name));
      expect(made).toMatchObject({ email, mobile, mobileProven: true });
      expect(await relationOf(name)).toEqual({
        organizationId: team.id,
        type: 'referral',
        label: '展会 2026',
        accountManagerId: team.users.sales,
        consents: 4,
      });
    });
  });

  test('with scripts and nothing but the keyboard', async ({ page }) => {
    const team = await makeTeam();
    const { token } = await makeInvitation(team);
    await page.goto(`/join/${token}`);
    await press(page, page.getByRole('link', { name: '注册新账号' }));
    const name = `e2e-${freshKey()}`;
    const email = `${name}@canary.example`;
    await type(page, page.getByLabel('邮箱', { exact: true }), email);
    await type(page, page.getByLabel('手机号', { exact: true }), freshMobile());
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('您的账号');
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect((await new AxeBuilder({ page }).setLegacyMode().analyze()).violations).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    }
    await type(page, page.getByLabel('邮件中的验证码', { exact: true }), '000000x');
    await type(page, page.getByLabel('组织名称'), 'Keyboard Ltd');
    await type(page, page.getByLabel('账号名'), name);
    await type(page, page.getByLabel('您的姓名'), 'Kim');
    await type(page, page.getByLabel('密码', { exact: true }), password);
    await type(page, page.getByLabel('再次输入密码'), password);
    for (const box of boxes) {
      await reach(page, page.getByRole('checkbox', { name: box }));
      await page.keyboard.press('Space');
    }
    await press(page, page.getByRole('button', { name: /^同意、注册并关联/ }));
    const summary = page.getByRole('main').getByRole('alert');
    await expect(summary).toContainText('验证码不正确');
    await press(page, summary.getByRole('link'));
    await expect(page.getByLabel('邮件中的验证码', { exact: true })).toBeFocused();
    await page.keyboard.type(await codeSentTo(email));
    await type(page, page.getByLabel('密码', { exact: true }), password);
    await type(page, page.getByLabel('再次输入密码'), password);
    await page.keyboard.press('Enter');
    await expectDone(page, '您现在是');
    expect(await relationOf(name)).toMatchObject({ organizationId: team.id, type: 'resale', consents: 4 });
  });
});

test('somebody with an account signs in on the way, and joins only with all four consents', async ({ page }) => {
  const team = await makeTeam();
  const { token } = await makeInvitation(team);
  const customer = await makeLooseCustomer(`E${freshKey()}`);
  const email = await letSignIn(customer);
  await page.goto(`/join/${token}`);
  await page.getByRole('link', { name: '使用已有账号登录' }).click();
  await page.getByLabel('邮箱').fill(email);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(new RegExp(`/join/${token}$`));
  await expect(page.locator('html[data-hydrated=true]')).toBeAttached();
  for (const box of boxes.slice(1)) await page.getByRole('checkbox', { name: box }).check();
  const join = page.getByRole('button', { name: /^同意并关联/ });
  await join.click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('未保留任何内容');
  expect(await database().$count(associations, eq(associations.customerId, customer.customerId))).toBe(0);
  await page.getByRole('checkbox', { name: agreement }).check();
  await join.click();
  await expectDone(page, '您现在是');
  await page.goto(`/join/${token}`);
  for (const box of boxes) await page.getByRole('checkbox', { name: box }).check();
  await join.click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('该客户已与此伙伴关联');
});

test('an invitation that does not work says why, in Chinese until another language is chosen', async ({
  browser,
  baseURL,
}) => {
  const page = await browser.newPage({ ...(baseURL ? { baseURL } : {}), locale: 'zh-CN' });
  const team = await makeTeam();
  const withdrawn = await makeInvitation(team);
  await database()
    .update(schema.invitations)
    .set({ withdrawnAt: sql`clock_timestamp()` })
    .where(eq(schema.invitations.id, withdrawn.id));
  const expired = await makeInvitation(team, { email: 'x@canary.example', isExpired: true });
  for (const [{ token }, why] of [
    [withdrawn, '该邀请已被撤回'],
    [expired, '邀请已过期'],
  ] as const)
    for (const path of [`/join/${token}`, `/join/${token}/register`]) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('该邀请无法使用');
      await expect(page.getByRole('main')).toContainText(why);
    }
  await page.getByRole('button', { name: '语言' }).click();
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This invitation does not work');
  const answer = await page.goto(`/join/${'A'.repeat(43)}`);
  expect(answer?.status()).toBe(404);
  await page.close();
});

test('[A18] a page of somebody else’s can neither have a code sent nor register', async ({ baseURL }) => {
  const { token } = await makeInvitation(await makeTeam());
  const email = `${freshKey()}@canary.example`;
  const mobile = freshMobile();
  for (const origin of ['https://evil.example', 'null', undefined])
    for (const step of ['send', 'complete']) {
      const body = new URLSearchParams({ email, mobile, language: 'en' });
      const headers = origin === undefined ? {} : { Origin: origin };
      const answer = await request(baseURL ?? '', `/join/${token}/register/${step}`, { body, headers });
      expect(answer.headers.location).toMatch(/problem=1$/);
    }
  const { verificationCodes } = schema;
  for (const target of [email, mobile])
    expect(await database().$count(verificationCodes, eq(verificationCodes.target, target))).toBe(0);
});

test('what the operator knows of a customer keeps it from joining', async ({ page, baseURL }) => {
  const operator = await makeOrganization({ code: `EO${freshKey()}`, kind: 'operator' });
  const customer = await makeLooseCustomer(`E${freshKey()}`);
  const { token } = await makeInvitation(await makeTeam());
  await enter(page, baseURL ?? '', await letSignIn(operator), 'zh-CN');
  await page.goto(`/customers/${customer.customerId}`);
  await page.getByRole('checkbox', { name: '未支付的账单' }).check();
  await page.getByRole('button', { name: '保存关联限制' }).click();
  await expectDone(page, '关联限制已保存');
  await page.reload();
  await expect(page.getByRole('checkbox', { name: '未支付的账单' })).toBeChecked();
  await enter(page, baseURL ?? '', await letSignIn(customer), 'zh-CN');
  await page.goto(`/join/${token}`);
  for (const box of boxes) await page.getByRole('checkbox', { name: box }).check();
  await page.getByRole('button', { name: /^同意并关联/ }).click();
  await expect(page.getByRole('main').getByRole('alert')).toContainText('该账号有未支付的账单');
});

test('a program makes a customer with a code, and finds it in its list', async () => {
  const client = sdkClient(demoKeys.xinghuo);
  const mobile = freshMobile();
  const name = `sdk-${freshKey()}`.slice(0, 32);
  const free = { error_code: 'CBC.0000', check_result: 'available' };
  const check = () =>
    client.post('/v2/partners/sub-customers/users/check-identity', { search_type: 'name', search_value: name });
  expect(await check()).toMatchObject(free);
  await client.post('/v2/bases/verificationcode/send', { receiver_type: 1, mobile_phone: mobile, lang: 'en-us' });
  const made = await client.post('/v2/partners/sub-customers', {
    domain_name: name,
    mobile_phone: mobile,
    verification_code: await codeSentTo(mobile),
    xaccount_id: freshKey(),
    xaccount_type: 'E2E_IDP',
    password: 'Kolibri7',
  });
  expect(made).toMatchObject({ domain_name: name, domain_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const list = () => client.post('/v2/partners/sub-customers/query', { customer_id: made['domain_id'] });
  await expect.poll(async () => (await list())['count'], { timeout: 20_000 }).toBe(1);
  expect(await list()).toMatchObject({ customer_infos: [{ account_name: name, association_type: '2' }] });
  expect(await check()).toMatchObject({ check_result: 'used_by_user' });
});

/** Moves the focus there with the Tab key alone. */
async function reach(page: Page, target: Locator): Promise<void> {
  for (let step = 0; step < 40; step += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

async function press(page: Page, target: Locator): Promise<void> {
  await reach(page, target);
  await page.keyboard.press('Enter');
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await reach(page, target);
  await page.keyboard.type(text);
}
