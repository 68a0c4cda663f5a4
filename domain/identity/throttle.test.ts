import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeOrganization } from '@/tests/world';
import { signIn } from './sign-in';

const { signInThrottles, auditEntries } = schema;
let db: TestDatabase;
let strangers = 0;

beforeAll(async () => {
  db = await freshDatabase();
  process.env['DATABASE_URL'] = db.appUrl;
  await makeOrganization({ code: 'V', kind: 'operator' });
});
afterAll(() => db.close());
beforeEach(() => database().delete(signInThrottles));

/** An attempt that costs no hash: NUL is in no password. */
const guess = (changes: { email?: string; address?: string | null } = {}) => {
  strangers += 1;
  const email = changes.email ?? `stranger${strangers}@nowhere.example`;
  const unknown = { password: '\0', device: null, replaces: null, userAgent: null, requestId: null };
  return signIn({ ...unknown, email, address: changes.address ?? null });
};
const subjects = async () => (await database().select().from(signInThrottles)).map(({ subject }) => subject).toSorted();
const auditRows = async () => {
  const rows = await database().select({ refusal: auditEntries.refusal }).from(auditEntries);
  return rows.filter(({ refusal }) => refusal === 'sign_in_delayed').length;
};
const waitFor = (seconds: number) =>
  database()
    .update(signInThrottles)
    .set({ blockedUntil: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where(sql`blocked_until is not null`);

describe('attempts that come too soon', () => {
  test('leave one audit row per wait, however many they are and wherever they come from', async () => {
    const email = 'hammered@nowhere.example';
    for (let round = 0; round < 6; round += 1) await guess({ email });
    for (let wait = 1; wait <= 3; wait += 1) {
      await waitFor(600);
      const before = await auditRows();
      const many = Array.from({ length: 10 }, (_, index) => guess({ email, address: `198.51.100.${index}` }));
      for (const outcome of await Promise.all(many)) expect(outcome).toMatchObject({ code: 'sign_in_delayed' });
      expect((await auditRows()) - before).toBe(1);
      await waitFor(-1);
      expect(await guess({ email })).toMatchObject({ code: 'sign_in_refused' });
    }
  });

  test('of one address leave no counters for the accounts it invents', async () => {
    const address = '203.0.113.9';
    for (let round = 0; round < 51; round += 1) await guess({ address });
    await waitFor(600);
    const before = await subjects();
    expect(before).toHaveLength(52);
    for (let round = 0; round < 5; round += 1)
      expect(await guess({ address })).toMatchObject({ code: 'sign_in_delayed' });
    expect(await subjects()).toEqual(before);
  });
});

test('a failed attempt takes away a hundred counters of more than 24 hours ago, and no younger ones', async () => {
  const old = "clock_timestamp() - interval '24 hours 1 minute'";
  await db.owner.query(`insert into sign_in_throttles (subject, failures, updated_at)
    select 'account:old' || n, 1, ${old} from generate_series(1, 150) n
    union all select 'account:young', 9, clock_timestamp() - interval '23 hours'`);
  const left = async () => (await subjects()).filter((subject) => subject.startsWith('account:old')).length;
  await guess();
  expect(await left()).toBe(50);
  await guess();
  expect(await left()).toBe(0);
  expect(await subjects()).toContain('account:young');
});
