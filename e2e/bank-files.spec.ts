import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, type Page } from '@playwright/test';
import { desc, eq, inArray } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Id, isId } from '@/lib/id';
import { camtFile, csvFile, mt940File, type TestStatement } from '@/tests/bank-file-writers';
import { receivingAccountOf } from '@/tests/recharge';
import { freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { enter, letSignIn, test } from './money-team';
import { request, signInOverHttp } from './people';

let base: string;
let organization: WorldOrganization;
let operator: string;
let account: string;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  organization = await makeOrganization({ code: `BF${process.pid}`, kind: 'operator' });
  operator = await letSignIn(organization);
  // Of an account that is known: a file that was refused for another may be sent again.
  account = (await receivingAccountOf(organization)).accountNumber;
});

/** A statement like no other. */
const statement = (): TestStatement => ({
  account,
  opening: 100_000n,
  lines: [
    {
      reference: freshKey().slice(-12),
      direction: 'credit',
      amount: 5_000_000n,
      day: '2026-01-05',
      name: '启明云科技',
      payerAccount: '110022334455',
      text: '充值',
    },
  ],
});

async function upload(
  page: Page,
  file: { name: string; content: Uint8Array },
  more: { format?: string; profile?: string } = {},
) {
  await page.goto('/operations/bank-files/new');
  if (more.format) await page.getByLabel('Format').selectOption({ label: more.format });
  if (more.profile) await page.getByLabel('CSV profile').selectOption(more.profile);
  await page
    .getByLabel('File', { exact: true })
    .setInputFiles({ name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(file.content) });
  await page.getByRole('button', { name: 'Upload' }).click();
}
const received = async (page: Page, name: string) => {
  await expect(page).toHaveURL(/\/operations\/bank-files\/bfl_[0-9a-z]+\?done=1/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
};
const isRefused = async (page: Page, words: RegExp) => {
  await expect(page).toHaveURL(/\/operations\/bank-files\/new\?problem=/);
  await expect(page.getByRole('main').getByRole('alert')).toContainText(words);
};
const filesOf = () =>
  database()
    .select()
    .from(schema.bankFiles)
    .where(eq(schema.bankFiles.organizationId, organization.id))
    .orderBy(desc(schema.bankFiles.createdAt));

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('takes each kind of file by its content, CSV with its profile, and shows what was received', async ({
      page,
    }) => {
      await enter(page, base, operator);
      await upload(page, { name: 'a.xml', content: camtFile([statement()]) });
      await received(page, 'a.xml');
      await expect(page.getByRole('region', { name: 'The file' })).toContainText('CAMT.053');
      await upload(page, { name: 'b.xml', content: camtFile([statement()], { kind: 'camt054', version: 8 }) });
      await received(page, 'b.xml');
      await upload(page, { name: 'c.sta', content: mt940File([statement()]) }, { format: 'MT940' });
      await received(page, 'c.sta');
      await upload(
        page,
        { name: '流水.csv', content: csvFile(statement(), 'cn-style-a') },
        { format: 'CSV', profile: 'cn-style-a' },
      );
      await received(page, '流水.csv');
      await page.goto('/operations/bank-files');
      const rows = page.getByRole('table', { name: 'Bank files' }).getByRole('row');
      await expect(rows.filter({ hasText: '流水.csv' }).first()).toContainText('CSV · cn-style-a');
      await expect(rows.filter({ hasText: 'c.sta' }).first()).toContainText('MT940');
    });

    test('[F1] [F8] says why a file is not taken, and keeps nothing of it', async ({ page }) => {
      await enter(page, base, operator);
      const content = camtFile([statement()]);
      await upload(page, { name: 'first.xml', content });
      await received(page, 'first.xml');
      const before = (await filesOf()).length;
      await upload(page, { name: 'again.xml', content });
      await isRefused(page, /imported before/);
      await upload(page, { name: 'x.xlsx', content: Buffer.from('PK\x03\x04 a workbook') });
      await isRefused(page, /no bank file of the chosen form/);
      await upload(page, { name: 'c.csv', content: csvFile(statement(), 'cn-style-b') });
      await isRefused(page, /./);
      await expect(page.getByLabel('CSV profile')).toHaveAccessibleDescription(/required/i);
      await page.getByRole('button', { name: 'Upload' }).click();
      await isRefused(page, /./);
      await expect(page.getByLabel('File', { exact: true })).toHaveAccessibleDescription(/required/i);
      await upload(page, { name: 'large.xml', content: Buffer.alloc(20_000_001, ' ') });
      // With scripts it is not even sent.
      await expect(page.getByRole('main').getByRole('alert')).toContainText(/larger than 20 MB/);
      await expect(page.getByLabel('File', { exact: true })).toHaveAccessibleDescription(/larger than 20 MB/);
      expect((await filesOf()).length).toBe(before);
    });

    test('saves how a bank writes its CSV after a look at what a sample is read as', async ({ page }) => {
      await enter(page, base, operator);
      await page.goto('/operations/bank-profiles');
      await page.getByRole('link', { name: 'Start from cn-style-b' }).click();
      const name = `Bank ${freshKey().slice(-8)}`;
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Booking date').fill('');
      await page.getByRole('button', { name: 'Check' }).click();
      await expect(page.getByLabel('Booking date')).toHaveAccessibleDescription(/required/i);
      await page.getByLabel('Booking date').fill('记账日期');
      await page
        .getByLabel('Sample lines')
        .fill(
          [
            '本方账号,记账日期,起息日期,流水号,贷方发生额,借方发生额,余额,对方名称,对方账号,虚拟账号,附言',
            '6214830000000001,2026-01-05,,R1,50.00,,150.00,启明,1,,充值',
            '6214830000000001,2026-01-05,,R2,(1.00),,151.00,启明,1,,充值',
          ].join('\n'),
        );
      await page.getByRole('button', { name: 'Check' }).click();
      const trial = page.getByRole('region', { name: 'What the sample is read as', exact: true });
      await expect(trial).toContainText('Line 3');
      await expect(trial).toContainText('An amount here is not written as the format says');
      await expect(trial.getByRole('table').getByRole('row')).toHaveCount(2);
      await page.getByRole('button', { name: 'Save profile' }).click();
      await expect(page.getByRole('status').filter({ hasText: 'The profile has been saved.' })).toBeVisible();
      await upload(
        page,
        { name: 'own.csv', content: csvFile(statement(), 'cn-style-b') },
        { format: 'CSV', profile: name },
      );
      await received(page, 'own.csv');
      await page.goto('/operations/bank-profiles');
      await page.getByRole('link', { name }).click();
      await page.getByRole('button', { name: 'Archive' }).click();
      await expect(page.getByRole('main')).toContainText('Archived');
      await page.goto('/operations/bank-files/new');
      await expect(page.getByLabel('CSV profile')).not.toContainText(name);
    });
  });
}

test('[A18] a file from another site, or by nobody, is not read', async () => {
  const cookie = await signInOverHttp(base, operator);
  const form = () => {
    const body = new FormData();
    body.set('request', freshKey());
    body.set('file', new Blob([Buffer.from(camtFile([statement()]))]), 'a.xml');
    return body;
  };
  const before = (await filesOf()).length;
  const path = '/operations/bank-files/upload';
  const foreign = await request(base, path, {
    method: 'POST',
    headers: { Cookie: cookie, Origin: 'https://evil.example' },
    body: form(),
  });
  expect([foreign.status, foreign.headers.location]).toEqual([
    303,
    '/operations/bank-files/new?problem=foreign_origin',
  ]);
  const nobody = await request(base, path, { method: 'POST', headers: { Origin: base }, body: form() });
  expect([nobody.status, nobody.headers.location]).toEqual([303, expect.stringMatching(/^\/sign-in/)]);
  expect((await filesOf()).length).toBe(before);
  const own = await request(base, path, { method: 'POST', headers: { Cookie: cookie, Origin: base }, body: form() });
  expect(own.headers.location).toMatch(/^\/operations\/bank-files\/bfl_/);
  expect((await filesOf()).length).toBe(before + 1);
});

/** What is no statement of a bank, however it is called: each under the name of one, through the real door. */
const renamed: Readonly<Record<string, () => Buffer>> = {
  'a workbook': () => Buffer.from('PK\x03\x04\x14\x00\x06\x00[Content_Types].xml', 'latin1'),
  'an empty archive': () => Buffer.from(`PK\x05\x06${'\0'.repeat(18)}`, 'latin1'),
  'a packed statement': () => gzipSync(csvFile(statement(), 'cn-style-b')),
  'a picture': () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1A\n', 'latin1'), randomBytes(600)]),
  'a picture that is text': () => Buffer.concat([Buffer.from('GIF89a/*'), csvFile(statement(), 'cn-style-b')]),
  'a document': () => Buffer.from('%PDF-1.7\n1 0 obj\n'),
  'a document that begins like a table': () =>
    Buffer.concat([csvFile(statement(), 'cn-style-b'), Buffer.from('%PDF-1.7\n1 0 obj\n')]),
  'a page': () => Buffer.from('<!DOCTYPE html><script>alert(1)</script>'),
  'a page that begins like a table': () =>
    Buffer.concat([csvFile(statement(), 'cn-style-b'), Buffer.from('<script>alert(1)</script>\n')]),
  'a table with an archive behind it': () =>
    Buffer.concat([csvFile(statement(), 'cn-style-b'), Buffer.from('PK\x03\x04', 'latin1'), randomBytes(300)]),
  'a message with an archive behind it': () =>
    Buffer.concat([camtFile([statement()]), Buffer.from('PK\x03\x04', 'latin1'), randomBytes(300)]),
  'a program': () => Buffer.concat([Buffer.from('\x7fELF', 'latin1'), randomBytes(600)]),
};

test('[F8] what is called a statement and is none is not taken, or refused before anything of it is booked', async () => {
  const cookie = await signInOverHttp(base, operator);
  const send = (content: Buffer, fields: Record<string, string>, headers: Record<string, string> = {}) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ request: freshKey(), ...fields })) body.set(name, value);
    body.set('file', new Blob([new Uint8Array(content)]), '对账单.csv');
    return request(base, '/operations/bank-files/upload', {
      method: 'POST',
      headers: { Cookie: cookie, Origin: base, ...headers },
      body,
    });
  };
  const csv = { format: 'csv', profile: 'cn-style-b' };
  const taken: Id<'bankFile'>[] = [];
  for (const [what, bytes] of Object.entries(renamed))
    for (const fields of [csv, {}]) {
      const { status, headers } = await send(bytes(), fields);
      expect([what, status, headers.location]).toEqual([
        what,
        303,
        expect.stringMatching(/^\/operations\/bank-files\/(new\?problem=|bfl_)/),
      ]);
      const id = /bfl_[0-9a-z]+/.exec(headers.location ?? '')?.[0];
      if (!isId('bankFile', id)) continue;
      taken.push(id);
      await expect
        .poll(async () => (await filesOf()).find((file) => file.id === id)?.state, { message: what, timeout: 30_000 })
        .toBe('refused');
    }
  const bomb = await send(gzipSync(Buffer.alloc(30_000_000)), csv, { 'Content-Encoding': 'gzip' });
  expect(bomb.headers.location).toContain('problem=bank_file_not_readable');
  expect(taken.length).toBeGreaterThan(0);
  expect(await database().$count(schema.bankLines, inArray(schema.bankLines.fileId, taken))).toBe(0);
});

test('[F9] a file is handed out as one to be saved, under a name of ours, whatever it was called', async () => {
  const cookie = await signInOverHttp(base, operator);
  for (const name of [
    '../../etc/passwd',
    'C:\\x.xml',
    `${'n'.repeat(300)}.xml`,
    '\u202Elmx.exe',
    '"; filename="x.html',
  ]) {
    const body = new FormData();
    body.set('request', freshKey());
    body.set('file', new Blob([Buffer.from(camtFile([statement()]))], { type: 'text/html' }), name);
    const taken = await request(base, '/operations/bank-files/upload', {
      method: 'POST',
      headers: { Cookie: cookie, Origin: base },
      body,
    });
    const [path] = /\/operations\/bank-files\/bfl_[0-9a-z]+/.exec(taken.headers.location ?? '') ?? [];
    expect([name, path]).toEqual([name, expect.any(String)]);
    const { status, headers } = await request(base, `${path}/download`, { headers: { Cookie: cookie } });
    expect([name, status]).toEqual([name, 200]);
    expect(headers).toMatchObject({
      ...{ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' },
      'content-disposition': expect.stringMatching(/^attachment; filename="bank-file-[0-9a-z]{8}\.xml"$/),
    });
  }
});
