import { asc, eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { keyRing } from '@/domain/identity/key-ring';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { openSecret } from '@/lib/secret-box';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { endpointOf, secretOf } from '@/tests/webhooks';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { addSecret } from './add-secret';
import { endSecret } from './end-secret';
import { listSecrets } from './endpoint-queries';
import { secretsMax } from './model';
import { removeEndedSecrets } from './remove-ended-secrets';
import { secretPlace } from './webhook-secret';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

const add = (who: WorldOrganization, webhookEndpointId: string, key = freshKey()) =>
  addSecret(actorOf(who), key, { webhookEndpointId });
const end = (who: WorldOrganization, webhookSecretId: string, key = freshKey()) =>
  endSecret(actorOf(who), key, { webhookSecretId });
const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'viewer'), 'webhooks.read');
/** The rows of an endpoint's secrets, the oldest first. */
const rowsOf = (endpointId: Id<'webhookEndpoint'>) =>
  database()
    .select()
    .from(schema.webhookSecrets)
    .where(eq(schema.webhookSecrets.endpointId, endpointId))
    .orderBy(asc(schema.webhookSecrets.createdAt));
const runOut = (id: Id<'webhookSecret'>) =>
  test.owner.query(`update webhook_secrets set expires_at = clock_timestamp() - interval '1 second' where id = $1`, [
    uuidOf(id),
  ]);

describe('replacing the secret of an endpoint', () => {
  it('[W11] shows the new one once and keeps it sealed for its row', async () => {
    const endpoint = await endpointOf(world.s1);
    const [key, before] = [freshKey(), await rowCounts()];
    const [first, second] = [await add(world.s1, endpoint.id, key), await add(world.s1, endpoint.id, key)];
    expect(second).toEqual({ ok: true, replayed: true, id: endpoint.id });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, webhook_secrets: 1 });
    const secret = (first.ok && first.once) || '';
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64').length).toBeGreaterThanOrEqual(24);
    const row = (await rowsOf(endpoint.id)).at(-1);
    expect(row?.sealedSecret).not.toContain(secret.slice(6));
    expect(row && openSecret(row.sealedSecret, secretPlace(row.id), keyRing())).toBe(secret);
    // A published library takes it as it is shown.
    expect(new Webhook(secret).sign('pev_1', new Date(0), '{}')).toMatch(/^v1,/);
    const { rows } = await test.owner.query(
      `select detail::text from audit_entries where action = 'webhooks.add_secret'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(6));
  });

  it('[W10] lets the one before sign for a day more, and then it is gone from the database', async () => {
    const endpoint = await endpointOf(world.s1);
    const [old] = await rowsOf(endpoint.id);
    expect(await add(world.s1, endpoint.id)).toMatchObject({ ok: true });
    const both = await listSecrets(scopeOf(world.s1), endpoint.id);
    expect(both).toMatchObject([{ expiresAt: null }, { id: old?.id, expiresAt: expect.any(Date) }]);
    const hours = ((both[1]?.expiresAt?.getTime() ?? 0) - (both[0]?.createdAt.getTime() ?? 0)) / 3_600_000;
    expect(hours).toBeCloseTo(24, 2);
    expect(await removeEndedSecrets()).toBe(0);
    if (old) await runOut(old.id);
    expect(await listSecrets(scopeOf(world.s1), endpoint.id)).toHaveLength(1);
    expect(await Promise.all([removeEndedSecrets(), removeEndedSecrets()])).toContain(1);
    expect((await rowsOf(endpoint.id)).map(({ id }) => id)).toEqual([both[0]?.id]);
    expect(await removeEndedSecrets()).toBe(0);
  });

  it('is refused for a fourth, also when fifty ask at once; one that has ended does not count', async () => {
    const endpoint = await endpointOf(world.s2);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => add(world.s2, endpoint.id))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(secretsMax - 1);
    const rows = await rowsOf(endpoint.id);
    expect(rows).toHaveLength(secretsMax);
    expect(rows.filter(({ expiresAt }) => expiresAt === null)).toHaveLength(1);
    await expectRefused(() => add(world.s2, endpoint.id), 'too_many_webhook_secrets');
    const [oldest] = rows;
    if (oldest) await runOut(oldest.id);
    expect(await add(world.s2, endpoint.id)).toMatchObject({ ok: true });
  });

  it('does not give a secret that ends already another day', async () => {
    const endpoint = await endpointOf(world.s1);
    const soon = new Date('2098-12-31T00:00:00Z');
    const { id } = await secretOf(endpoint, { expiresAt: soon });
    expect(await add(world.s1, endpoint.id)).toMatchObject({ ok: true });
    expect((await rowsOf(endpoint.id)).find((row) => row.id === id)?.expiresAt).toEqual(soon);
  });

  it('[A24] asks for a code where the organization wants one, and is not for endpoints of others', async () => {
    const endpoint = await endpointOf(world.s1);
    const asked = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: false } });
    const input = { webhookEndpointId: endpoint.id };
    await expectRefused(() => addSecret(asked, freshKey(), input), 'code_required');
    await expectRefused(() => add(world.s2, endpoint.id), 'webhook_endpoint_not_found', denied);
    await expectRefused(() => add(world.s1, newId('webhookEndpoint')), 'webhook_endpoint_not_found', denied);
  });
});

describe('ending a secret', () => {
  it('takes it away at once, and once for one key', async () => {
    const endpoint = await endpointOf(world.s1);
    const [old] = await rowsOf(endpoint.id);
    await add(world.s1, endpoint.id);
    const [key, before] = [freshKey(), await rowCounts()];
    const call = () => end(world.s1, old?.id ?? '', key);
    expect([await call(), await call()]).toMatchObject([
      { ok: true, replayed: false, id: endpoint.id },
      { ok: true, replayed: true, id: endpoint.id },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, webhook_secrets: -1 });
    await expectRefused(() => end(world.s1, old?.id ?? ''), 'webhook_secret_not_found', denied);
  });

  it('is refused for the one that has no end, and for secrets of others', async () => {
    const endpoint = await endpointOf(world.s1);
    const [only] = await rowsOf(endpoint.id);
    await expectRefused(() => end(world.s1, only?.id ?? ''), 'last_webhook_secret');
    await add(world.s1, endpoint.id);
    const newest = (await rowsOf(endpoint.id)).at(-1);
    await expectRefused(() => end(world.s1, newest?.id ?? ''), 'last_webhook_secret');
    await expectRefused(() => end(world.s2, only?.id ?? ''), 'webhook_secret_not_found', denied);
    expect(await listSecrets(scopeOf(world.s2), endpoint.id)).toEqual([]);
  });
});
