import { and, eq, isNull } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, freshKey, makeOrganization, type WorldOrganization } from '@/tests/world';
import { freezeOrganization } from './freeze-organization';
import { issueSignInLink } from './issue-sign-in-link';
import { hashPassword } from './passwords';
import { redeemSignInLink } from './redeem-sign-in-link';
import { openSession } from './sessions';
import { signIn } from './sign-in';

const password = 'kolibri-und-Ole';
const browser = { address: null, userAgent: null, requestId: null };
let db: TestDatabase;
let operator: WorldOrganization;
let partner: WorldOrganization;

beforeAll(async () => {
  db = await freshDatabase();
  process.env['DATABASE_URL'] = db.appUrl;
  operator = await makeOrganization({ code: 'V', kind: 'operator' });
});
afterAll(() => db.close());
beforeEach(async () => {
  partner = await makeOrganization({ code: `F${freshKey()}`, kind: 'solution_provider' });
  await db.owner.query('update users set password_hash = $1', [await hashPassword(password)]);
});

async function signInAsAdmin(replaces: Id<'session'> | null = null) {
  const [admin] = await database().select().from(schema.users).where(eq(schema.users.id, partner.users.admin));
  return signIn({ email: admin?.email, password, device: null, replaces, ...browser });
}
async function redeem() {
  const link = await issueSignInLink(actorOf(partner), freshKey(), { userId: partner.users.finance });
  const token = (link.ok && link.once && new URLSearchParams(link.once.split('?')[1]).get('token')) || '';
  return () => redeemSignInLink({ token, newPassword: `${password}!`, repeatedPassword: `${password}!`, ...browser });
}
/** Until so many statements of the application wait for a lock. */
const waiting = (count: number) =>
  vi.waitFor(async () => {
    const { rows } = await db.handle.pool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    expect(rows).toHaveLength(count);
  });
const openSessions = () =>
  database()
    .select()
    .from(schema.sessions)
    .where(and(eq(schema.sessions.organizationId, partner.id), isNull(schema.sessions.endedAt)));

test.each([
  ['signing in', async () => () => signInAsAdmin()],
  ['using a link', redeem],
])('[A9] %s while a freeze commits opens no session', async (_name, prepare) => {
  const enter = await prepare();
  const freeze = await db.owner.connect();
  try {
    await freeze.query('begin');
    const frozen = "update organizations set state = 'frozen', frozen_at = clock_timestamp() where id = $1";
    await freeze.query(frozen, [uuidOf(partner.id)]);
    const entering = enter();
    await Promise.race([entering, waiting(1)]);
    await freeze.query('commit');
    expect(await entering).toMatchObject({ ok: false });
  } finally {
    freeze.release();
  }
  expect(await openSessions()).toEqual([]);
});

test('[A9] a freeze waits for a session that is being opened, and ends it', async () => {
  const holder = { userId: operator.users.admin, organizationId: operator.id, rootId: operator.rootId };
  const replaced = await inTransaction((tx) => openSession(tx, { ...holder, address: null, userAgent: null }));
  const gate = await db.owner.connect();
  try {
    await gate.query('begin');
    await gate.query('select from sessions where id = $1 for update', [uuidOf(replaced)]);
    const entering = signInAsAdmin(replaced);
    await waiting(1);
    const freezing = freezeOrganization(actorOf(operator), freshKey(), { organizationId: partner.id, reason: 'Test' });
    await Promise.race([freezing, waiting(2)]);
    await gate.query('rollback');
    expect(await entering).toMatchObject({ ok: true });
    expect(await freezing).toMatchObject({ ok: true });
  } finally {
    gate.release();
  }
  expect(await openSessions()).toEqual([]);
});
