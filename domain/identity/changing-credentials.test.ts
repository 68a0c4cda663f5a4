import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { atOnceMax, decided } from '@/tests/at-once';
import { disableKeysOf } from '@/tests/credential-inputs';
import {
  changeKey as change,
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
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { countCredentials } from './credential-queries';

const { apiKeys } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
beforeEach(() => disableKeysOf(admin()));
afterAll(() => test.close());

const admin = () => actorOf(world.s1);
const scopeOf = () => readScope(admin(), 'credentials.read');

describe('replacing a credential', () => {
  it('[X8] [S7] makes one with the same limits; both work until the overlap is over', async () => {
    const limits = { reach: 'chosen', permissions: 'funds.read', allowedAddresses: '203.0.113.7' };
    const old = await made(admin(), { ...limits, expiresOn: '2099-12-31' });
    const { outcome, grown } = await watched(() => rotate(admin(), old.id, '7'));
    if (!outcome.ok) throw new Error(outcome.code);
    expect(grown).toEqual(rowsOfNewKey);
    const fresh = await shown(admin(), outcome.id);
    expect(fresh).toMatchObject({
      name: 'Billing',
      state: 'active',
      permissions: ['funds.read'],
      allowedAddresses: ['203.0.113.7'],
      replacesId: old.id,
    });
    expect(await shown(admin(), old.id)).toMatchObject({ state: 'ending', replacedById: outcome.id });
    expect([(await usable(old.id))?.secret, (await usable(outcome.id))?.secret]).toEqual([old.secret, outcome.once]);
    const { rows } = await database().execute<{ days: number; same_life: boolean }>(
      sql`select round(extract(epoch from o.expires_at - clock_timestamp()) / 86400)::int as days, n.expires_at > '2099-12-01' as same_life
        from api_keys n join api_keys o on o.id = n.replaces_id where n.access_key = ${fresh?.accessKey ?? ''}`,
    );
    expect(rows).toEqual([{ days: 7, same_life: true }]);
    await end(old.id);
    expect([await usable(old.id), (await usable(outcome.id))?.secret]).toEqual([undefined, outcome.once]);
    expect(await shown(admin(), old.id)).toMatchObject({ state: 'ended' });
  });

  it('ends the old one at once where there is no overlap, and never lets it live longer than it would have', async () => {
    const old = await made(admin());
    expect(await rotate(admin(), old.id, '0')).toMatchObject({ ok: true });
    expect(await usable(old.id)).toBeUndefined();
    const short = await made(admin());
    await database()
      .update(apiKeys)
      .set({ expiresAt: sql`clock_timestamp() + interval '1 hour'` })
      .where(eq(apiKeys.id, short.id));
    const before = (await shown(admin(), short.id))?.expiresAt;
    expect(await rotate(admin(), short.id, '7')).toMatchObject({ ok: true });
    expect((await shown(admin(), short.id))?.expiresAt).toEqual(before);
  });

  it('happens once to a key, though fifty ask at once; and there is one more than five for it, no two', async () => {
    const keys = [
      await made(admin()),
      await made(admin()),
      await made(admin()),
      await made(admin()),
      await made(admin()),
    ];
    const [first, second] = keys;
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => rotate(admin(), first?.id))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((each) => (each.ok ? [] : [each.code])))).toEqual(new Set(['credential_replaced']));
    expect(await countCredentials(scopeOf())).toEqual({ inUse: 6, max: 5 });
    const { outcome, grown } = await watched(() => rotate(admin(), second?.id));
    expect([outcome, grown]).toMatchObject([{ code: 'too_many_credentials' }, {}]);
    expect(await rotate(admin(), second?.id, '0')).toMatchObject({ ok: true });
    expect(await countCredentials(scopeOf())).toEqual({ inUse: 6, max: 5 });
  });

  it('acts once for one request key', async () => {
    const old = await made(admin());
    const key = freshKey();
    const first = await rotate(admin(), old.id, '1', key);
    expect(await rotate(admin(), old.id, '1', key)).toEqual({ ok: true, id: first.ok && first.id, replayed: true });
  });

  it('refuses what has ended, is disabled or replaced, and days beyond seven, and leaves nothing', async () => {
    const [ended, disabled, replaced, plain] = [
      await made(admin()),
      await made(admin()),
      await made(admin()),
      await made(admin()),
    ];
    await end(ended.id);
    await disable(admin(), disabled.id);
    await rotate(admin(), replaced.id);
    const { outcome, grown } = await watched(async () => [
      await rotate(admin(), ended.id),
      await rotate(admin(), disabled.id),
      await rotate(admin(), replaced.id),
      await change(admin(), ended.id),
      await change(admin(), disabled.id),
      await change(admin(), replaced.id),
      ...(await Promise.all(['8', '-1', '1.5', '', 'week'].map((days) => rotate(admin(), plain.id, days)))),
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
    const key = await made(admin());
    const narrow = { name: 'Reports', reach: 'chosen', permissions: ['funds.read'], allowedAddresses: '203.0.113.7' };
    const { outcome, grown } = await watched(() => change(admin(), key.id, { ...narrow, expiresOn: '2099-01-01' }));
    expect(outcome).toEqual({ ok: true, id: key.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await usable(key.id)).toMatchObject({ permissions: ['funds.read'], allowedAddresses: ['203.0.113.7'] });
    expect(await shown(admin(), key.id)).toMatchObject({
      name: 'Reports',
      expiresAt: new Date('2099-01-01T15:59:59Z'),
    });
    expect(await change(admin(), key.id)).toMatchObject({ ok: true });
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
    const { id } = await made(admin(), { rights: 'read_only' });
    const { outcome, grown } = await watched(async () => [
      await change(admin(), id, { reach: 'chosen', permissions: ['funds.allocate'] }),
      await change(admin(), id, { expiresOn: '2020-01-01' }),
      await change(admin(), id, { rights: 'full' }),
    ]);
    expect(outcome).toMatchObject([
      { code: 'invalid_input', fields: { permissions: 'not_for_read_only' } },
      { code: 'invalid_input', fields: { expiresOn: 'in_the_past' } },
      { code: 'invalid_input' },
    ]);
    expect(grown).toEqual({});
  });
});
