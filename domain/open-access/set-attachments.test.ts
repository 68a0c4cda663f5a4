import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { keyRing } from '@/domain/identity/key-ring';
import { readScope } from '@/domain/read-scope';
import { openSecret } from '@/lib/secret-box';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { bucketSecretPlaceOf } from './bucket-secret';
import { listAccessChanges } from './change-queries';
import { findConfiguration } from './configuration-queries';
import { setAttachments } from './set-attachments';

const { accessConfigurations } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

let made = 0;
function newPartner(): Promise<WorldOrganization> {
  made += 1;
  return makeOrganization({ code: `A${made}`, kind: 'solution_provider' });
}
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who), 'open_access.read');
const viewOf = (who: WorldOrganization) => findConfiguration(scopeOf(who), 'plain');
const changesOf = async (who: WorldOrganization) => (await listAccessChanges(scopeOf(who), {}, { limit: 50 })).rows;
const bucket = {
  attachmentsOn: 'yes',
  bucketName: 'qiming-attachments',
  bucketRegion: 'cn-north-4',
  bucketAccessKey: 'AKQIMINGATTACHMENTS1',
  bucketSecret: 'the-secret-of-the-bucket-1',
};
const rowOf = async ({ id }: WorldOrganization) => {
  const { rows } = await database().execute<{ row: string; sealed: string | null }>(
    sql`select c::text as row, sealed_bucket_secret as sealed from access_configurations c
      where organization_id = ${sql.param(id, accessConfigurations.organizationId)}`,
  );
  return rows[0];
};

describe('attachments', () => {
  const set = (who: WorldOrganization, more: object = {}, requestKey = freshKey()) =>
    setAttachments(actorOf(who), requestKey, { ...bucket, ...more });

  it('[S5] keep the secret sealed for its row, in no clear place', async () => {
    const partner = await newPartner();
    expect(await set(partner)).toMatchObject({ ok: true });
    const row = await rowOf(partner);
    expect(openSecret(row?.sealed ?? '', bucketSecretPlaceOf(partner.id), keyRing())).toBe(bucket.bucketSecret);
    expect(() => openSecret(row?.sealed ?? '', bucketSecretPlaceOf(world.s1.id), keyRing())).toThrow();
    const { rows } = await database().execute<{ text: string }>(sql`select c::text as text from access_changes c
      union all select a::text from audit_entries a union all select r::text from command_receipts r
      union all select c::text from access_configurations c`);
    expect(rows.map(({ text }) => text).join('\n')).toContain('qiming-attachments');
    expect(rows.map(({ text }) => text).join('\n')).not.toContain(bucket.bucketSecret);
    expect(JSON.stringify(await viewOf(partner))).not.toMatch(/the-secret|v1\./);
  });

  it('keep the secret when none is entered, and replace it where one is, also with the same key', async () => {
    const partner = await newPartner();
    const requestKey = freshKey();
    const [first, again] = [await set(partner, {}, requestKey), await set(partner, {}, requestKey)];
    expect([first, again]).toMatchObject([{ replayed: false }, { replayed: true }]);
    const before = await rowOf(partner);
    expect(await refusedUntouched(() => set(partner, { bucketSecret: '' }))).toMatchObject({
      code: 'access_unchanged',
    });
    expect(
      await refusedUntouched(() => set(partner, { bucketAccessKey: 'AKQIMINGATTACHMENTS2', bucketSecret: '' })),
    ).toEqual({
      code: 'invalid_input',
      fields: { bucketSecret: 'required' },
    });
    expect(await set(partner, { bucketSecret: 'another-secret-of-it' })).toMatchObject({ ok: true });
    const after = await rowOf(partner);
    expect(after?.sealed).not.toBe(before?.sealed);
    expect(openSecret(after?.sealed ?? '', bucketSecretPlaceOf(partner.id), keyRing())).toBe('another-secret-of-it');
    expect(await changesOf(partner)).toHaveLength(2);
  });

  it('are switched off before another bucket is named, and then nothing of the bucket is left', async () => {
    const partner = await newPartner();
    await set(partner);
    for (const [member, value] of [
      ['bucketName', 'another-bucket'],
      ['bucketRegion', 'cn-south-1'],
    ] as const)
      expect(await refusedUntouched(() => set(partner, { [member]: value }))).toEqual({
        code: 'bucket_in_use',
        fields: { [member]: 'bucket_in_use' },
      });
    expect(await set(partner, { attachmentsOn: undefined })).toMatchObject({ ok: true });
    expect(await viewOf(partner)).toMatchObject({ attachmentsOn: false, bucketName: null, secretSetAt: null });
    expect((await rowOf(partner))?.sealed).toBeNull();
    expect(await refusedUntouched(() => set(partner, { attachmentsOn: undefined }))).toMatchObject({
      code: 'access_unchanged',
    });
    expect(await set(partner, { bucketName: 'another-bucket' })).toMatchObject({ ok: true });
  });

  it.each<[object, Record<string, string>]>([
    [{ bucketName: '' }, { bucketName: 'required' }],
    [{ bucketRegion: '' }, { bucketRegion: 'required' }],
    [{ bucketAccessKey: '' }, { bucketAccessKey: 'required' }],
    [{ bucketSecret: '' }, { bucketSecret: 'required' }],
    [{ bucketName: '10.0.0.1' }, { bucketName: 'invalid_bucket_name' }],
    [{ bucketName: 'a..b' }, { bucketName: 'invalid_bucket_name' }],
    [{ bucketName: 'Upper' }, { bucketName: 'invalid_bucket_name' }],
    [{ bucketRegion: 'ap-southeast-1' }, { bucketRegion: 'invalid_region' }],
    [{ bucketAccessKey: 'short' }, { bucketAccessKey: 'invalid_access_key' }],
    [{ bucketSecret: 'with blanks in between' }, { bucketSecret: 'invalid_secret_key' }],
  ])('are refused at their field: %j', async (more, fields) => {
    expect(await refusedUntouched(() => set(world.d2, more))).toEqual({ code: 'invalid_input', fields });
  });
});
