import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type IdpKey, idpMetadataXml, makeIdpKey } from '@/tests/idp-metadata';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { listAccessChanges } from './change-queries';
import { findConfiguration } from './configuration-queries';
import { removeIdpMetadata } from './remove-idp-metadata';
import { setContacts } from './set-contacts';
import { setNotificationUrl } from './set-notification-url';
import { startAccess } from './start-access';
import { uploadIdpMetadata } from './upload-idp-metadata';

const { accessConfigurations } = schema;
let test: TestDatabase;
let world: World;
let key: IdpKey;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  key = await makeIdpKey();
});
afterAll(() => test.close());

let made = 0;
/** A partner that has not begun. */
function newPartner(): Promise<WorldOrganization> {
  made += 1;
  return makeOrganization({ code: `N${made}`, kind: 'solution_provider' });
}
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who), 'open_access.read');
const viewOf = (who: WorldOrganization) => findConfiguration(scopeOf(who), 'plain');
const changesOf = async (who: WorldOrganization) => (await listAccessChanges(scopeOf(who), {}, { limit: 50 })).rows;
const fileOf = (xml: string, name = 'idp.xml') => ({ name, content: new Uint8Array(Buffer.from(xml)) });
describe('beginning', () => {
  it('gives the platform its identifier once, for one key and for many at once', async () => {
    const partner = await newPartner();
    const [before, first] = [await rowCounts(), freshKey()];
    const start = (requestKey = freshKey()) => startAccess(actorOf(partner), requestKey, {});
    expect([await start(first), await start(first)]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    expect(grownBy(before, await rowCounts())).toEqual({
      access_configurations: 1,
      audit_entries: 1,
      command_receipts: 1,
    });
    const identifier = (await viewOf(partner))?.platformIdentifier;
    expect(identifier).toMatch(/^[A-Z][A-Z0-9]*_[A-HJ-NP-Z2-9]{4}$/);
    expect(await refusedUntouched(() => start())).toEqual({ code: 'access_unchanged', fields: {} });

    const other = await newPartner();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => startAccess(actorOf(other), freshKey(), {}))),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await viewOf(partner))?.platformIdentifier).toBe(identifier);
  });

  it('happens by itself with the first part that is set', async () => {
    const partner = await newPartner();
    expect(await viewOf(partner)).toBeUndefined();
    const url = 'https://hooks.qiming.example/bound';
    expect(await setNotificationUrl(actorOf(partner), freshKey(), { notificationUrl: url })).toMatchObject({
      ok: true,
    });
    expect(await viewOf(partner)).toMatchObject({ notificationUrl: url, attachmentsOn: false });
  });
});

describe('contacts', () => {
  it('are up to five, from the rows that are filled in; the audit knows how many', async () => {
    const partner = await newPartner();
    const form = {
      name1: ' 张三 ',
      mobile1: '138 0000 5678',
      name3: 'Li Si',
      email3: 'LI@Qiming.example',
      mobile2: ' ',
    };
    const before = await rowCounts();
    expect(await setContacts(actorOf(partner), freshKey(), form)).toMatchObject({ ok: true });
    const written = { access_changes: 1, access_configurations: 1, audit_entries: 1, command_receipts: 1 };
    expect(grownBy(before, await rowCounts())).toEqual(written);
    const contacts = [
      { name: '张三', mobile: '13800005678', email: null },
      { name: 'Li Si', mobile: null, email: 'li@qiming.example' },
    ];
    expect((await viewOf(partner))?.contacts).toEqual(contacts);
    expect((await findConfiguration(scopeOf(partner), 'masked'))?.contacts).toEqual([
      { name: '张*', mobile: '138****5678', email: null },
      { name: 'L***', mobile: null, email: 'l***@qiming.example' },
    ]);
    const { rows } = await database().execute<{ audit: string }>(
      sql`select detail::text as audit from audit_entries where action = 'open_access.set_contacts'`,
    );
    expect(JSON.stringify(rows)).not.toMatch(/5678|qiming|张/);
    expect(await refusedUntouched(() => setContacts(actorOf(partner), freshKey(), form))).toMatchObject({
      code: 'access_unchanged',
    });
    expect(await setContacts(actorOf(partner), freshKey(), {})).toMatchObject({ ok: true });
    expect((await viewOf(partner))?.contacts).toEqual([]);
  });

  it.each<[object, Record<string, string>]>([
    [{ mobile1: '13800005678' }, { name1: 'required' }],
    [{ name2: 'Somebody' }, { mobile2: 'contact_missing' }],
    [{ name5: 'A', email5: 'nobody' }, { email5: 'invalid_email' }],
    [{ name1: 'A', mobile1: '12' }, { mobile1: 'invalid_mobile' }],
    [{ name1: 'A'.repeat(65), mobile1: '13800005678' }, { name1: 'too_long' }],
    [{ name6: 'A', mobile6: '13800005678' }, { '': expect.any(String) }],
  ])('are refused at their field: %j', async (form, fields) => {
    const refused = await refusedUntouched(() => setContacts(actorOf(world.s1), freshKey(), form));
    expect(refused).toEqual({ code: 'invalid_input', fields });
  });
});

describe('the notification address', () => {
  it('is one the kernel of addresses allows; nothing takes it away', async () => {
    const partner = await newPartner();
    const set = (notificationUrl: string) => setNotificationUrl(actorOf(partner), freshKey(), { notificationUrl });
    for (const [url, problem] of [
      ['http://hooks.qiming.example/', 'url_not_https'],
      ['https://user:pw@hooks.qiming.example/', 'url_credentials'],
      ['https://127.0.0.1/', 'url_private_host'],
    ] as const)
      expect(await refusedUntouched(() => set(url))).toEqual({
        code: 'invalid_input',
        fields: { notificationUrl: problem },
      });
    expect(await refusedUntouched(() => set(' '))).toMatchObject({ code: 'access_unchanged' });
    expect(await set('https://hooks.qiming.example/bound')).toMatchObject({ ok: true });
    expect(await set('')).toMatchObject({ ok: true });
    expect((await viewOf(partner))?.notificationUrl).toBeNull();
  });
});

describe('metadata of an identity provider', () => {
  it('are taken with their file, replaced, and removed; the file stays', async () => {
    const partner = await newPartner();
    const upload = (xml: string, requestKey = freshKey()) =>
      uploadIdpMetadata(actorOf(partner), requestKey, fileOf(xml));
    const [before, first] = [await rowCounts(), freshKey()];
    const xml = idpMetadataXml(key);
    expect([await upload(xml, first), await upload(xml, first)]).toMatchObject([
      { replayed: false },
      { replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({
      access_changes: 1,
      access_configurations: 1,
      audit_entries: 1,
      command_receipts: 1,
      idp_metadata: 1,
    });
    expect(await refusedUntouched(() => upload(xml))).toEqual({ code: 'access_unchanged', fields: {} });
    expect((await viewOf(partner))?.idpMetadata).toMatchObject({
      fileName: 'idp.xml',
      entityId: 'https://idp.qiming.example/metadata',
      isSigned: false,
      hasEnded: false,
    });
    expect(await upload(idpMetadataXml(key, { entityId: 'https://idp2.qiming.example' }))).toMatchObject({ ok: true });
    expect((await viewOf(partner))?.idpMetadata?.entityId).toBe('https://idp2.qiming.example');
    const remove = () => removeIdpMetadata(actorOf(partner), freshKey(), {});
    expect(await remove()).toMatchObject({ ok: true });
    expect((await viewOf(partner))?.idpMetadata).toBeNull();
    expect(await refusedUntouched(remove)).toEqual({ code: 'access_unchanged', fields: {} });
    const { rows } = await database().execute(
      sql`select from idp_metadata where file = ${Buffer.from(xml)} and sha256 = sha256(${Buffer.from(xml)})`,
    );
    expect(rows).toHaveLength(1);
  });

  it.each<[string, { name: string; content: Uint8Array }, Record<string, string>, string?]>([
    ['empty', fileOf(''), { file: 'required' }],
    ['a byte too large', fileOf('<'.padEnd(2_097_153)), { file: 'metadata_too_large' }],
    ['of the largest size, read', fileOf('<'.padEnd(2_097_152)), { file: 'metadata_not_xml' }],
    ['with a document type', fileOf('<!DOCTYPE a><a/>'), { file: 'metadata_doctype' }],
    ['of another name', fileOf('<a/>', 'idp.pdf'), { name: 'metadata_not_xml_file' }, 'invalid_input'],
    ['without a name', fileOf('<a/>', ''), { name: 'required' }, 'invalid_input'],
  ])('are refused at the file: %s', async (_what, file, fields, code = 'metadata_not_valid') => {
    const refused = await refusedUntouched(() => uploadIdpMetadata(actorOf(world.s1), freshKey(), file));
    expect(refused).toEqual({ code, fields });
  });

  it('are taken fifty times within 24 hours', async () => {
    const partner = await newPartner();
    expect(await uploadIdpMetadata(actorOf(partner), freshKey(), fileOf(idpMetadataXml(key)))).toMatchObject({
      ok: true,
    });
    await database().execute(sql`insert into idp_metadata (id, organization_id, root_id, entity_id, sign_on_url, certificates, is_signed, file_name, sha256, file)
      select gen_random_uuid(), organization_id, root_id, entity_id, sign_on_url, certificates, is_signed, file_name, sha256(n::text::bytea), file
        from idp_metadata, generate_series(1, 49) n
        where organization_id = ${sql.param(partner.id, accessConfigurations.organizationId)}`);
    const other = fileOf(idpMetadataXml(key, { entityId: 'https://idp2.qiming.example' }));
    const upload = () => uploadIdpMetadata(actorOf(partner), freshKey(), other);
    expect(await refusedUntouched(upload)).toEqual({ code: 'too_many_files', fields: {} });
    expect(await uploadIdpMetadata(actorOf(world.s2), freshKey(), other)).toMatchObject({ ok: true });
  });
});

it('[T3] nobody sees or changes another’s configuration', async () => {
  await startAccess(actorOf(world.g1), freshKey(), {});
  const before = await viewOf(world.g1);
  await setNotificationUrl(actorOf(world.d1), freshKey(), { notificationUrl: 'https://d1.example/' });
  expect(await viewOf(world.g1)).toEqual(before);
  expect(await changesOf(world.g1)).toEqual([]);
  for (const role of ['finance', 'sales', 'viewer'] as const)
    expect(await refusedUntouched(() => startAccess(actorOf(world.r1b, role), freshKey(), {}))).toEqual({
      code: 'not_permitted',
      fields: {},
    });
  expect(await viewOf(world.r1b)).toBeUndefined();
});
