import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { type Id, isId, newId } from '@/lib/id';
import { disableKeysOf } from '@/tests/credential-inputs';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { findApiCredential } from './api-credentials';
import { changeCredential } from './change-credential';
import { createCredential } from './create-credential';
import { countCredentials, findCredential, listCredentials } from './credential-queries';
import { disableCredential } from './disable-credential';
import { rotateCredential } from './rotate-credential';
import { renewSandboxKey } from './sandbox-key';

const { apiKeys } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(() => disableKeysOf(admin()));
afterAll(() => test.close());

const admin = () => actorOf(world.s1);
const inputOf = (changes: Record<string, unknown> = {}) => ({
  name: 'Billing',
  rights: 'full',
  reach: 'all',
  ...changes,
});
const create = (changes: Record<string, unknown> = {}, who = admin(), key = freshKey()) =>
  createCredential(who, key, inputOf(changes));
const rotate = (apiKeyId: unknown, overlapDays: unknown = '1', who = admin(), key = freshKey()) =>
  rotateCredential(who, key, { apiKeyId, overlapDays });
const change = (apiKeyId: unknown, changes: Record<string, unknown> = {}, who = admin()) =>
  changeCredential(who, freshKey(), { apiKeyId, name: 'Billing', reach: 'all', ...changes });
const disable = (apiKeyId: unknown, who = admin()) => disableCredential(who, freshKey(), { apiKeyId });
async function made(changes: Record<string, unknown> = {}) {
  const outcome = await create(changes);
  if (!outcome.ok) throw new Error(outcome.code);
  return { id: outcome.id, secret: outcome.once ?? '' };
}
const scopeOf = (who: Actor = admin()) => readScope(who, 'credentials.read');
const shown = (id: Id<'apiKey'>, who = admin()) => findCredential(scopeOf(who), id);
const usable = async (id: Id<'apiKey'>) => {
  const [row] = await database().select().from(apiKeys).where(eq(apiKeys.id, id));
  return findApiCredential(row?.accessKey ?? '');
};
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const madeRows = { api_keys: 1, audit_entries: 1, command_receipts: 1, outbox_events: 1 };
const end = (id: Id<'apiKey'>) =>
  database().update(apiKeys).set({ expiresAt: sql`clock_timestamp()` }).where(eq(apiKeys.id, id));

describe('creating a credential', () => {
  it('[S5] shows its secret once, keeps it sealed, and tells the administrators', async () => {
    const { outcome, grown } = await watched(() =>
      create({
        reach: 'chosen',
        permissions: ['funds.read', 'customers.read'],
        allowedAddresses: '203.0.113.9/24\n2001:DB8::1, 203.0.113.0/24',
        expiresOn: '2099-12-31',
      }),
    );
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual(madeRows);
    expect(outcome.once).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await usable(outcome.id)).toMatchObject({
      secret: outcome.once,
      permissions: ['customers.read', 'funds.read'],
      allowedAddresses: ['203.0.113.0/24', '2001:db8::1'],
    });
    expect(await shown(outcome.id)).toMatchObject({
      rights: 'full',
      state: 'active',
      createdBy: 'CNRY-S1-user-admin',
      expiresAt: new Date('2099-12-31T15:59:59Z'),
      lastUsedAt: null,
    });
    const [event] = await database()
      .select()
      .from(schema.outboxEvents)
      .where(eq(schema.outboxEvents.subjectId, outcome.id));
    expect(event).toMatchObject({ kind: 'credential.created', organizationId: world.s1.id, payload: {} });
    for (const table of [apiKeys, schema.auditEntries, schema.commandReceipts, schema.outboxEvents])
      expect(JSON.stringify(await database().select().from(table))).not.toContain(outcome.once);
  });

  it('acts once for one request key, and tells the secret once', async () => {
    const key = freshKey();
    const first = await create({}, admin(), key);
    expect(await create({}, admin(), key)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
  });

  it('allows five in use: of fifty at once five come about; ended, disabled and sandbox keys do not count', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => create()));
    const ids = outcomes.flatMap((each) => (each.ok ? [each.id] : []));
    expect(ids).toHaveLength(5);
    expect(new Set(outcomes.flatMap((each) => (each.ok ? [] : [each.code])))).toEqual(
      new Set(['too_many_credentials']),
    );
    expect(await countCredentials(scopeOf())).toEqual({ inUse: 5, max: 5 });
    const { outcome, grown } = await watched(() => create());
    expect([outcome, grown]).toMatchObject([{ ok: false, code: 'too_many_credentials' }, {}]);
    expect(await renewSandboxKey(admin(), freshKey(), {})).toMatchObject({ ok: true });
    const [first = newId('apiKey'), second] = ids;
    await end(first);
    expect(await create()).toMatchObject({ ok: true });
    expect(await create()).toMatchObject({ ok: false, code: 'too_many_credentials' });
    await disable(second);
    expect(await create()).toMatchObject({ ok: true });
  });

  it.each([
    ['no name', { name: ' ' }, 'name'],
    ['other rights', { rights: 'sandbox' }, 'rights'],
    ['ticks and no narrowing', { permissions: 'funds.read' }, 'permissions'],
    ['narrowing and no ticks', { reach: 'chosen' }, 'permissions'],
    ['a permission of programs of customers', { reach: 'chosen', permissions: ['balance.read'] }, 'permissions.0'],
    ['a permission that is no program’s', { reach: 'chosen', permissions: ['users.create'] }, 'permissions.0'],
    [
      'writing for a read-only key',
      { rights: 'read_only', reach: 'chosen', permissions: ['funds.read', 'funds.allocate'] },
      'permissions',
    ],
    ['an address that is none', { allowedAddresses: '203.0.113.7\n127.1' }, 'allowedAddresses'],
    ['everywhere as a range', { allowedAddresses: '0.0.0.0/0' }, 'allowedAddresses'],
    [
      'too many addresses',
      { allowedAddresses: Array.from({ length: 51 }, (_, n) => `203.0.113.${n}`).join(' ') },
      'allowedAddresses',
    ],
    ['a last day that has passed', { expiresOn: '2020-01-01' }, 'expiresOn'],
    ['a day that does not exist', { expiresOn: '2027-02-30' }, 'expiresOn'],
    ['[T5] another owner', { organizationId: newId('organization') }, ''],
    ['[T5] a rate of its own', { ratePerSecond: 100_000 }, ''],
  ])('refuses %s and leaves nothing', async (_name, changes, field) => {
    const { outcome, grown } = await watched(() => create(changes));
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { [field]: expect.any(String) } });
    expect(grown).toEqual({});
  });

  it('[A24] asks for a code where the organization’s people are asked', async () => {
    const codes = { areAsked: true, isShown: false };
    const asked = actorOf(world.s1, 'admin', { codes });
    const key = await made();
    for (const outcome of [await create({}, asked), await rotate(key.id, '1', asked), await change(key.id, {}, asked)])
      expect(outcome).toMatchObject({ ok: false, code: 'code_required' });
    expect(await create({}, { ...asked, codes: { areAsked: true, isShown: true } })).toMatchObject({ ok: true });
    expect(await disable(key.id, asked)).toMatchObject({ ok: true });
  });

  it('is refused to a frozen organization', async () => {
    const key = await made();
    const freeze = (state: 'active' | 'frozen') =>
      database()
        .update(schema.organizations)
        .set(
          state === 'frozen'
            ? { state, frozenAt: sql`clock_timestamp()`, frozenReason: 'test' }
            : { state, frozenAt: null, frozenReason: null },
        )
        .where(eq(schema.organizations.id, world.s1.id));
    await freeze('frozen');
    const { outcome, grown } = await watched(async () => [await create(), await rotate(key.id)]);
    await freeze('active');
    expect(outcome).toMatchObject([{ code: 'organization_frozen' }, { code: 'organization_frozen' }]);
    expect(grown).toEqual({});
  });
});

describe('replacing a credential', () => {
  it('[X8] [S7] makes one with the same limits; both work until the overlap is over', async () => {
    const limits = { reach: 'chosen', permissions: 'funds.read', allowedAddresses: '203.0.113.7' };
    const old = await made({ ...limits, expiresOn: '2099-12-31' });
    const { outcome, grown } = await watched(() => rotate(old.id, '7'));
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual(madeRows);
    const fresh = await shown(outcome.id);
    expect(fresh).toMatchObject({
      name: 'Billing',
      state: 'active',
      permissions: ['funds.read'],
      allowedAddresses: ['203.0.113.7'],
      replacesId: old.id,
    });
    expect(await shown(old.id)).toMatchObject({ state: 'ending', replacedById: outcome.id });
    expect([(await usable(old.id))?.secret, (await usable(outcome.id))?.secret]).toEqual([old.secret, outcome.once]);
    const { rows } = await database().execute<{ days: number; same_life: boolean }>(
      sql`select round(extract(epoch from o.expires_at - clock_timestamp()) / 86400)::int as days, n.expires_at > '2099-12-01' as same_life
        from api_keys n join api_keys o on o.id = n.replaces_id where n.access_key = ${fresh?.accessKey ?? ''}`,
    );
    expect(rows).toEqual([{ days: 7, same_life: true }]);
    await end(old.id);
    expect([await usable(old.id), (await usable(outcome.id))?.secret]).toEqual([undefined, outcome.once]);
    expect(await shown(old.id)).toMatchObject({ state: 'ended' });
  });

  it('ends the old one at once where there is no overlap, and never lets it live longer than it would have', async () => {
    const old = await made();
    expect(await rotate(old.id, '0')).toMatchObject({ ok: true });
    expect(await usable(old.id)).toBeUndefined();
    const short = await made();
    await database()
      .update(apiKeys)
      .set({ expiresAt: sql`clock_timestamp() + interval '1 hour'` })
      .where(eq(apiKeys.id, short.id));
    const before = (await shown(short.id))?.expiresAt;
    expect(await rotate(short.id, '7')).toMatchObject({ ok: true });
    expect((await shown(short.id))?.expiresAt).toEqual(before);
  });

  it('happens once to a key, though fifty ask at once; and there is one more than five for it, no two', async () => {
    const keys = [await made(), await made(), await made(), await made(), await made()];
    const [first, second] = keys;
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => rotate(first?.id)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((each) => (each.ok ? [] : [each.code])))).toEqual(new Set(['credential_replaced']));
    expect(await countCredentials(scopeOf())).toEqual({ inUse: 6, max: 5 });
    const { outcome, grown } = await watched(() => rotate(second?.id));
    expect([outcome, grown]).toMatchObject([{ code: 'too_many_credentials' }, {}]);
    expect(await rotate(second?.id, '0')).toMatchObject({ ok: true });
    expect(await countCredentials(scopeOf())).toEqual({ inUse: 6, max: 5 });
  });

  it('acts once for one request key', async () => {
    const old = await made();
    const key = freshKey();
    const first = await rotate(old.id, '1', admin(), key);
    expect(await rotate(old.id, '1', admin(), key)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
  });

  it('refuses what has ended, is disabled or replaced, and days beyond seven, and leaves nothing', async () => {
    const [ended, disabled, replaced, plain] = [await made(), await made(), await made(), await made()];
    await end(ended.id);
    await disable(disabled.id);
    await rotate(replaced.id);
    const { outcome, grown } = await watched(async () => [
      await rotate(ended.id),
      await rotate(disabled.id),
      await rotate(replaced.id),
      await change(ended.id),
      await change(disabled.id),
      await change(replaced.id),
      ...(await Promise.all(['8', '-1', '1.5', '', 'week'].map((days) => rotate(plain.id, days)))),
    ]);
    const codes = ['credential_expired', 'already_disabled', 'credential_replaced'];
    expect(outcome.map((each) => !each.ok && each.code)).toEqual([
      ...codes,
      ...codes,
      ...Array.from({ length: 5 }, () => 'invalid_input'),
    ]);
    expect(grown).toEqual({});
  });
});

describe('changing a credential', () => {
  it('narrows it from the next request on, widens it again, and keeps what it was in the audit', async () => {
    const key = await made();
    const narrow = { name: 'Reports', reach: 'chosen', permissions: ['funds.read'], allowedAddresses: '203.0.113.7' };
    const { outcome, grown } = await watched(() => change(key.id, { ...narrow, expiresOn: '2099-01-01' }));
    expect(outcome).toEqual({ ok: true, id: key.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await usable(key.id)).toMatchObject({ permissions: ['funds.read'], allowedAddresses: ['203.0.113.7'] });
    expect(await shown(key.id)).toMatchObject({ name: 'Reports', expiresAt: new Date('2099-01-01T15:59:59Z') });
    expect(await change(key.id)).toMatchObject({ ok: true });
    expect(await usable(key.id)).toMatchObject({ permissions: null, allowedAddresses: null });
    const [last] = await database()
      .select()
      .from(schema.auditEntries)
      .where(eq(schema.auditEntries.subjectId, key.id))
      .orderBy(desc(schema.auditEntries.at))
      .limit(1);
    expect(last?.detail).toMatchObject({
      permissionsWere: 'funds.read',
      allowedAddressesWere: '203.0.113.7',
      expiresOnWas: '2099-01-01',
    });
  });

  it('refuses writing to a read-only key, a day that has passed, and other rights, and leaves nothing', async () => {
    const { id } = await made({ rights: 'read_only' });
    const { outcome, grown } = await watched(async () => [
      await change(id, { reach: 'chosen', permissions: ['funds.allocate'] }),
      await change(id, { expiresOn: '2020-01-01' }),
      await change(id, { rights: 'full' }),
    ]);
    expect(outcome).toMatchObject([
      { code: 'invalid_input', fields: { permissions: 'not_for_read_only' } },
      { code: 'invalid_input', fields: { expiresOn: 'in_the_past' } },
      { code: 'invalid_input' },
    ]);
    expect(grown).toEqual({});
  });
});

describe('whose credentials', () => {
  it('[T13] are disabled at once, by their own administrators', async () => {
    const key = await made();
    expect(await usable(key.id)).toBeDefined();
    const { outcome, grown } = await watched(() => disable(key.id));
    expect(outcome).toEqual({ ok: true, id: key.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect([await usable(key.id), (await shown(key.id))?.state]).toEqual([undefined, 'disabled']);
    expect(await disable(key.id)).toMatchObject({ code: 'already_disabled' });
  });

  it('[T3] are seen and changed by nobody else: foreign ones answer like ids that name nothing', async () => {
    const foreign = await makeKey(world.s2);
    const sandbox = await renewSandboxKey(admin(), freshKey(), {});
    const ids = [newId('apiKey'), foreign.id, sandbox.ok ? sandbox.id : newId('apiKey')];
    for (const id of ids) {
      const { outcome, grown } = await watched(async () => [await disable(id), await rotate(id), await change(id)]);
      const missing = { ok: false, code: 'api_key_not_found', fields: {} };
      expect([outcome, await shown(id), grown]).toEqual([[missing, missing, missing], undefined, { audit_entries: 3 }]);
    }
    expect(await usable(foreign.id)).toBeDefined();
    const { rows } = await listCredentials(scopeOf(), {}, { limit: 100 });
    expect(rows.some(({ id }) => ids.includes(id))).toBe(false);
  });

  it('[T2] are no affair of other roles, nor of read-only keys', async () => {
    const { id } = await made();
    const others = [actorOf(world.s1, 'finance'), actorOf(world.s1, 'viewer'), actorOf(world.operator)];
    for (const who of [...others, actorOf(world.s1, 'admin', { readOnly: true })]) {
      const { outcome, grown } = await watched(async () => [
        await create({}, who),
        await rotate(id, '1', who),
        await change(id, {}, who),
        await disable(id, who),
      ]);
      const denied = { ok: false, code: 'not_permitted' };
      expect([outcome, grown]).toMatchObject([[denied, denied, denied, denied], { audit_entries: 4 }]);
    }
  });

  it('are listed by state, the newest first, in pages without gaps; those of the platform name no member', async () => {
    const who = actorOf(world.g1);
    const byPlatform = await makeKey(world.g1);
    for (let index = 0; index < 4; index += 1) await create({ name: `k${index}` }, who);
    const seen: string[] = [];
    let after: { key: string; id: Id<'apiKey'> } | undefined;
    for (;;) {
      const page = await listCredentials(scopeOf(who), {}, { limit: 2, after });
      seen.push(...page.rows.map(({ name }) => name));
      const [key, id]: unknown[] = page.after ? JSON.parse(Buffer.from(page.after, 'base64url').toString()) : [];
      if (typeof key !== 'string' || !isId('apiKey', id)) break;
      after = { key, id };
    }
    expect(seen).toEqual(['k3', 'k2', 'k1', 'k0', 'test']);
    expect((await shown(byPlatform.id, who))?.createdBy).toBeNull();
    await disable(byPlatform.id, who);
    const { rows } = await listCredentials(scopeOf(who), { state: 'disabled' }, { limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual([byPlatform.id]);
  });

  it('may be a customer’s own', async () => {
    const customer = actorOf(world.customers['S1']?.one ?? world.s1);
    const outcome = await create({ reach: 'chosen', permissions: ['balance.read'] }, customer);
    expect(outcome).toMatchObject({ ok: true });
    expect(await create({ reach: 'chosen', permissions: ['funds.allocate'] }, customer)).toMatchObject({
      code: 'invalid_input',
    });
  });
});
