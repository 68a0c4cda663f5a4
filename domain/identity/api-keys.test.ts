import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { findApiCredential } from './api-credentials';
import { createApiKey } from './create-api-key';
import { disableApiKey } from './disable-api-key';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const inputOf = (changes: Record<string, unknown> = {}) => ({
  organizationId: world.s1.id,
  name: 'Billing',
  rights: 'full',
  ...changes,
});
const create = (input: unknown, key = freshKey()) => createApiKey(actorOf(world.operator), key, input);
const disable = (apiKeyId: unknown, key = freshKey()) => disableApiKey(actorOf(world.operator), key, { apiKeyId });
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const keyRow = async (id: string) => {
  const rows = await database().select().from(schema.apiKeys);
  return rows.find((row) => row.id === id);
};

describe('creating an API key', () => {
  it('shows a secret once that opens from the row, and nowhere else is it written', async () => {
    const { outcome, grown } = await watched(() => create(inputOf({ ratePerSecond: '25' })));
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual({ api_keys: 1, audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    const row = await keyRow(outcome.id);
    expect(row).toMatchObject({ organizationId: world.s1.id, rights: 'full', ratePerSecond: 25, state: 'active' });
    expect(row?.accessKey).toMatch(/^[A-Z0-9]{20}$/);
    expect(outcome.once).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await findApiCredential(row?.accessKey ?? '')).toMatchObject({ secret: outcome.once, ratePerSecond: 25 });
    const audit = JSON.stringify(await database().select().from(schema.auditEntries));
    expect(audit).not.toContain(outcome.once);
    expect(JSON.stringify(row)).not.toContain(outcome.once);
  });

  it('gives ten calls a second when nothing is said, and no two keys alike', async () => {
    const outcomes = [await create(inputOf()), await create(inputOf({ ratePerSecond: '' }))];
    const rows = await Promise.all(outcomes.map((outcome) => keyRow(outcome.ok ? outcome.id : '')));
    expect(rows.map((row) => row?.ratePerSecond)).toEqual([10, 10]);
    expect(new Set([...rows.map((row) => row?.accessKey), ...outcomes.map((each) => each.ok && each.once)]).size).toBe(
      4,
    );
  });

  it('acts once for one key', async () => {
    const key = freshKey();
    const first = await create(inputOf(), key);
    expect(await create(inputOf(), key)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
  });

  it.each([
    ['the operator', () => world.operator.id],
    ['nobody there', () => newId('organization')],
  ])('refuses %s as its owner', async (_name, whom) => {
    const { outcome, grown } = await watched(() => create(inputOf({ organizationId: whom() })));
    expect(outcome).toMatchObject({ ok: false, code: 'organization_not_found' });
    expect(grown).toEqual({ audit_entries: 1 });
  });

  it.each([
    ['no name', { name: ' ' }, 'name'],
    ['other rights', { rights: 'admin' }, 'rights'],
    ['no calls at all', { ratePerSecond: '0' }, 'ratePerSecond'],
    ['half a call', { ratePerSecond: '1.5' }, 'ratePerSecond'],
    ['words for a rate', { ratePerSecond: 'many' }, 'ratePerSecond'],
    ['[T5] a state', { state: 'active' }, ''],
    ['[T5] a secret of its own', { sealedSecret: 'x' }, ''],
  ])('refuses %s and leaves nothing', async (_name, changes, field) => {
    const { outcome, grown } = await watched(() => create(inputOf(changes)));
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { [field]: expect.any(String) } });
    expect(grown).toEqual({});
  });

  it('[T2] is not for finance of the operator, nor for the partner itself', async () => {
    for (const who of [actorOf(world.operator, 'finance'), actorOf(world.s1)]) {
      const { outcome, grown } = await watched(() => createApiKey(who, freshKey(), inputOf()));
      expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
      expect(grown).toEqual({ audit_entries: 1 });
    }
  });
});

describe('disabling an API key', () => {
  it('[T13] ends it at once', async () => {
    const made = await create(inputOf());
    const id = made.ok ? made.id : '';
    const accessKey = (await keyRow(id))?.accessKey ?? '';
    expect(await findApiCredential(accessKey)).toBeDefined();
    const key = freshKey();
    const { outcome, grown } = await watched(() => disable(id, key));
    expect(outcome).toEqual({ ok: true, id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await findApiCredential(accessKey)).toBeUndefined();
    expect(await disable(id, key)).toMatchObject({ ok: true, replayed: true });
    expect(await disable(id)).toMatchObject({ ok: false, code: 'already_disabled' });
  });

  it('refuses what is not there, and whoever may not', async () => {
    expect(await disable(newId('apiKey'))).toMatchObject({ ok: false, code: 'api_key_not_found' });
    expect(await disable('key_x')).toMatchObject({ ok: false, code: 'invalid_input' });
    const made = await create(inputOf());
    const input = { apiKeyId: made.ok ? made.id : '' };
    const { outcome, grown } = await watched(() => disableApiKey(actorOf(world.s1), freshKey(), input));
    expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(grown).toEqual({ audit_entries: 1 });
    expect(await keyRow(input.apiKeyId)).toMatchObject({ state: 'active' });
  });
});
