import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type IdpKey, idpMetadataXml, makeIdpKey } from '@/tests/idp-metadata';
import { freshKey } from '@/tests/world';
import { enter, expectDone, test } from './money-team';
import { makeTeam, request, signInOverHttp, type Team } from './people';

let base: string;
let key: IdpKey;
test.beforeAll(async ({ baseURL }) => {
  base = baseURL ?? '';
  key = await makeIdpKey();
});

const step = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
const modify = (page: Page, part: string) => page.getByRole('link', { name: `Modify: ${part}` }).click();
const uploadXml = async (page: Page, xml: string, name = 'idp.xml') => {
  await page.getByLabel('Metadata file').setInputFiles({ name, mimeType: 'application/xml', buffer: Buffer.from(xml) });
  await page.getByRole('button', { name: 'Upload' }).click();
};
for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled });

    test('a partner begins, configures part by part, and undoes a change', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access');
      await expect(step(page, 'Prepare')).toContainText('Next');
      await page.getByRole('button', { name: 'Begin the configuration' }).click();
      await expectDone(page, 'The configuration has begun.');
      await expect(page.getByRole('region', { name: 'Connection' })).toContainText(/[A-Z][A-Z0-9]*_[A-Z2-9]{4}/);

      await modify(page, 'Contacts');
      const second = page.getByRole('group', { name: 'Contact 2' });
      await second.getByLabel('Name').fill('Li Si');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(second.getByLabel('Mobile number')).toHaveAccessibleDescription(/mobile number or an email/);
      await second.getByLabel('Mobile number').fill('13911112222');
      await page.getByRole('button', { name: 'Save' }).click();
      await expectDone(page, 'The contacts were saved.');
      await expect(page.getByRole('region', { name: 'Contacts' })).toContainText('139****2222');

      await modify(page, 'Notification address');
      await page.getByRole('textbox', { name: 'Notification address' }).fill('http://hooks.qiming.example/');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByRole('textbox', { name: 'Notification address' })).toHaveAccessibleDescription(/https/);
      await page.getByRole('textbox', { name: 'Notification address' }).fill('https://hooks.qiming.example/bound');
      await page.getByRole('button', { name: 'Save' }).click();
      await expectDone(page, 'The notification address was saved.');
      await page.goto('/open-access');
      await expect(step(page, 'Configure')).toContainText('Done');
      await expect(step(page, 'Callbacks')).toContainText('Optional');
      await expect(step(page, 'Credentials')).toContainText('Next');

      await page.getByRole('link', { name: 'All changes' }).click();
      await page.getByRole('link', { name: 'Notification address', exact: true }).click();
      await expect(page.getByRole('region', { name: 'Before' })).toContainText('—');
      await expect(page.getByRole('region', { name: 'After' })).toContainText('https://hooks.qiming.example/bound');
      await page.getByRole('button', { name: 'Undo this change' }).click();
      await expectDone(page, 'The change was undone by this one.');
      await expect(page.getByRole('region', { name: 'Before' })).toContainText('https://hooks.qiming.example/bound');
      await page.goto('/open-access/configuration');
      await expect(page.getByRole('region', { name: 'Notification address' })).toContainText('Not set');
    });

    test('metadata of an identity provider are taken, refused with the reason at the file, and removed', async ({
      page,
    }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/configuration/edit/idp-metadata');
      const wrong = [
        ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'idp.xml', /declares a document type/],
        [idpMetadataXml(key), 'idp.txt', /ends in \.xml/],
        ['<'.padEnd(2_097_153), 'idp.xml', /larger than 2 MB/],
      ] as const;
      for (const [xml, name, reason] of wrong) {
        await uploadXml(page, xml, name);
        await expect(page.getByLabel('Metadata file')).toHaveAccessibleDescription(reason);
      }
      await uploadXml(page, idpMetadataXml(key));
      await expectDone(page, 'The metadata of your identity provider are in force.');
      await expect(page.getByRole('region', { name: 'Identity provider' })).toContainText(
        'https://idp.qiming.example/sso',
      );
      await modify(page, 'Identity provider');
      await page.getByText('Take the metadata out of force').click();
      await page.getByRole('button', { name: 'Remove idp.xml' }).click();
      await expectDone(page, 'The metadata of your identity provider were removed.');
    });

    test('the bucket’s secret is entered once and never shown', async ({ page }) => {
      const team = await makeTeam();
      await enter(page, base, team.emails.admin);
      await page.goto('/open-access/configuration/edit/attachments');
      await page.getByLabel('Fetch attachments from our bucket').check();
      await page.getByLabel('Bucket name').fill('qiming-attachments');
      await page.getByLabel('Region').selectOption('cn-north-4');
      await page.getByLabel('Access key (AK)').fill('AKQIMINGATTACHMENTS1');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByLabel('Secret key (SK)')).toHaveAccessibleDescription(/required/);
      await page.getByLabel('Fetch attachments from our bucket').check();
      await page.getByLabel('Secret key (SK)').fill('planted-secret-of-the-bucket');
      await page.getByRole('button', { name: 'Save' }).click();
      await expectDone(page, 'The attachments settings were saved.');
      await expect(page.getByRole('region', { name: 'Attachments' })).toContainText('never shown');
      for (const path of ['', '/edit/attachments']) {
        await page.goto(`/open-access/configuration${path}`);
        expect(await page.content()).toContain('qiming-attachments');
        expect(await page.content()).not.toContain('planted-secret');
      }
      await page.getByLabel('Bucket name').fill('another-bucket');
      await page.getByRole('button', { name: 'Save' }).click();
      await expect(page.getByLabel('Bucket name')).toHaveAccessibleDescription(/switch attachments off first/);
    });
  });
}

test('our metadata are downloaded, and name the key we sign with', async ({ page }) => {
  const team = await makeTeam();
  await enter(page, base, team.emails.viewer);
  await page.goto('/open-access');
  await expect(page.getByRole('button', { name: 'Begin the configuration' })).toHaveCount(0);
  await database()
    .insert(schema.accessConfigurations)
    .values({
      organizationId: team.id,
      rootId: team.rootId,
      platformIdentifier: `TEAM${process.pid}_ABCD`,
    });
  await page.goto('/open-access/configuration');
  await expect(page.getByRole('link', { name: /^Modify/ })).toHaveCount(0);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download our metadata' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('sp-metadata.xml');
  const text = await readFile(await download.path(), 'utf8');
  const certificate = /<ds:X509Certificate>([^<]+)</.exec(text)?.[1] ?? '';
  expect(new X509Certificate(Buffer.from(certificate, 'base64')).subject).toContain('Partner Center');
});

test('[A18] metadata from another site, by nobody or by who may not are not taken', async () => {
  const team: Team = await makeTeam();
  const form = () => {
    const body = new FormData();
    body.set('request', freshKey());
    body.set('file', new Blob([idpMetadataXml(key)]), 'idp.xml');
    return body;
  };
  const path = '/open-access/configuration/upload';
  const [admin, viewer] = await Promise.all([
    signInOverHttp(base, team.emails.admin),
    signInOverHttp(base, team.emails.viewer),
  ]);
  const post = (headers: Record<string, string>) => request(base, path, { method: 'POST', headers, body: form() });
  const locationOf = async (headers: Record<string, string>) => (await post(headers)).headers.location;
  const back = '/open-access/configuration/edit/idp-metadata?problem=';
  expect(await locationOf({ Cookie: admin, Origin: 'https://evil.example' })).toBe(`${back}foreign_origin`);
  expect(await locationOf({ Origin: base })).toMatch(/^\/sign-in/);
  expect(await locationOf({ Cookie: viewer, Origin: base })).toBe(`${back}not_permitted`);
  const files = () =>
    database()
      .select({ id: schema.idpMetadata.id })
      .from(schema.idpMetadata)
      .where(eq(schema.idpMetadata.organizationId, team.id));
  expect(await files()).toEqual([]);
  expect(await locationOf({ Cookie: admin, Origin: base })).toBe('/open-access/configuration?done=idp_metadata');
  expect(await files()).toHaveLength(1);
});
