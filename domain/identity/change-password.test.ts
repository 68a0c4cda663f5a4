import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectDatabase, database, inTransaction, schema, useDatabase } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { changePassword } from './change-password';
import { endOtherSessions } from './end-other-sessions';
import { endSession } from './end-session';
import { hashPassword } from './passwords';
import { listOwnSessions } from './queries';
import { findSession, openSession } from './sessions';
import { signIn } from './sign-in';
import { signOut } from './sign-out';

const present = 'kolibri-und-Ole';
const next = 'zaunkönig am Teich';
let db: TestDatabase;
let s1: WorldOrganization;

beforeAll(async () => {
  db = await freshDatabase();
  process.env['DATABASE_URL'] = db.appUrl;
  s1 = await makeOrganization({ code: 'S1', kind: 'solution_provider' });
});
afterAll(() => db.close());
beforeEach(async () => {
  await database().delete(schema.signInThrottles);
  await database()
    .update(schema.users)
    .set({ passwordHash: await hashPassword(present) });
});

/** Somebody signed in with two browsers, of which `actor` is one. */
async function signedInTwice() {
  const holder = { userId: s1.users.finance, organizationId: s1.id, rootId: s1.rootId, address: null, userAgent: null };
  const open = () => inTransaction((tx) => openSession(tx, holder));
  const [sessionId, other] = [await open(), await open()];
  return { actor: actorOf(s1, 'finance', { sessionId }), sessionId, other };
}
const entries = (currentPassword: string, newPassword: string, repeatedPassword = newPassword) => ({
  currentPassword,
  newPassword,
  repeatedPassword,
});

test('[A8] [A9] ends every session, and the present one goes on under a new id', async () => {
  const { actor, sessionId, other } = await signedInTwice();
  const outcome = await changePassword(actor, freshKey(), entries(present, next));
  if (!outcome.ok) throw new Error(`refused: ${outcome.code}`);
  expect(await findSession(sessionId)).toBeUndefined();
  expect(await findSession(other)).toBeUndefined();
  expect(await findSession(outcome.id)).toMatchObject({ user: { id: s1.users.finance } });
  const [user] = await database().select().from(schema.users).where(eq(schema.users.id, s1.users.finance));
  const attempt = { email: user?.email, device: null, replaces: null, address: null, userAgent: null, requestId: null };
  expect(await signIn({ ...attempt, password: present })).toMatchObject({ ok: false });
  expect(await signIn({ ...attempt, password: next })).toMatchObject({ ok: true });
});

test.each([
  ['without the present one', entries('', next), 'wrong_password', 'currentPassword'],
  ['with a wrong one', entries('something else entirely', next), 'wrong_password', 'currentPassword'],
  ['to the same', entries(present, present), 'password_too_weak', 'newPassword'],
  ['to a short one', entries(present, 'kolibri'), 'password_too_weak', 'newPassword'],
  ['to a name', entries(present, 'cnry-s1-user-finance'), 'password_too_weak', 'newPassword'],
  ['with two entries that differ', entries(present, next, `${next}.`), 'password_too_weak', 'repeatedPassword'],
])('[A7] refuses to change it %s', async (_name, input, code, field) => {
  const { actor, sessionId, other } = await signedInTwice();
  const outcome = await changePassword(actor, freshKey(), input);
  expect(outcome).toMatchObject({ ok: false, code });
  if (!outcome.ok) expect(Object.keys(outcome.fields)).toEqual([field]);
  expect(await findSession(sessionId)).toBeDefined();
  expect(await findSession(other)).toBeDefined();
});

test('[A7] guessing the present password in a stolen session is slowed down', async () => {
  const { actor } = await signedInTwice();
  for (let round = 0; round < 6; round += 1)
    expect(await changePassword(actor, freshKey(), entries('something else entirely', next))).toMatchObject({
      code: 'wrong_password',
    });
  await database().update(schema.signInThrottles).set({ blockedUntil: sql`blocked_until + interval '10 minutes'` });
  expect(await changePassword(actor, freshKey(), entries(present, next))).toMatchObject({ code: 'sign_in_delayed' });
});

/** As many people as asked for, each signed in, with the present password. */
async function manyPeople(count: number) {
  const passwordHash = await hashPassword(present);
  const { id: organizationId, rootId } = s1;
  const ids = Array.from({ length: count }, () => newId('user'));
  await database()
    .insert(schema.users)
    .values(
      ids.map((id) => ({
        id,
        organizationId,
        rootId,
        email: `${id}@canary.example`,
        name: 'Ole',
        roles,
        passwordHash,
      })),
    );
  const open = (userId: (typeof ids)[number]) =>
    inTransaction((tx) => openSession(tx, { userId, organizationId, rootId, address: null, userAgent: null }));
  return Promise.all(ids.map(async (userId) => actorOf(s1, 'viewer', { userId, sessionId: await open(userId) })));
}
const roles: 'viewer'[] = ['viewer'];

test('twelve people at once hold no connection while they are hashing: four are enough for them and for others', async () => {
  const people = await manyPeople(12);
  const few = connectDatabase(db.appUrl, { max: 4 });
  useDatabase(few);
  try {
    const changes = people.map((actor) => changePassword(actor, freshKey(), entries(present, next)));
    await few.pool.query('select 1');
    expect((await Promise.all(changes)).map((outcome) => outcome.ok)).toEqual(Array(12).fill(true));
  } finally {
    useDatabase(db.handle);
    await few.close();
  }
});

test('a repeated request is answered with the session of the first, though the present password is another by now', async () => {
  const { actor } = await signedInTwice();
  const key = freshKey();
  const both = await Promise.all([1, 2].map(() => changePassword(actor, key, entries(present, next))));
  const [first, second] = both.toSorted((a, b) => Number(a.ok && a.replayed) - Number(b.ok && b.replayed));
  if (!first?.ok) throw new Error('refused');
  expect(second).toEqual({ ok: true, id: first.id, replayed: true });
  expect(await changePassword(actor, key, entries(present, next))).toEqual(second);
  const other = actorOf(s1, 'admin');
  expect(await changePassword(other, key, entries(present, next))).toMatchObject({ code: 'request_reused' });
  expect(await findSession(first.id)).toBeDefined();
});

test('two different changes at once: the password that was checked is replaced once', async () => {
  const { actor } = await signedInTwice();
  const outcomes = await Promise.all(
    [next, `${next}!`].map((wanted) => changePassword(actor, freshKey(), entries(present, wanted))),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
});

test('[A9] whoever was signed out, disabled or frozen meanwhile gets no new session', async () => {
  const { actor, other } = await signedInTwice();
  await endSession(actor, freshKey(), { sessionId: other });
  const late = { ...actor, sessionId: other };
  expect(await changePassword(late, freshKey(), entries(present, next))).toMatchObject({ code: 'not_permitted' });
  for (const table of ['users', 'organizations'] as const) {
    const [state, since] = table === 'users' ? ['disabled', 'disabled_at'] : ['frozen', 'frozen_at'];
    const id = uuidOf(table === 'users' ? s1.users.finance : s1.id);
    await db.owner.query(`update ${table} set state = $1, ${since} = clock_timestamp() where id = $2`, [state, id]);
    expect(await changePassword(actor, freshKey(), entries(present, next))).toMatchObject({ code: 'not_permitted' });
    await db.owner.query(`update ${table} set state = 'active', ${since} = null where id = $1`, [id]);
  }
  expect(await changePassword(actor, freshKey(), entries(present, next))).toMatchObject({ ok: true });
});

test('the passwords are in no table', async () => {
  const { actor } = await signedInTwice();
  await changePassword(actor, freshKey(), entries(present, next));
  const { rows } = await db.owner.query(
    'select (select json_agg(r) from command_receipts r)::text || (select json_agg(a) from audit_entries a)::text as kept',
  );
  expect(rows[0].kept).not.toContain('zaunk');
  expect(rows[0].kept).not.toContain('argon2');
});

test('[A9] [A27] signing out, ending one and ending the others end what they name', async () => {
  const { actor, sessionId, other } = await signedInTwice();
  const scope = readScope(actor, 'account.manage');
  expect((await listOwnSessions(scope)).map(({ id }) => id)).toEqual(expect.arrayContaining([sessionId, other]));
  const stranger = actorOf(s1, 'admin');
  const foreign = await endSession(stranger, freshKey(), { sessionId: other });
  expect(foreign).toEqual(await endSession(stranger, freshKey(), { sessionId: newId('session') }));
  expect(await findSession(other)).toBeDefined();
  expect(await endSession(actor, freshKey(), { sessionId: other })).toMatchObject({ ok: true });
  expect(await findSession(other)).toBeUndefined();

  const { other: third } = await signedInTwice();
  expect(await endOtherSessions(actor, freshKey(), {})).toMatchObject({ ok: true, id: sessionId });
  expect(await findSession(third)).toBeUndefined();
  expect(await findSession(sessionId)).toBeDefined();
  expect(await signOut(actor, freshKey(), {})).toMatchObject({ ok: true });
  expect(await findSession(sessionId)).toBeUndefined();
  expect(await listOwnSessions(scope)).toEqual([]);
});
