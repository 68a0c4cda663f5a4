import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { type Id, isId, newId } from '@/lib/id';
import { disableKeysOf } from '@/tests/credential-inputs';
import {
  changeKey as change,
  createKey as create,
  disableKey as disable,
  endKey as end,
  madeKey as made,
  rotateKey as rotate,
  rowsOfNewKey,
  shownKey as shown,
  usableKey as usable,
  watched,
} from '@/tests/credentials';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey } from '@/tests/partner-client';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { countCredentials, listCredentials } from './credential-queries';
import { renewSandboxKey } from './sandbox-key';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(() => disableKeysOf(admin()));
afterAll(() => test.close());

const admin = () => actorOf(world.s1);
const scopeOf = (who: Actor) => readScope(who, 'credentials.read');

describe('creating a credential', () => {
  it('[S5] shows its secret once, keeps it sealed, and tells the administrators', async () => {
    const { outcome, grown } = await watched(() =>
      create(admin(), {
        reach: 'chosen',
        permissions: ['funds.read', 'customers.read'],
        allowedAddresses: '203.0.113.9/24\n2001:DB8::1, 203.0.113.0/24',
        expiresOn: '2099-12-31',
      }),
    );
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual(rowsOfNewKey);
    expect(outcome.once).toMatch(/^[A-Za-z0-9]{40}$/);
    expect(await usable(outcome.id)).toMatchObject({
      secret: outcome.once,
      permissions: ['customers.read', 'funds.read'],
      allowedAddresses: ['203.0.113.0/24', '2001:db8::1'],
    });
    expect(await shown(admin(), outcome.id)).toMatchObject({
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
    for (const table of [schema.apiKeys, schema.auditEntries, schema.commandReceipts, schema.outboxEvents])
      expect(JSON.stringify(await database().select().from(table))).not.toContain(outcome.once);
  });

  it('acts once for one request key, and tells the secret once', async () => {
    const key = freshKey();
    const first = await create(admin(), {}, key);
    expect(await create(admin(), {}, key)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
  });

  it('allows five in use: of fifty at once five come about; ended, disabled and sandbox keys do not count', async () => {
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => create(admin())));
    const ids = outcomes.flatMap((each) => (each.ok ? [each.id] : []));
    expect(ids).toHaveLength(5);
    expect(new Set(outcomes.flatMap((each) => (each.ok ? [] : [each.code])))).toEqual(
      new Set(['too_many_credentials']),
    );
    expect(await countCredentials(scopeOf(admin()))).toEqual({ inUse: 5, max: 5 });
    const { outcome, grown } = await watched(() => create(admin()));
    expect([outcome, grown]).toMatchObject([{ ok: false, code: 'too_many_credentials' }, {}]);
    expect(await renewSandboxKey(admin(), freshKey(), {})).toMatchObject({ ok: true });
    const [first = newId('apiKey'), second] = ids;
    await end(first);
    expect(await create(admin())).toMatchObject({ ok: true });
    expect(await create(admin())).toMatchObject({ ok: false, code: 'too_many_credentials' });
    await disable(admin(), second);
    expect(await create(admin())).toMatchObject({ ok: true });
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
    const { outcome, grown } = await watched(() => create(admin(), changes));
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { [field]: expect.any(String) } });
    expect(grown).toEqual({});
  });

  it('[A24] asks for a code where the organization’s people are asked', async () => {
    const codes = { areAsked: true, isShown: false };
    const asked = actorOf(world.s1, 'admin', { codes });
    const key = await made(admin());
    for (const outcome of [await create(asked), await rotate(asked, key.id), await change(asked, key.id)])
      expect(outcome).toMatchObject({ ok: false, code: 'code_required' });
    expect(await create({ ...asked, codes: { areAsked: true, isShown: true } })).toMatchObject({ ok: true });
    expect(await disable(asked, key.id)).toMatchObject({ ok: true });
  });

  it('is refused to a frozen organization', async () => {
    const key = await made(admin());
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
    const { outcome, grown } = await watched(async () => [await create(admin()), await rotate(admin(), key.id)]);
    await freeze('active');
    expect(outcome).toMatchObject([{ code: 'organization_frozen' }, { code: 'organization_frozen' }]);
    expect(grown).toEqual({});
  });
});

describe('whose credentials', () => {
  it('[T13] are disabled at once, by their own administrators', async () => {
    const key = await made(admin());
    expect(await usable(key.id)).toBeDefined();
    const { outcome, grown } = await watched(() => disable(admin(), key.id));
    expect(outcome).toEqual({ ok: true, id: key.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect([await usable(key.id), (await shown(admin(), key.id))?.state]).toEqual([undefined, 'disabled']);
    expect(await disable(admin(), key.id)).toMatchObject({ code: 'already_disabled' });
  });

  it('[T3] are seen and changed by nobody else: foreign ones answer like ids that name nothing', async () => {
    const foreign = await makeKey(world.s2);
    const sandbox = await renewSandboxKey(admin(), freshKey(), {});
    const ids = [newId('apiKey'), foreign.id, sandbox.ok ? sandbox.id : newId('apiKey')];
    for (const id of ids) {
      const { outcome, grown } = await watched(async () => [
        await disable(admin(), id),
        await rotate(admin(), id),
        await change(admin(), id),
      ]);
      const missing = { ok: false, code: 'api_key_not_found', fields: {} };
      expect([outcome, await shown(admin(), id), grown]).toEqual([
        [missing, missing, missing],
        undefined,
        { audit_entries: 3 },
      ]);
    }
    expect(await usable(foreign.id)).toBeDefined();
    const { rows } = await listCredentials(scopeOf(admin()), {}, { limit: 100 });
    expect(rows.some(({ id }) => ids.includes(id))).toBe(false);
  });

  it('[T2] are no affair of other roles, nor of read-only keys', async () => {
    const { id } = await made(admin());
    const others = [actorOf(world.s1, 'finance'), actorOf(world.s1, 'viewer'), actorOf(world.operator)];
    for (const who of [...others, actorOf(world.s1, 'admin', { readOnly: true })]) {
      const { outcome, grown } = await watched(async () => [
        await create(who),
        await rotate(who, id),
        await change(who, id),
        await disable(who, id),
      ]);
      const denied = { ok: false, code: 'not_permitted' };
      expect([outcome, grown]).toMatchObject([[denied, denied, denied, denied], { audit_entries: 4 }]);
    }
  });

  it('are listed by state, the newest first, in pages without gaps; those of the platform name no member', async () => {
    const who = actorOf(world.g1);
    const byPlatform = await makeKey(world.g1);
    for (let index = 0; index < 4; index += 1) await create(who, { name: `k${index}` });
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
    expect((await shown(who, byPlatform.id))?.createdBy).toBeNull();
    await disable(who, byPlatform.id);
    const { rows } = await listCredentials(scopeOf(who), { state: 'disabled' }, { limit: 10 });
    expect(rows.map(({ id }) => id)).toEqual([byPlatform.id]);
  });

  it('may be a customer’s own', async () => {
    const customer = actorOf(world.customers['S1']?.one ?? world.s1);
    const outcome = await create(customer, { reach: 'chosen', permissions: ['balance.read'] });
    expect(outcome).toMatchObject({ ok: true });
    expect(await create(customer, { reach: 'chosen', permissions: ['funds.allocate'] })).toMatchObject({
      code: 'invalid_input',
    });
  });
});
