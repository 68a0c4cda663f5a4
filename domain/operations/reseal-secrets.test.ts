import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { secretPlaceOf } from '@/domain/identity/api-credentials';
import { bucketSecretPlaceOf } from '@/domain/open-access/bucket-secret';
import { signingKeyPlaceOf } from '@/domain/open-access/signing-key';
import { secretPlace } from '@/domain/webhooks/webhook-secret';
import { type Id, newId, uuidOf } from '@/lib/id';
import { type KeyRing, openSecret, readKeyRing, type SecretPlace, sealSecret } from '@/lib/secret-box';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { seedWorld, type World } from '@/tests/world';
import { resealSecrets } from './reseal-secrets';

// The present key first and the one before it behind, as while a key is being replaced; read once, by the first who seals.
const presentKey = process.env['KEY_ENCRYPTION_KEY'] ?? '';
const formerKey = randomBytes(32).toString('base64');
process.env['KEY_ENCRYPTION_KEY'] = `${presentKey},${formerKey}`;
const alone = readKeyRing(presentKey);
const before = readKeyRing(formerKey);
const both = readKeyRing(`${presentKey},${formerKey}`);

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(() =>
  test.owner.query(
    'truncate webhook_secrets, webhook_endpoints, signing_keys, access_configurations, api_keys cascade',
  ),
);
afterAll(() => test.close());

/** A key of S1 that is sealed with `ring`. */
async function sealedKey(ring: KeyRing, secret: string): Promise<Id<'apiKey'>> {
  const id = newId('apiKey');
  const box = sealSecret(secret, secretPlaceOf(id), ring);
  await test.owner.query(
    `insert into api_keys (id, organization_id, root_id, name, access_key, sealed_secret, rights) values ($1, $2, $3, 'k', $4, $5, 'full')`,
    [uuidOf(id), uuidOf(world.s1.id), uuidOf(world.s1.rootId), id.slice(-20).toUpperCase(), box],
  );
  return id;
}
const boxes = async (table: string, column: string): Promise<string[]> => {
  const { rows } = await test.owner.query<{ box: string }>(`select ${column} as box from ${table} order by 1`);
  return rows.map(({ box }) => box);
};
const own = async (table: string) => (await resealSecrets()).find(({ place }) => place.startsWith(table));

describe('sealing every secret again', () => {
  it('knows every column that holds sealed values', async () => {
    const { rows } = await test.owner.query<{ place: string }>(
      `select table_name || '.' || column_name as place from information_schema.columns
        where table_schema = 'public' and column_name like 'sealed\\_%' order by 1`,
    );
    const known = (await resealSecrets()).map(({ place }) => place);
    expect(known.toSorted()).toEqual(rows.map(({ place }) => place).toSorted());
  });

  it('[S7] puts all under the present key, whatever their number; twice does nothing more', async () => {
    const ids: Id<'apiKey'>[] = [];
    for (let n = 0; n < 450; n += 1) ids.push(await sealedKey(n % 3 === 0 ? alone : before, `secret ${n}`));
    expect(await own('api_keys')).toEqual({
      place: 'api_keys.sealed_secret',
      resealed: 300,
      current: 150,
      unreadable: 0,
    });
    const { rows } = await test.owner.query<{ id: string; box: string }>(
      `select id::text, sealed_secret as box from api_keys`,
    );
    const opened = rows.map(({ id, box }) => {
      const key = ids.find((each) => uuidOf(each) === id) ?? newId('apiKey');
      return openSecret(box, secretPlaceOf(key), alone);
    });
    expect(opened.toSorted()).toEqual(ids.map((_, n) => `secret ${n}`).toSorted());
    const sealed = await boxes('api_keys', 'sealed_secret');
    expect(await own('api_keys')).toMatchObject({ resealed: 0, current: 450, unreadable: 0 });
    expect(await boxes('api_keys', 'sealed_secret')).toEqual(sealed);
  });

  it('does so for secrets of webhooks, signing keys and buckets, each bound to its own row', async () => {
    const { id: organizationId, rootId } = world.s1;
    const owner = [uuidOf(organizationId), uuidOf(rootId)];
    const [endpoint, secret, signing] = [newId('webhookEndpoint'), newId('webhookSecret'), newId('signingKey')];
    const seal = (place: SecretPlace) => sealSecret(`secret of ${place.table}`, place, before);
    const places = {
      webhook: secretPlace(secret),
      signing: signingKeyPlaceOf(signing),
      bucket: bucketSecretPlaceOf(organizationId),
    };
    await test.owner.query(
      `insert into webhook_endpoints (id, organization_id, root_id, url) values ($1, $2, $3, 'https://hooks.example')`,
      [uuidOf(endpoint), ...owner],
    );
    await test.owner.query(
      `insert into webhook_secrets (id, endpoint_id, organization_id, root_id, sealed_secret) values ($1, $2, $3, $4, $5)`,
      [uuidOf(secret), uuidOf(endpoint), ...owner, seal(places.webhook)],
    );
    await test.owner.query(
      `insert into signing_keys (id, organization_id, root_id, certificate, sealed_private_key, not_after)
        values ($1, $2, $3, '-----BEGIN CERTIFICATE-----', $4, now())`,
      [uuidOf(signing), ...owner, seal(places.signing)],
    );
    await test.owner.query(
      `insert into access_configurations (organization_id, root_id, platform_identifier, sealed_bucket_secret) values ($1, $2, 'S1_TEST', $3)`,
      [...owner, seal(places.bucket)],
    );
    const done = await resealSecrets();
    expect(done.map(({ resealed, unreadable }) => [resealed, unreadable])).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
      [1, 0],
    ]);
    for (const place of Object.values(places)) {
      const [box = ''] = await boxes(place.table, place.column);
      expect(openSecret(box, place, alone)).toBe(`secret of ${place.table}`);
    }
  });

  it('leaves what it cannot open as it is, says how many, and goes on', async () => {
    const stranger = readKeyRing(randomBytes(32).toString('base64'));
    await sealedKey(stranger, 'lost');
    const [lost] = await boxes('api_keys', 'sealed_secret');
    await sealedKey(before, 'found');
    expect(await own('api_keys')).toMatchObject({ resealed: 1, current: 0, unreadable: 1 });
    expect(await boxes('api_keys', 'sealed_secret')).toContain(lost);
  });

  it('shares the work of two at once, and puts no value back that was replaced meanwhile', async () => {
    const ids: Id<'apiKey'>[] = [];
    for (let n = 0; n < 60; n += 1) ids.push(await sealedKey(before, 'old'));
    const replaced = ids.map((id) => {
      const box = sealSecret('new', secretPlaceOf(id), both);
      return test.owner.query('update api_keys set sealed_secret = $2 where id = $1', [uuidOf(id), box]);
    });
    await Promise.all([resealSecrets(), resealSecrets(), ...replaced]);
    const { rows } = await test.owner.query<{ id: string; box: string }>(
      `select id::text, sealed_secret as box from api_keys`,
    );
    const opened = rows.map(({ id, box }) => {
      const key = ids.find((each) => uuidOf(each) === id) ?? newId('apiKey');
      return openSecret(box, secretPlaceOf(key), both);
    });
    expect(new Set(opened)).toEqual(new Set(['new']));
  });
});
