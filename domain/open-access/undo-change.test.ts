import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type IdpKey, idpMetadataXml, makeIdpKey } from '@/tests/idp-metadata';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { keepAccessChange } from './access-changes';
import { findAccessChange, listAccessChanges } from './change-queries';
import { findConfiguration } from './configuration-queries';
import { setAttachments } from './set-attachments';
import { setContacts } from './set-contacts';
import { setNotificationUrl } from './set-notification-url';
import { undoChange } from './undo-change';
import { uploadIdpMetadata } from './upload-idp-metadata';

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
function newPartner(): Promise<WorldOrganization> {
  made += 1;
  return makeOrganization({ code: `U${made}`, kind: 'solution_provider' });
}
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who), 'open_access.read');
const viewOf = (who: WorldOrganization) => findConfiguration(scopeOf(who), 'plain');
const changeOf = (who: WorldOrganization, id: Id<'accessChange'>, shows: 'plain' | 'masked' = 'plain') =>
  findAccessChange(scopeOf(who), id, shows);
const undo = (who: WorldOrganization, accessChangeId: string, requestKey = freshKey()) =>
  undoChange(actorOf(who), requestKey, { accessChangeId });
const did = async (
  outcome: Promise<{ ok: true; id: Id<'accessChange'> } | { ok: false; code: string; fields: object }>,
) => {
  const given = await outcome;
  if (!given.ok) throw new Error(`${given.code} ${JSON.stringify(given.fields)}`);
  return given.id;
};
const notify = (who: WorldOrganization, host: string) =>
  did(setNotificationUrl(actorOf(who), freshKey(), { notificationUrl: `https://${host}.example/` }));
const attach = (who: WorldOrganization, more: object = {}) =>
  did(
    setAttachments(actorOf(who), freshKey(), {
      attachmentsOn: 'yes',
      bucketName: 'qiming-attachments',
      bucketRegion: 'cn-north-4',
      bucketAccessKey: 'AKQIMINGATTACHMENTS1',
      bucketSecret: 'the-secret-of-the-bucket-1',
      ...more,
    }),
  );

describe('undoing a change', () => {
  it('is another change, for one key once, and can be undone in turn', async () => {
    const partner = await newPartner();
    const first = await notify(partner, 'one');
    const second = await notify(partner, 'two');
    const [before, requestKey] = [await rowCounts(), freshKey()];
    const [done, again] = [await undo(partner, second, requestKey), await undo(partner, second, requestKey)];
    expect([done, again]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ access_changes: 1, audit_entries: 1, command_receipts: 1 });
    expect((await viewOf(partner))?.notificationUrl).toBe('https://one.example/');
    if (!done.ok) throw new Error(done.code);
    expect(await changeOf(partner, second)).toMatchObject({ undoneById: done.id, undoable: 'undone' });
    expect(await changeOf(partner, done.id)).toMatchObject({
      undoesId: second,
      undoable: 'yes',
      before: [{ field: 'notificationUrl', value: 'https://two.example/' }],
      after: [{ field: 'notificationUrl', value: 'https://one.example/' }],
    });
    expect(await did(undo(partner, done.id))).toMatch(/^acg_/);
    expect((await viewOf(partner))?.notificationUrl).toBe('https://two.example/');
    expect(await changeOf(partner, first)).toMatchObject({ undoable: 'overtaken' });
  });

  it('goes back step by step, to where nothing was set', async () => {
    const partner = await newPartner();
    const [one, two] = [await notify(partner, 'one'), await notify(partner, 'two')];
    expect(await refusedUntouched(() => undo(partner, one))).toEqual({ code: 'access_change_overtaken', fields: {} });
    await did(undo(partner, two));
    await did(undo(partner, one));
    expect((await viewOf(partner))?.notificationUrl).toBeNull();
    expect(await refusedUntouched(() => undo(partner, one))).toMatchObject({ code: 'access_change_overtaken' });
  });

  it('is not held up by changes of other parts', async () => {
    const partner = await newPartner();
    const form = { name1: 'A', mobile1: '13800005678' };
    const contacts = await did(setContacts(actorOf(partner), freshKey(), form));
    await notify(partner, 'one');
    await did(undo(partner, contacts));
    expect(await viewOf(partner)).toMatchObject({ contacts: [], notificationUrl: 'https://one.example/' });
  });

  it('of a change that has been undone and made again is refused', async () => {
    const partner = await newPartner();
    const first = await notify(partner, 'one');
    await did(undo(partner, first));
    await notify(partner, 'one');
    expect(await refusedUntouched(() => undo(partner, first))).toMatchObject({ code: 'access_change_overtaken' });
  });

  it('by fifty at once happens once', async () => {
    const partner = await newPartner();
    const change = await notify(partner, 'one');
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => undo(partner, change))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const codes = outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code));
    expect(new Set(codes)).toEqual(new Set(['done', 'access_change_overtaken']));
  });

  it('[T3] of another’s change answers like that of none', async () => {
    const theirs = await notify(world.s2, 'two');
    for (const id of [theirs, newId('accessChange')]) {
      const refused = await refusedUntouched(() => undo(world.s1, id));
      expect(refused).toEqual({ code: 'access_change_not_found', fields: {} });
      expect(await changeOf(world.s1, newId('accessChange'))).toBeUndefined();
    }
    expect(await changeOf(world.s1, theirs)).toBeUndefined();
    expect((await viewOf(world.s2))?.notificationUrl).toBe('https://two.example/');
  });

  it('brings back metadata that were replaced', async () => {
    const partner = await newPartner();
    const upload = (entityId: string) =>
      did(
        uploadIdpMetadata(actorOf(partner), freshKey(), {
          name: 'idp.xml',
          content: new Uint8Array(Buffer.from(idpMetadataXml(key, { entityId }))),
        }),
      );
    await upload('https://idp1.example');
    const second = await upload('https://idp2.example');
    expect(await changeOf(partner, second)).toMatchObject({
      before: expect.arrayContaining([{ field: 'entityId', value: 'https://idp1.example' }]),
      after: expect.arrayContaining([{ field: 'entityId', value: 'https://idp2.example' }]),
    });
    await did(undo(partner, second));
    expect((await viewOf(partner))?.idpMetadata?.entityId).toBe('https://idp1.example');
  });

  it('refuses to bring back metadata that have ended since, and leaves everything as it is', async () => {
    const partner = await newPartner();
    const upload = (entityId: string) =>
      did(
        uploadIdpMetadata(actorOf(partner), freshKey(), {
          name: 'idp.xml',
          content: new Uint8Array(Buffer.from(idpMetadataXml(key, { entityId }))),
        }),
      );
    const first = await upload('https://ended1.example');
    const second = await upload('https://ended2.example');
    await test.owner.query(
      `update idp_metadata set valid_until = clock_timestamp() where organization_id = $1 and entity_id = 'https://ended1.example'`,
      [uuidOf(partner.id)],
    );
    expect(await refusedUntouched(() => undo(partner, second))).toEqual({ code: 'access_change_ended', fields: {} });
    expect((await viewOf(partner))?.idpMetadata?.entityId).toBe('https://ended2.example');
    // Nothing at all can always be brought back.
    expect(await refusedUntouched(() => undo(partner, first))).toMatchObject({ code: 'access_change_overtaken' });
  });

  it('brings back callbacks', async () => {
    const partner = await newPartner();
    const set = (orderPaymentUrl: string | null, rechargeUrl: string | null) =>
      inTransaction(async (tx) => {
        const id = newId('accessChange');
        await keepAccessChange(tx, actorOf(partner), { id, part: 'callbacks', set: { orderPaymentUrl, rechargeUrl } });
        return id;
      });
    await set('https://shop.example/paid', null);
    const second = await set(null, 'https://shop.example/recharged');
    expect((await changeOf(partner, second))?.after).toEqual([
      { field: 'orderPaymentUrl', value: null },
      { field: 'rechargeUrl', value: 'https://shop.example/recharged' },
    ]);
    await did(undo(partner, second));
    const { rows } = await database().execute(
      sql`select order_payment_url, recharge_url from access_configurations
        where organization_id = ${sql.param(partner.id, schema.accessConfigurations.organizationId)}`,
    );
    expect(rows).toEqual([{ order_payment_url: 'https://shop.example/paid', recharge_url: null }]);
  });
});

describe('undoing what has to do with a secret', () => {
  it('is refused where a secret was replaced or given up, which nobody can bring back', async () => {
    const partner = await newPartner();
    await attach(partner);
    const replaced = await attach(partner, { bucketSecret: 'another-secret-of-it' });
    expect(await changeOf(partner, replaced)).toMatchObject({ undoable: 'secret' });
    expect(await refusedUntouched(() => undo(partner, replaced))).toEqual({ code: 'access_change_secret', fields: {} });
    const off = await attach(partner, { attachmentsOn: undefined });
    expect(await refusedUntouched(() => undo(partner, off))).toEqual({ code: 'access_change_secret', fields: {} });
  });

  it('takes the first secret away with the bucket', async () => {
    const partner = await newPartner();
    const on = await attach(partner);
    expect(await changeOf(partner, on)).toMatchObject({ undoable: 'yes' });
    await did(undo(partner, on));
    expect(await viewOf(partner)).toMatchObject({ attachmentsOn: false, bucketName: null, secretSetAt: null });
  });

  it('does not mistake a box that was sealed again for a secret that was replaced', async () => {
    const partner = await newPartner();
    const on = await attach(partner);
    await database().execute(sql`update access_configurations set sealed_bucket_secret = 'v1.resealed'
      where organization_id = ${sql.param(partner.id, schema.accessConfigurations.organizationId)}`);
    await did(undo(partner, on));
    expect(await viewOf(partner)).toMatchObject({ attachmentsOn: false });
  });
});

describe('changes', () => {
  it('are listed the newest first, by part, page by page, with who made them', async () => {
    const partner = await newPartner();
    const ids = [await notify(partner, 'one'), await notify(partner, 'two'), await notify(partner, 'three')];
    await did(setContacts(actorOf(partner), freshKey(), { name1: 'A', mobile1: '13800005678' }));
    const first = await listAccessChanges(scopeOf(partner), { part: 'notification_url' }, { limit: 2 });
    expect(first.rows.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    expect(first.rows[0]?.userName).toBe(`CNRY-${partner.code}-user-admin`);
    expect((await listAccessChanges(scopeOf(partner), {}, { limit: 9 })).rows).toHaveLength(4);
    expect((await listAccessChanges(scopeOf(world.r1a), {}, { limit: 9 })).rows).toEqual([]);
  });

  it('hide names and numbers of contacts from whoever does not change them', async () => {
    const partner = await newPartner();
    const id = await did(setContacts(actorOf(partner), freshKey(), { name1: '张三', mobile1: '13800005678' }));
    expect((await changeOf(partner, id))?.after).toEqual([{ field: 'contacts', value: ['张三 · 13800005678'] }]);
    expect((await changeOf(partner, id, 'masked'))?.after).toEqual([
      { field: 'contacts', value: ['张* · 138****5678'] },
    ]);
  });

  it('are never changed themselves', async () => {
    const id = await notify(await newPartner(), 'one');
    const change = sql`update access_changes set after = '{}' where id = ${sql.param(id, schema.accessChanges.id)}`;
    await expect(database().execute(change)).rejects.toThrow();
  });
});
