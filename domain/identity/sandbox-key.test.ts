import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { findApiCredential } from './api-credentials';
import { findSandboxKey } from './credential-queries';
import { renewSandboxKey } from './sandbox-key';

const { apiKeys } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const admin = () => actorOf(world.s1);
const renew = (who = admin(), key = freshKey()) => renewSandboxKey(who, key, {});
const sandboxOf = (who = admin()) => findSandboxKey(readScope(who, 'api_reference.try'));
const secretOf = async (who = admin()) => {
  const key = await sandboxOf(who);
  return key && (await findApiCredential(key.accessKey))?.secret;
};

describe('the sandbox key', () => {
  it('is made the first time, and given a new secret and 15 minutes every other', async () => {
    const before = await rowCounts();
    const first = await renew();
    if (!first.ok) throw new Error(first.code);
    expect(grownBy(before, await rowCounts())).toEqual({ api_keys: 1, audit_entries: 1, command_receipts: 1 });
    const key = await sandboxOf();
    expect(key).toMatchObject({ id: first.id, accessKey: expect.stringMatching(/^[A-Z0-9]{20}$/) });
    expect(await secretOf()).toBe(first.once);
    const { rows } = await database().execute<{ minutes: number }>(
      sql`select round(extract(epoch from expires_at - clock_timestamp()) / 60)::int as minutes from api_keys where rights = 'sandbox'`,
    );
    expect(rows).toEqual([{ minutes: 15 }]);
    const middle = await rowCounts();
    const second = await renew();
    if (!second.ok) throw new Error(second.code);
    expect(grownBy(middle, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(second).toMatchObject({ id: first.id, once: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    expect(second.once).not.toBe(first.once);
    expect([await sandboxOf(), await secretOf()]).toMatchObject([{ accessKey: key?.accessKey }, second.once]);
    const audit = JSON.stringify(await database().select().from(schema.auditEntries));
    expect(audit).not.toContain(first.once);
  });

  it('tells its secret once for one request', async () => {
    const requestKey = freshKey();
    const first = await renew(admin(), requestKey);
    expect(await renew(admin(), requestKey)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
    expect(await secretOf()).toBe(first.ok && first.once);
  });

  it('[T2] is each person’s own, and nobody else’s who may not try the interface', async () => {
    const customer = actorOf(world.customers['S1']?.one ?? world.s1);
    const ids = [await renew(), await renew(actorOf(world.d1)), await renew(customer)];
    expect(new Set(ids.map((each) => each.ok && each.id)).size).toBe(3);
    expect(await sandboxOf(actorOf(world.s2))).toBeUndefined();
    const before = await rowCounts();
    for (const who of [actorOf(world.operator), actorOf(world.s1, 'finance'), actorOf(world.s1, 'viewer')])
      expect(await renew(who)).toMatchObject({ ok: false, code: 'not_permitted' });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 3 });
  });

  it('is one, however many ask at once, and the secret that works is one of those that were told', async () => {
    const who = actorOf(world.s2);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => renew(who)));
    expect(new Set(outcomes.map((each) => each.ok && each.id)).size).toBe(1);
    expect(outcomes.map((each) => each.ok && each.once)).toContain(await secretOf(who));
  });

  it('ends after its time, and with the person it belongs to', async () => {
    const who = actorOf(world.g1);
    await renew(who);
    const accessKey = (await sandboxOf(who))?.accessKey ?? '';
    expect(await findApiCredential(accessKey)).toMatchObject({ rights: 'sandbox', organization: { id: world.g1.id } });
    const asDisabled = { state: 'disabled', disabledAt: sql`clock_timestamp()` } as const;
    await database().update(schema.users).set(asDisabled).where(eq(schema.users.id, world.g1.users.admin));
    expect(await findApiCredential(accessKey)).toBeUndefined();
    await database()
      .update(schema.users)
      .set({ state: 'active', disabledAt: null })
      .where(eq(schema.users.id, world.g1.users.admin));
    await database().update(apiKeys).set({ expiresAt: sql`clock_timestamp()` }).where(eq(apiKeys.accessKey, accessKey));
    expect([await findApiCredential(accessKey), await sandboxOf(who)]).toEqual([undefined, undefined]);
  });
});
