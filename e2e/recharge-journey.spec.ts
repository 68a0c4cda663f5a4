import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { demoId } from '@/db/seed/demo-organizations';
import { formatMoney, money } from '@/lib/money';
import { groupedNumber } from '@/lib/virtual-number';
import { camtFile, closingOf, type TestLine, type TestStatement } from '@/tests/bank-file-writers';
import { tinyPng } from '@/tests/documents';
import { codeSentTo } from '@/tests/joining';
import { brokenOracles } from '@/tests/oracles';
import { pdfTexts } from '@/tests/pdf-text';
import { balanceOf } from '@/tests/world';
import { holdPartner } from './hold-partner';
import { expectDone, test } from './money-team';
import { cookiesAfter, openSignIn, postSignIn } from './people';

const { bankLines, receivingAccounts, remittanceAccounts } = schema;

/** People of the demo world. @source spec/demo-world.md */
const cashier = 'finance@qiming.example';
const operator = 'finance@cloud.example';
const qiming = { id: demoId('organization', 'qiming') };
const partnersPayer = '启明集团服务有限公司';
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

let base: string;
let release: () => Promise<void>;
test.beforeAll(async ({ baseURL }) => {
  test.setTimeout(240_000);
  base = baseURL ?? '';
  release = await holdPartner('qiming');
});
test.afterAll(() => release());
test.afterEach(async () => expect(await brokenOracles()).toEqual({}));

const main = (page: Page) => page.getByRole('main');
const value = (minor: bigint) => `data[value="${formatMoney(money(minor, 'CNY'))}"]`;

/** Puts the session of somebody of the demo world into the browser, in English. */
async function enter(page: Page, email: string): Promise<void> {
  const from = await openSignIn(base);
  const answer = await postSignIn(base, { email, password: 'Partner-center-demo-1' }, from);
  const pairs = cookiesAfter(answer, from.cookie).split('; ');
  await page.context().clearCookies();
  const cookies = pairs.map((pair) => ({
    name: pair.slice(0, pair.indexOf('=')),
    value: pair.slice(pair.indexOf('=') + 1),
  }));
  await page.context().addCookies(
    [...cookies.filter(({ name }) => name !== 'locale'), { name: 'locale', value: 'en' }].map((one) => ({
      ...one,
      url: base,
    })),
  );
}

/** Qiming's cashier opens the account after a code. @returns its number */
async function openAccount(page: Page): Promise<string> {
  await page.goto('/funds/recharge');
  await page.getByRole('link', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send a code to' }).click();
  await expectDone(page, 'A code was sent to');
  await page.getByLabel('Code', { exact: true }).fill(await codeSentTo(cashier));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'Open the account' }).click();
  await expectDone(page, 'The account is open');
  const [row] = await database()
    .select({ number: remittanceAccounts.number })
    .from(remittanceAccounts)
    .where(eq(remittanceAccounts.organizationId, qiming.id));
  const number = row?.number ?? '';
  await expect(main(page)).toContainText(groupedNumber(number));
  return number;
}

async function addPayer(page: Page): Promise<void> {
  await page.goto('/funds/payers/new');
  await page.getByLabel('Payer’s name').fill(partnersPayer);
  await page.getByLabel('Type of payer').selectOption({ label: 'Enterprise' });
  await page.getByLabel('Relationship').selectOption({ label: 'Associated enterprise' });
  await page.getByLabel('Reason').selectOption({ label: 'Pays on behalf' });
  await page.getByLabel('I have read the agreement').check();
  await page.getByRole('button', { name: 'Add a payer' }).click();
  await expectDone(page, 'The agreement is in effect');
}

type Credit = 'own' | 'entrusted' | 'wrongPayer' | 'noNumber' | 'unknown';
const amounts = {
  ...{ own: 3_000_011n, entrusted: 2_000_022n, wrongPayer: 1_000_033n, noNumber: 800_044n, unknown: 500_055n },
} as const satisfies Record<Credit, bigint>;

/** The five credits, as the bank of the operator's default account tells of them. */
async function statementOf(number: string): Promise<TestStatement> {
  const [account] = await database()
    .select({ number: receivingAccounts.accountNumber })
    .from(receivingAccounts)
    .where(
      and(eq(receivingAccounts.isDefault, true), eq(receivingAccounts.organizationId, demoId('organization', 'cloud'))),
    );
  const line = (credit: Credit, name: string, hasNumber: boolean): TestLine => ({
    ...{
      reference: `JOURNEY-${process.pid}-${credit}`,
      direction: 'credit',
      amount: amounts[credit],
      day: today,
      name,
    },
    ...{ payerAccount: '7559000012345678', text: '充值', ...(hasNumber ? { virtualNumber: number } : {}) },
  });
  return {
    account: account?.number ?? '',
    opening: 10_000_000n,
    lines: [
      line('own', '启明方案', true),
      line('entrusted', partnersPayer, true),
      line('wrongPayer', '启明方案（北京）有限公司', true),
      line('noNumber', '启明方案', false),
      line('unknown', '周远航', false),
    ],
  };
}

/** Uploads the file and waits until it is imported. @returns the id of its page */
async function upload(page: Page, statement: TestStatement): Promise<string> {
  await page.goto('/operations/bank-files/new');
  const buffer = Buffer.from(camtFile([statement]));
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: `journey-${process.pid}.xml`, mimeType: 'application/xml', buffer });
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page).toHaveURL(/\/operations\/bank-files\/bfl_/);
  await expect(async () => {
    await page.reload();
    await expect(main(page)).toContainText('Imported', { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
}

const stateOf = async (credit: Credit): Promise<string> => {
  const reference = `JOURNEY-${process.pid}-${credit}`;
  const [line] = await database().select().from(bankLines).where(eq(bankLines.bankReference, reference));
  return [line?.state, line?.rung, line?.certainty].filter((part) => part != null).join(' ');
};

/**
 * What lies in suspense by the ledger, what of it no line explains, and how much of it is this journey’s own:
 * other tests put transfers there and take them away meanwhile.
 */
async function suspense(): Promise<{ ledger: bigint; unexplained: bigint; own: bigint }> {
  const { rows } = await database().execute<{ ledger: string; lines: string; own: string }>(
    sql`select (select sum(b.credits_minor - b.debits_minor) from ledger_balances b join ledger_accounts a on a.id = b.account_id
          where a.purpose = 'recharge_suspense' and a.owner_id = ${sql.param(demoId('organization', 'cloud'), schema.ledgerAccounts.ownerId)}) as ledger,
        coalesce(sum(amount_minor), 0) as lines,
        coalesce(sum(amount_minor) filter (where bank_reference like ${`JOURNEY-${process.pid}-%`}), 0) as own
        from bank_lines where state = 'suspense'
          and organization_id = ${sql.param(demoId('organization', 'cloud'), bankLines.organizationId)}`,
  );
  const { ledger, lines, own } = rows[0] ?? { ledger: '0', lines: '0', own: '0' };
  return { ledger: BigInt(ledger), unexplained: BigInt(ledger) - BigInt(lines), own: BigInt(own) };
}

/** Qiming finds the transfer of somebody nobody knew and claims it with the bank's receipt. */
async function claim(page: Page): Promise<void> {
  await page.goto('/funds/claims');
  await page.getByLabel('Payer’s name').fill('周远航');
  await page.getByLabel('Exact amount').fill(formatMoney(money(amounts.unknown, 'CNY')));
  await main(page).getByRole('button', { name: 'Find transfers' }).click();
  await page.getByRole('link', { name: `Claim the transfer of ${today}` }).click();
  const receipt = { name: 'receipt.png', mimeType: 'image/png', buffer: Buffer.from(tinyPng()) };
  await page.getByLabel('Receipt of your bank').setInputFiles(receipt);
  await page.getByRole('button', { name: 'Claim this transfer' }).click();
  await expect(main(page)).toContainText('Your claim waits for a review');
}

async function approveClaim(page: Page): Promise<void> {
  await page.goto('/operations/claims');
  await main(page).getByRole('row').filter({ hasText: 'Qiming' }).getByRole('link').first().click();
  await expect(main(page)).toContainText(
    'The payer is neither the partner itself nor somebody it has an agreement for.',
  );
  await page.getByRole('button', { name: 'Approve and credit' }).click();
  await expect(main(page)).toContainText('Approved. The money is credited to the partner.');
}

/** The statement as a document. @returns its rows */
async function exportPdf(page: Page): Promise<string> {
  await page.goto('/funds/statement');
  await page.getByRole('link', { name: 'Export' }).click();
  await page.getByRole('button', { name: 'Export as PDF' }).click();
  await expectDone(page, 'Export task created');
  const row = page.getByRole('table', { name: 'Exports' }).getByRole('row').nth(1);
  await expect(row).toContainText('Completed', { timeout: 30_000 });
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download the export of' }).first().click(),
  ]);
  return (await pdfTexts(await readFile(await file.path()))).flat().join('\n');
}

test('[F1] [F2] [F5] [F16] [X4] a bank’s file becomes balance by itself, a claim clears one more, suspense explains the rest', async ({
  page,
}) => {
  test.setTimeout(240_000);
  await enter(page, cashier);
  const number = await openAccount(page);
  await addPayer(page);
  const before = await balanceOf(qiming);

  await enter(page, operator);
  const statement = await statementOf(number);
  const file = await upload(page, statement);
  await expect(main(page).locator(value(closingOf(statement)))).toBeVisible();
  expect(await stateOf('own')).toMatch(/^posted virtual_account \d+$/);
  expect(await stateOf('entrusted')).toMatch(/^posted virtual_account \d+$/);
  expect(await stateOf('wrongPayer')).toMatch(/^suspense virtual_account \d+$/);
  expect(await stateOf('noNumber')).toMatch(/^suspense payer \d+$/);
  expect(await stateOf('unknown')).toBe('suspense');
  const posted = amounts.own + amounts.entrusted;
  const kept = amounts.wrongPayer + amounts.noNumber + amounts.unknown;
  expect(await balanceOf(qiming)).toBe(before + posted);
  expect(await suspense()).toMatchObject({ unexplained: 0n, own: kept });

  await page.goto(`/operations/bank-lines?file=${file}`);
  await main(page).getByRole('row').filter({ hasText: '启明方案（北京）有限公司' }).getByRole('link').first().click();
  await expect(main(page)).toContainText('The payer is neither the partner nor has an agreement with it');

  await enter(page, cashier);
  await claim(page);
  await enter(page, operator);
  await approveClaim(page);
  const balance = before + posted + amounts.unknown;
  expect(await balanceOf(qiming)).toBe(balance);
  expect(await suspense()).toMatchObject({ unexplained: 0n, own: kept - amounts.unknown });
  await expect(async () => {
    const { ledger } = await suspense();
    await page.goto('/operations/bank-lines');
    await expect(main(page).locator(value(ledger)).first()).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await expect(main(page)).toContainText(/transactions explain the balance to the cent/);

  await enter(page, cashier);
  await page.goto('/funds');
  await expect(main(page).locator(value(balance)).first()).toBeVisible();
  await page.goto('/funds/statement');
  const lines = main(page).getByRole('table', { name: 'Recharge account' });
  const steps = [
    [amounts.own, before + amounts.own],
    [amounts.entrusted, before + posted],
    [amounts.unknown, balance],
  ] as const;
  for (const [amount, after] of steps) {
    const row = lines.getByRole('row').filter({ has: page.locator(value(amount)) });
    await expect(row.locator(value(after))).toBeVisible();
  }
  const document = await exportPdf(page);
  const text = (minor: bigint) => formatMoney(money(minor, 'CNY'));
  for (const [amount, after] of steps) expect(document).toContain(`${text(amount)} ${text(after)}`);
  expect(document).toContain(`Closing balance ${text(balance)}`);
});
