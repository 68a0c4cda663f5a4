import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { createUser } from './create-user';
import { disableUser } from './disable-user';
import { enableUser } from './enable-user';
import { issueSignInLink } from './issue-sign-in-link';
import { listUsers } from './queries';
import { findSignInLink, redeemSignInLink } from './redeem-sign-in-link';
import { findSession, openSession } from './sessions';
import { signIn } from './sign-in';

const { users, signInLinks, auditEntries } = schema;
let db: TestDatabase;
let operator: WorldOrganization;
let s1: WorldOrganization;
let s2: WorldOrganization;

beforeAll(async () => {
  db = await freshDatabase();
  process.env['DATABASE_URL'] = db.appUrl;
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
  s1 = await makeOrganization({ code: 'S1', kind: 'solution_provider' });
  s2 = await makeOrganization({ code: 'S2', kind: 'solution_provider' });
});
afterAll(() => db.close());

const browser = { address: '192.0.2.1', userAgent: 'test', requestId: 'req-1' };
const tokenOf = (link: string | undefined) =>
  new URLSearchParams(link?.split('?')[1]).get('token') ?? link?.split('/').at(-1) ?? '';
const open = (of: WorldOrganization, userId: Id<'user'>) =>
  inTransaction((tx) =>
    openSession(tx, { userId, organizationId: of.id, rootId: of.rootId, address: null, userAgent: null }),
  );
let made = 0;
async function newMember(of: WorldOrganization, roles: string[] = ['finance']) {
  made += 1;
  const email = `member${made}@canary.example`;
  const outcome = await createUser(actorOf(of), freshKey(), { email, name: 'Kolibri', roles, language: 'en' });
  if (!outcome.ok) throw new Error(`creating failed: ${outcome.code}`);
  return { id: outcome.id, email, token: tokenOf(outcome.once) };
}

describe('adding a member', () => {
  test('gives a link once, of which the database keeps a digest', async () => {
    const key = freshKey();
    const input = { email: 'Li.Wei@Canary.example', name: 'Li Wei', roles: ['sales', 'finance'], language: 'zh-CN' };
    const first = await createUser(actorOf(s1), key, input);
    const again = await createUser(actorOf(s1), key, input);
    expect(first).toMatchObject({ ok: true, replayed: false, once: expect.stringContaining('/sign-in/link') });
    expect(again).toMatchObject({ ok: true, replayed: true });
    expect(again).not.toHaveProperty('once');
    if (!first.ok) return;
    const token = tokenOf(first.once);
    expect(token).toMatch(/^[\w-]{43}$/);
    const links = await database().select().from(signInLinks).where(eq(signInLinks.userId, first.id));
    expect(links).toHaveLength(1);
    expect(JSON.stringify(links)).not.toContain(token);
    expect(JSON.stringify(await database().select().from(auditEntries))).not.toContain(token);
    const page = await listUsers(readScope(actorOf(s1), 'users.read'), { limit: 50 });
    expect(page.rows[0]).toMatchObject({
      email: 'li.wei@canary.example',
      roles: ['finance', 'sales'],
      hasPassword: false,
      hasOpenLink: true,
    });
  });

  test.each([
    ['an address in use', { email: 'li.wei@canary.example' }, 'email_taken', 'email'],
    ['no role', { roles: [] }, 'invalid_input', 'roles'],
    ['all four roles', { roles: ['admin', 'finance', 'sales', 'viewer'] }, 'invalid_input', 'roles'],
    ['a role there is not', { roles: ['owner'] }, 'invalid_input', 'roles.0'],
    [
      'an address in full-width characters with two recipients',
      { email: 'a＠b.example,c@d.example' },
      'invalid_input',
      'email',
    ],
    ['another organization', { organizationId: newId('organization') }, 'invalid_input', ''],
  ])('refuses %s', async (_name, change, code, field) => {
    const input = { email: 'fresh@canary.example', name: 'Kolibri', roles: ['viewer'], language: 'en', ...change };
    const outcome = await createUser(actorOf(s1), freshKey(), input);
    expect(outcome).toMatchObject({ ok: false, code });
    if (!outcome.ok) expect(Object.keys(outcome.fields)).toEqual([field]);
  });

  test('only administrators add members', async () => {
    for (const role of ['finance', 'sales', 'viewer'] as const) {
      const input = { email: 'other@canary.example', name: 'Kolibri', roles: ['admin'], language: 'en' };
      expect(await createUser(actorOf(s1, role), freshKey(), input)).toMatchObject({
        ok: false,
        code: 'not_permitted',
      });
    }
  });
});

describe('a one-time link', () => {
  const password = 'kolibri-und-Ole';

  test('[A22] sets the first password, signs in, and works once', async () => {
    const member = await newMember(s1);
    expect(await findSignInLink(member.token)).toMatchObject({ email: member.email });
    const attempts = Array.from({ length: 5 }, () =>
      redeemSignInLink({ token: member.token, newPassword: password, repeatedPassword: password, ...browser }),
    );
    const outcomes = await Promise.all(attempts);
    const [used, ...others] = outcomes.toSorted((a, b) => Number(b.ok) - Number(a.ok));
    if (!used?.ok) throw new Error('no attempt succeeded');
    expect(others.every((outcome) => !outcome.ok && outcome.code === 'link_not_valid')).toBe(true);
    expect(await findSession(used.sessionId)).toMatchObject({ user: { id: member.id } });
    expect(await findSignInLink(member.token)).toBeUndefined();
    expect(await signIn({ email: member.email, password, device: null, replaces: null, ...browser })).toMatchObject({
      ok: true,
    });
  });

  test('a password that will not do leaves it usable', async () => {
    const { token, email } = await newMember(s1);
    const redeem = (newPassword: unknown, repeatedPassword: unknown = newPassword) =>
      redeemSignInLink({ token, newPassword, repeatedPassword, ...browser });
    expect(await redeem('short')).toMatchObject({ field: 'newPassword', problem: 'password_too_short' });
    expect(await redeem(email)).toMatchObject({ field: 'newPassword', problem: 'password_common' });
    expect(await redeem(password, 'another')).toMatchObject({ field: 'repeatedPassword', problem: 'password_differs' });
    expect(await redeem(undefined)).toMatchObject({ field: 'newPassword' });
    expect(await redeem(password)).toMatchObject({ ok: true });
  });

  test('[A22] expired, replaced, of a disabled user and invented ones are the same', async () => {
    const expired = await newMember(s1);
    const replaced = await newMember(s1);
    const disabled = await newMember(s1);
    await db.owner.query(
      'update sign_in_links set expires_at = clock_timestamp() where user_id = (select id from users where email = $1)',
      [expired.email],
    );
    const next = await issueSignInLink(actorOf(s1), freshKey(), { userId: replaced.id });
    await disableUser(actorOf(s1), freshKey(), { userId: disabled.id });
    for (const token of [
      expired.token,
      replaced.token,
      disabled.token,
      'x'.repeat(43),
      '',
      `${expired.token}' or 1=1`,
    ]) {
      expect(await redeemSignInLink({ token, newPassword: password, repeatedPassword: password, ...browser })).toEqual({
        ok: false,
        code: 'link_not_valid',
      });
    }
    expect(next.ok && (await findSignInLink(tokenOf(next.once)))).toMatchObject({ email: replaced.email });
    await enableUser(actorOf(s1), freshKey(), { userId: disabled.id });
    expect(await findSignInLink(disabled.token)).toBeUndefined();
  });

  test('[A9] a reset ends the sessions there were', async () => {
    const member = await newMember(s1);
    await redeemSignInLink({ token: member.token, newPassword: password, repeatedPassword: password, ...browser });
    const stolen = await open(s1, member.id);
    const link = await issueSignInLink(actorOf(s1), freshKey(), { userId: member.id });
    if (!link.ok) throw new Error('no link');
    expect(await findSession(stolen)).toBeDefined();
    await redeemSignInLink({
      token: tokenOf(link.once),
      newPassword: `${password}!`,
      repeatedPassword: `${password}!`,
      ...browser,
    });
    expect(await findSession(stolen)).toBeUndefined();
  });
});

describe('disabling a member', () => {
  test('[A9] ends every session at once; enabling opens none again', async () => {
    const member = await newMember(s1);
    const sessions = [await open(s1, member.id), await open(s1, member.id)];
    expect(await disableUser(actorOf(s1), freshKey(), { userId: member.id })).toMatchObject({ ok: true });
    for (const id of sessions) expect(await findSession(id)).toBeUndefined();
    expect(await disableUser(actorOf(s1), freshKey(), { userId: member.id })).toMatchObject({
      code: 'already_disabled',
    });
    expect(await issueSignInLink(actorOf(s1), freshKey(), { userId: member.id })).toMatchObject({
      code: 'already_disabled',
    });
    expect(await enableUser(actorOf(s1), freshKey(), { userId: member.id })).toMatchObject({ ok: true });
    expect(await enableUser(actorOf(s1), freshKey(), { userId: member.id })).toMatchObject({ code: 'already_enabled' });
    for (const id of sessions) expect(await findSession(id)).toBeUndefined();
  });

  test('nobody disables themselves, nor the last administrator', async () => {
    expect(await disableUser(actorOf(s2), freshKey(), { userId: s2.users.admin })).toMatchObject({
      code: 'own_account',
    });
    expect(await disableUser(actorOf(operator), freshKey(), { userId: s2.users.admin })).toMatchObject({
      code: 'last_admin',
    });
    const second = await newMember(s2, ['admin', 'finance']);
    expect(await disableUser(actorOf(operator), freshKey(), { userId: s2.users.admin })).toMatchObject({ ok: true });
    expect(await enableUser(actorOf(operator), freshKey(), { userId: s2.users.admin })).toMatchObject({ ok: true });
    expect(await disableUser(actorOf(s2), freshKey(), { userId: second.id })).toMatchObject({ ok: true });
  });

  test('two administrators who disable each other at once: one stays', async () => {
    const second = await newMember(s2, ['admin']);
    const outcomes = await Promise.all([
      disableUser(actorOf(s2), freshKey(), { userId: second.id }),
      disableUser(actorOf(s2, 'admin', { userId: second.id }), freshKey(), { userId: s2.users.admin }),
    ]);
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({ code: 'last_admin' });
  });

  test('[T3] somebody else’s member is like one there is not, and the reach is kept in the audit', async () => {
    for (const act of [disableUser, enableUser, issueSignInLink]) {
      const foreign = await act(actorOf(s2), freshKey(), { userId: s1.users.finance });
      const random = await act(actorOf(s2), freshKey(), { userId: newId('user') });
      expect(foreign).toEqual(random);
      expect(foreign).toEqual({ ok: false, code: 'user_not_found', fields: {} });
    }
    const [finance] = await database().select().from(users).where(eq(users.id, s1.users.finance));
    expect(finance?.state).toBe('active');
    const denials = await database().select().from(auditEntries).where(eq(auditEntries.subjectId, s1.users.finance));
    expect(denials.filter((row) => row.outcome === 'denied')).toHaveLength(3);
  });
});

test('[T3] somebody else’s member is not waited for: a foreign id takes no lock', async () => {
  const holder = await db.owner.connect();
  try {
    await holder.query('begin');
    await holder.query('select from users where organization_id = $1 for update', [uuidOf(s1.id)]);
    for (const act of [disableUser, enableUser, issueSignInLink])
      expect(await act(actorOf(s2), freshKey(), { userId: s1.users.finance })).toMatchObject({
        code: 'user_not_found',
      });
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});

test('an address in use somewhere else is refused, and whoever was told so is kept in the audit', async () => {
  const member = await newMember(s1);
  const input = { email: member.email, name: 'Kolibri', roles: ['viewer'], language: 'en' };
  const before = await rowCounts();
  expect(await createUser(actorOf(s2), freshKey(), input)).toMatchObject({ ok: false, code: 'email_taken' });
  expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1 });
  const told = await database()
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.refusal, 'email_taken'))
    .orderBy(auditEntries.at);
  expect(told.at(-1)).toMatchObject({ organizationId: s2.id, userId: s2.users.admin, action: 'users.create' });
  expect(told.at(-1)).toMatchObject({ outcome: 'denied', subjectId: null, detail: {} });
});

test('[T2] each organization lists its own members; the operator any organization’s', async () => {
  const own = await listUsers(readScope(actorOf(s2), 'users.read'), { limit: 50 }, { organizationId: s1.id });
  const seen = await listUsers(readScope(actorOf(operator), 'users.read'), { limit: 2 }, { organizationId: s1.id });
  expect(JSON.stringify(own)).not.toContain('CNRY-S1-');
  expect(seen.rows).toHaveLength(2);
  expect(seen.after).toBeDefined();
});
