import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeOrganization, type WorldOrganization } from '@/tests/world';
import { hashesComputed, hashPassword } from './passwords';
import { findSession } from './sessions';
import { type SignInAttempt, signIn } from './sign-in';

const password = 'kolibri-und-Ole';
const { users, organizations, sessions, signInThrottles, auditEntries } = schema;
let db: TestDatabase;
let operator: WorldOrganization;
let s1: WorldOrganization;
let frozen: WorldOrganization;

beforeAll(async () => {
  db = await freshDatabase();
  process.env['DATABASE_URL'] = db.appUrl;
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
  s1 = await makeOrganization({ code: 'S1', kind: 'solution_provider' });
  frozen = await makeOrganization({ code: 'F1', kind: 'solution_provider' });
  await database()
    .update(users)
    .set({ passwordHash: await hashPassword(password) });
  await database()
    .update(organizations)
    .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
    .where(eq(organizations.id, frozen.id));
});
afterAll(() => db.close());
beforeEach(() => database().delete(signInThrottles));

async function emailOf(id: Id<'user'>): Promise<string> {
  const [row] = await database().select({ email: users.email }).from(users).where(eq(users.id, id));
  return row?.email ?? '';
}
const attempt = (email: unknown, changes: Partial<SignInAttempt> = {}): SignInAttempt => ({
  email,
  password,
  device: null,
  replaces: null,
  address: '192.0.2.1',
  userAgent: 'test',
  requestId: 'req-1',
  ...changes,
});
/** Moves the end of a wait to so many seconds from now, so that no test depends on how fast it runs. */
const waitUntil = (subject: string, seconds: number) =>
  database()
    .update(signInThrottles)
    .set({ blockedUntil: sql`clock_timestamp() + make_interval(secs => ${seconds})` })
    .where(sql`subject like ${`${subject}:%`} and blocked_until is not null`);
/** How long the last attempt makes the next one wait, in seconds. */
async function lastWait(): Promise<number> {
  const [row] = await database()
    .select({ seconds: sql<number>`coalesce(round(extract(epoch from blocked_until - updated_at)), 0)::int` })
    .from(signInThrottles)
    .where(sql`subject like 'account:%'`);
  return row?.seconds ?? -1;
}

describe('signing in', () => {
  test('opens a session that is looked up at once, a new one each time', async () => {
    const email = await emailOf(s1.users.finance);
    const first = await signIn(attempt(email));
    const second = await signIn(attempt(` ${email.toUpperCase()} `));
    if (!first.ok || !second.ok) throw new Error('signing in failed');
    expect(first.sessionId).not.toBe(second.sessionId);
    expect(await findSession(first.sessionId)).toMatchObject({
      user: { id: s1.users.finance, roles: ['finance'] },
      organization: { id: s1.id, kind: 'solution_provider', state: 'active' },
    });
    expect(first).toMatchObject({ language: 'zh-CN', timeZone: 'Asia/Shanghai' });
  });

  test('[A8] ends the session this browser had', async () => {
    const email = await emailOf(s1.users.finance);
    const first = await signIn(attempt(email));
    if (!first.ok) throw new Error('signing in failed');
    await signIn(attempt(email, { password: 'something else entirely', replaces: first.sessionId }));
    expect(await findSession(first.sessionId)).toBeDefined();
    await signIn(attempt(email, { replaces: first.sessionId }));
    expect(await findSession(first.sessionId)).toBeUndefined();
  });

  test('[A3] unknown, wrong password, disabled, frozen, without password: one answer', async () => {
    const email = await emailOf(s1.users.admin);
    await database().update(users).set({ passwordHash: null }).where(eq(users.id, s1.users.viewer));
    const answers = [
      await signIn(attempt('nobody@nowhere.example')),
      await signIn(attempt(email, { password: 'something else entirely' })),
      await signIn(attempt(await emailOf(s1.users.disabled))),
      await signIn(attempt(await emailOf(frozen.users.admin))),
      await signIn(attempt(await emailOf(s1.users.viewer))),
      await signIn(attempt('no address at all')),
      await signIn(attempt({ $ne: null })),
      await signIn(attempt(email, { password: { $ne: null } })),
      await signIn(attempt(email, { password: `${password}\0` })),
    ];
    for (const answer of answers) expect(answer).toEqual({ ok: false, code: 'sign_in_refused', waitSeconds: 0 });
  });

  test('[A4] an unknown, a disabled and a frozen user cost one hash, like a known one', async () => {
    const emails = [
      await emailOf(s1.users.admin),
      'nobody@nowhere.example',
      await emailOf(s1.users.disabled),
      await emailOf(frozen.users.admin),
      'no address at all',
    ];
    for (const email of emails) {
      const before = hashesComputed();
      await signIn(attempt(email, { password: 'something else entirely' }));
      expect(hashesComputed(), email).toBe(before + 1);
    }
  });

  test('keeps every attempt in the audit, without what was typed', async () => {
    const count = async () => (await database().select().from(auditEntries)).length;
    const before = await count();
    await signIn(attempt('canary.nobody@nowhere.example', { password: 'canary-of-a-password' }));
    await signIn(attempt(await emailOf(s1.users.sales), { password: 'canary-of-a-password' }));
    await signIn(attempt(await emailOf(s1.users.sales)));
    const rows = await database().select().from(auditEntries).orderBy(auditEntries.at);
    expect(rows.length).toBe(before + 3);
    expect(rows.slice(-3)).toMatchObject([
      {
        organizationId: operator.id,
        userId: null,
        outcome: 'denied',
        refusal: 'sign_in_refused',
        address: '192.0.2.1',
      },
      { organizationId: s1.id, userId: s1.users.sales, outcome: 'denied', refusal: 'sign_in_refused' },
      { organizationId: s1.id, userId: s1.users.sales, outcome: 'done', action: 'account.sign_in' },
    ]);
    expect(JSON.stringify(rows)).not.toContain('canary');
  });

  test('somebody who is disabled while the password is looked at does not get in', async () => {
    const email = await emailOf(s1.users.finance);
    const running = signIn(attempt(email));
    await database()
      .update(users)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(users.id, s1.users.finance));
    const outcome = await running;
    if (outcome.ok) expect(await findSession(outcome.sessionId)).toBeUndefined();
    expect(await signIn(attempt(email))).toMatchObject({ ok: false });
    await database().update(users).set({ state: 'active', disabledAt: null }).where(eq(users.id, s1.users.finance));
  });
});

describe('guessing', () => {
  test('[A1] from the sixth wrong password each one makes the next wait longer, known account or not', async () => {
    for (const email of [await emailOf(s1.users.admin), 'nobody@nowhere.example']) {
      await database().delete(signInThrottles);
      const waits: number[] = [];
      const wrong = attempt(email, { password: 'something else entirely', address: null });
      for (let round = 1; round <= 16; round += 1) {
        expect(await signIn(wrong)).toMatchObject({ ok: false, code: 'sign_in_refused' });
        waits.push(await lastWait());
        if (round < 6) continue;
        await waitUntil('account', 600);
        expect(await signIn(wrong)).toMatchObject({ code: 'sign_in_delayed', waitSeconds: expect.any(Number) });
        await waitUntil('account', -1);
      }
      expect(waits).toEqual([0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }
  });

  test('[A1] twenty wrong ones at once are twenty: six are looked at', async () => {
    const email = await emailOf(s1.users.admin);
    const before = hashesComputed();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => signIn(attempt(email, { password: 'something else entirely' }))),
    );
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'sign_in_delayed')).toHaveLength(14);
    expect(hashesComputed() - before).toBe(6);
  });

  test('the right password ends the count, and during a wait even it is not looked at', async () => {
    const email = await emailOf(s1.users.admin);
    for (let round = 0; round < 6; round += 1) await signIn(attempt(email, { password: 'something else entirely' }));
    await waitUntil('account', 600);
    const before = hashesComputed();
    expect(await signIn(attempt(email))).toMatchObject({ ok: false, code: 'sign_in_delayed' });
    expect(hashesComputed()).toBe(before);
    await waitUntil('account', -1);
    expect(await signIn(attempt(email))).toMatchObject({ ok: true });
    const left = await database().select().from(signInThrottles);
    expect(left.filter((row) => row.subject.startsWith('account:'))).toEqual([]);
  });

  test('[A2] a device that signed in before gets in whatever others did to the account', async () => {
    const email = await emailOf(s1.users.admin);
    const first = await signIn(attempt(email));
    if (!first.ok) throw new Error('signing in failed');
    for (let round = 0; round < 40; round += 1) {
      await signIn(attempt(email, { password: 'something else entirely', address: `198.51.100.${round}` }));
    }
    await waitUntil('account', 600);
    expect(await signIn(attempt(email))).toMatchObject({ ok: false, code: 'sign_in_delayed' });
    expect(await signIn(attempt(email, { device: first.device }))).toMatchObject({ ok: true, device: first.device });
    const stranger = first.device.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect(await signIn(attempt(email, { device: stranger }))).toMatchObject({ code: 'sign_in_delayed' });
  });

  test('one address trying many accounts is slowed down too', async () => {
    for (let round = 0; round < 51; round += 1)
      await signIn(attempt(`nobody${round}@nowhere.example`, { address: '203.0.113.9', password: '\0' }));
    await waitUntil('address', 600);
    expect(await signIn(attempt(await emailOf(s1.users.admin), { address: '203.0.113.9' }))).toMatchObject({
      code: 'sign_in_delayed',
    });
    expect(await signIn(attempt(await emailOf(s1.users.admin), { address: '203.0.113.10' }))).toMatchObject({
      ok: true,
    });
  });
});

describe('a session', () => {
  const open = async (who: Id<'user'>) => {
    const outcome = await signIn(attempt(await emailOf(who)));
    if (!outcome.ok) throw new Error('signing in failed');
    return outcome.sessionId;
  };

  test.each([
    ['unused for an hour', { lastSeenAt: sql`clock_timestamp() - interval '61 minutes'` }],
    ['ended', { endedAt: sql`clock_timestamp()`, endedReason: 'signed_out' }],
  ])('[A11] %s does not count', async (_name, change) => {
    const id = await open(s1.users.admin);
    expect(await findSession(id)).toBeDefined();
    await database().update(sessions).set(change).where(eq(sessions.id, id));
    expect(await findSession(id)).toBeUndefined();
  });

  test('[A11] a day old does not count', async () => {
    const id = await open(s1.users.admin);
    const aged = 'update sessions set expires_at = clock_timestamp() where id = $1';
    await expect(db.handle.pool.query(aged, [uuidOf(id)])).rejects.toThrow('permission denied');
    await db.owner.query(aged, [uuidOf(id)]);
    expect(await findSession(id)).toBeUndefined();
  });

  test('[A9] ends with its organization being frozen, and with its user being disabled', async () => {
    const id = await open(s1.users.sales);
    const freeze = (state: 'active' | 'frozen') =>
      database()
        .update(organizations)
        .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
        .where(eq(organizations.id, s1.id));
    await freeze('frozen');
    expect(await findSession(id)).toBeUndefined();
    await freeze('active');
    await database()
      .update(users)
      .set({ state: 'disabled', disabledAt: sql`clock_timestamp()` })
      .where(eq(users.id, s1.users.sales));
    expect(await findSession(id)).toBeUndefined();
  });
});
