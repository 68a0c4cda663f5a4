import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { GET as balances } from '@/app/v2/accounts/partner-accounts/balances/route';
import { database, schema } from '@/db/client';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { fund, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  key = await makeKey(world.s1);
  await fund(world, world.s1, '100.00');
});
beforeEach(() => opened.owner.query('delete from signature_failures'));
afterAll(() => opened.close());

const ask = (by: Pick<TestKey, 'accessKey' | 'secret'>, address: string) =>
  send(balances, signed(by, { target: '/v2/b', unsigned: { 'x-forwarded-for': address } }));
const wrong = (accessKey: string) => ({ accessKey, secret: 'not the secret of any key, as long as one' });
const unknown = (n: number) => `UNKNOWN${String(n).padStart(13, '0')}`;
async function statuses(count: number, call: (n: number) => ReturnType<typeof ask>) {
  const found: number[] = [];
  for (let n = 0; n < count; n += 1) found.push((await call(n)).status);
  return found;
}
const alarms = () =>
  database().select().from(schema.auditEntries).where(eq(schema.auditEntries.action, 'credentials.block_address'));
const patience = () =>
  opened.owner.query(
    `update signature_failures set since = since - interval '6 minutes', blocked_until = blocked_until - interval '6 minutes'`,
  );

describe('[X10] wrong signatures from one address', () => {
  test('make that address wait, nobody else and no right signature; its owner is told once', async () => {
    const before = (await alarms()).length;
    const [bad, good] = await Promise.all([
      statuses(100, () => ask(wrong(key.accessKey), '203.0.113.66')),
      statuses(100, () => ask(key, '203.0.113.1')),
    ]);
    expect(good).toEqual(Array.from({ length: 100 }, () => 200));
    expect(bad).toEqual([...Array.from({ length: 50 }, () => 401), ...Array.from({ length: 50 }, () => 429)]);
    const waiting = await ask(wrong(key.accessKey), '203.0.113.66');
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(200);
    expect(waiting.body).toMatchObject({ error_code: 'APIGW.0308', request_id: expect.any(String) });
    expect((await ask(wrong(key.accessKey), '203.0.113.67')).status).toBe(401);
    expect((await ask(wrong(unknown(1)), '203.0.113.66')).status).toBe(401);
    expect((await ask(key, '203.0.113.66')).status).toBe(200);
    const rows = await alarms();
    expect(rows).toHaveLength(before + 1);
    expect(rows.at(-1)).toMatchObject({
      organizationId: world.s1.id,
      subjectId: key.id,
      address: '203.0.113.66',
      detail: { accessKey: key.accessKey },
    });
    while ((await deliverEvents()) > 0);
    const notices = await database().select().from(schema.notices).where(eq(schema.notices.subjectId, key.id));
    expect(notices.map(({ kind, userId }) => [kind, userId])).toEqual([['credential.attacked', world.s1.users.admin]]);
  });

  test('counts anew when the wait is over, and for every wait tells once more', async () => {
    const before = (await alarms()).length;
    const bad = () => ask(wrong(key.accessKey), '203.0.113.70');
    await statuses(51, bad);
    await patience();
    expect(await statuses(51, bad)).toEqual([...Array.from({ length: 50 }, () => 401), 429]);
    expect(await alarms()).toHaveLength(before + 2);
  });

  test('and forgets few that are far apart', async () => {
    const bad = () => ask(wrong(key.accessKey), '203.0.113.71');
    await statuses(40, bad);
    await patience();
    expect(new Set(await statuses(40, bad))).toEqual(new Set([401]));
  });

  test('in the names of many keys make the address wait as a whole, and leave no more rows', async () => {
    await database().execute(sql`insert into signature_failures (access_key, address, failures, since)
      values ('', '2001:db8:0:1', 499, clock_timestamp())`);
    const from = (n: number) => ask(wrong(unknown(n)), `2001:db8:0:1::${n}`);
    expect(await statuses(3, from)).toEqual([401, 429, 429]);
    const { rows } = await opened.owner.query('select access_key, address from signature_failures order by access_key');
    expect(rows).toEqual([
      { access_key: '', address: '2001:db8:0:1' },
      { access_key: unknown(0), address: '2001:db8:0:1' },
    ]);
  });

  test('fifty at once are fifty', async () => {
    await Promise.all(Array.from({ length: 50 }, () => ask(wrong(key.accessKey), '203.0.113.80')));
    expect((await ask(wrong(key.accessKey), '203.0.113.80')).status).toBe(429);
  });
});

test('[X7] unknown, wrong secret, disabled, ended, and from where it may not be used: 200 calls each answer alike', async () => {
  const disabled = await makeKey(world.s1, { disabled: true });
  const ended = await makeKey(world.s1);
  const elsewhere = await makeKey(world.s1);
  const set = (id: TestKey['id'], values: Partial<typeof schema.apiKeys.$inferInsert>) =>
    database().update(schema.apiKeys).set(values).where(eq(schema.apiKeys.id, id));
  await opened.owner.query(`update api_keys set expires_at = clock_timestamp() where access_key = $1`, [
    ended.accessKey,
  ]);
  await set(elsewhere.id, { allowedAddresses: ['203.0.113.5'] });
  const kinds = { unknown: wrong(unknown(7)), wrong: wrong(key.accessKey), disabled, ended, elsewhere };
  const seen = new Map<string, { statuses: number[]; bodies: Set<string>; times: number[] }>(
    Object.keys(kinds).map((name) => [name, { statuses: [], bodies: new Set(), times: [] }]),
  );
  for (let n = 0; n < 200; n += 1) {
    // Each call is looked at as if the address had not sent too many before.
    if (n % 40 === 0) await opened.owner.query('delete from signature_failures');
    for (const [index, [name, by]] of Object.entries(kinds).entries()) {
      const from = performance.now();
      const { status, text } = await ask(by, `198.51.100.${index + 1}`);
      const kept = seen.get(name);
      kept?.times.push(performance.now() - from);
      kept?.statuses.push(status);
      kept?.bodies.add(text.replace(/"request_id":"[^"]+"/, ''));
    }
  }
  const [first, ...others] = [...seen.values()];
  for (const other of others) expect([other.statuses, other.bodies]).toEqual([first?.statuses, first?.bodies]);
  expect(first?.statuses).toEqual(Array.from({ length: 200 }, () => 401));
  const medians = [...seen.values()].map(({ times }) => times.toSorted((a, b) => a - b)[100] ?? 0);
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(1.25);
});

describe('a key that is narrowed', () => {
  test('to addresses works from those only, from one request to the next', async () => {
    const locked = await makeKey(world.s1);
    const allow = (allowedAddresses: string[] | null) =>
      database().update(schema.apiKeys).set({ allowedAddresses }).where(eq(schema.apiKeys.id, locked.id));
    expect((await ask(locked, '203.0.113.9')).status).toBe(200);
    await allow(['198.51.100.0/24', '2001:db8::/32']);
    expect((await ask(locked, '203.0.113.9')).status).toBe(401);
    for (const address of ['198.51.100.200', '::ffff:198.51.100.7', '2001:db8::1'])
      expect([address, (await ask(locked, address)).status]).toEqual([address, 200]);
    // Who writes an address into the header himself is known by the last one, which our own proxy wrote.
    expect((await ask(locked, '198.51.100.200, 203.0.113.9')).status).toBe(401);
    expect((await send(balances, signed(locked, { target: '/v2/b' }))).status).toBe(401);
    await allow(null);
    expect((await ask(locked, '203.0.113.9')).status).toBe(200);
  });

  test('to permissions is denied the others, with an audit row', async () => {
    const narrow = await makeKey(world.s1);
    await database()
      .update(schema.apiKeys)
      .set({ permissions: ['customers.read'] })
      .where(eq(schema.apiKeys.id, narrow.id));
    const before = await database().$count(schema.auditEntries);
    const pay = { target: '/v2/x', body: { customer_id: wireIdOf(world.s1.id), amount: '1.00' } };
    for (const answer of [await ask(narrow, '203.0.113.9'), await send(allocate, signed(narrow, pay))])
      expect([answer.status, answer.body['error_code']]).toEqual([403, 'CBC.0151']);
    expect(await database().$count(schema.auditEntries)).toBe(before + 2);
    await database()
      .update(schema.apiKeys)
      .set({ permissions: ['customers.read', 'funds.read'] })
      .where(eq(schema.apiKeys.id, narrow.id));
    expect((await ask(narrow, '203.0.113.9')).status).toBe(200);
  });

  test('says when and from where it was last used; another address within a minute too', async () => {
    const used = await makeKey(world.s1);
    const last = async () => {
      const [row] = await database().select().from(schema.apiKeys).where(eq(schema.apiKeys.id, used.id));
      return row?.lastUsedAddress;
    };
    await ask(used, '203.0.113.9');
    expect(await last()).toBe('203.0.113.9');
    await opened.owner.query(`update api_keys set last_used_at = last_used_at - interval '2 seconds'`);
    await ask(used, '198.51.100.4');
    expect(await last()).toBe('198.51.100.4');
  });
});
