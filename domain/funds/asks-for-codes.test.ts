import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { createAdjustmentBatch } from '@/domain/batches/create-batch';
import { runAdjustmentBatch } from '@/domain/batches/run-batch';
import { sendOwnCode } from '@/domain/identity/send-code';
import { findSession, openSession } from '@/domain/identity/sessions';
import { setCodes } from '@/domain/identity/set-codes';
import { codeLimits } from '@/domain/identity/verification-codes';
import { verifyOwnCode } from '@/domain/identity/verify-code';
import { inJob } from '@/domain/job';
import type { Id } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, balanceOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { allocateFunds } from './allocate-funds';
import { allocateToReseller } from './allocate-to-reseller';
import { reclaimFromReseller } from './reclaim-from-reseller';
import { reclaimFunds } from './reclaim-funds';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.d1, '1000.00');
});
beforeEach(async () => {
  await test.owner.query('delete from verification_codes');
  await test.owner.query('delete from outgoing_messages');
  await database().update(schema.organizations).set({ asksForCodes: false });
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** Somebody who has just signed in. */
async function signIn(organization: WorldOrganization, role: 'admin' | 'finance' = 'finance'): Promise<Id<'session'>> {
  const { id: organizationId, rootId, users } = organization;
  return inJob((tx) =>
    openSession(tx, { userId: users[role], organizationId, rootId, address: null, userAgent: null }),
  );
}
/** What the door makes of that session now. */
async function askedBy(
  organization: WorldOrganization,
  sessionId: Id<'session'>,
  role: 'admin' | 'finance' = 'finance',
): Promise<Actor> {
  const holder = await findSession(sessionId);
  if (!holder) throw new Error('no session');
  const codes = { areAsked: holder.organization.asksForCodes, isShown: holder.isVerified };
  return actorOf(organization, role, { sessionId, codes });
}
const switchOn = (organization: WorldOrganization) => setCodes(actorOf(organization), freshKey(), { areAsked: 'yes' });
async function codeSentTo(userId: Id<'user'>): Promise<string> {
  const { rows } = await database().execute<{ body: string }>(
    sql`select m.body from outgoing_messages m join users u on u.email = m.recipient
      where u.id = ${sql.param(userId, schema.users.id)} and m.template = 'verification' order by m.created_at desc limit 1`,
  );
  return /\d{6}/.exec(rows[0]?.body ?? '')?.[0] ?? '';
}
const wrongFor = (code: string) => (code === '000000' ? '111111' : '000000');
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
/** Sends a code to the person of that session and shows it. */
async function show(organization: WorldOrganization, sessionId: Id<'session'>, role: 'admin' | 'finance' = 'finance') {
  const who = await askedBy(organization, sessionId, role);
  expect(await sendOwnCode(who, freshKey(), {})).toMatchObject({ ok: true });
  return verifyOwnCode(who, freshKey(), { code: await codeSentTo(organization.users[role]) });
}

const customer = () => ({ customerId: world.customers['D1']?.one.customerId });
const draft = async () => {
  const made = await createAdjustmentBatch(actorOf(world.d1), freshKey(), {
    kind: 'allocate',
    customers: [customer().customerId],
    amount: '1.00',
  });
  if (!made.ok) throw new Error(made.code);
  return made.id;
};
const moves: Readonly<Record<string, (who: Actor) => Promise<{ ok: boolean; code?: string }>>> = {
  'funds.allocate': (who) => allocateFunds(who, freshKey(), { ...customer(), amount: '2.00' }),
  'funds.reclaim': (who) => reclaimFunds(who, freshKey(), { ...customer(), amount: '1.00' }),
  'funds.allocate_reseller': (who) => allocateToReseller(who, freshKey(), { resellerId: world.r1a.id, amount: '2.00' }),
  'funds.reclaim_reseller': (who) => reclaimFromReseller(who, freshKey(), { resellerId: world.r1a.id, amount: '1.00' }),
  'batches.run': async (who) => runAdjustmentBatch(who, freshKey(), { batchId: await draft() }),
};

describe.each(Object.entries(moves))('%s', (name, move) => {
  it('asks for a code where the switch is on, moves nothing without, and works after the right one', async () => {
    const session = await signIn(world.d1);
    expect(await move(await askedBy(world.d1, session))).toMatchObject({ ok: true });
    await switchOn(world.d1);
    const balance = await balanceOf(world.d1);
    const who = await askedBy(world.d1, session);
    const { outcome, grown } = await watched(() => move(who));
    expect(outcome).toEqual({ ok: false, code: 'code_required', fields: {} });
    const drafted =
      name === 'batches.run'
        ? { adjustment_batches: 1, adjustment_batch_items: 1, audit_entries: 1, command_receipts: 1 }
        : {};
    expect(grown).toEqual(drafted);
    expect(await balanceOf(world.d1)).toBe(balance);
    expect(await show(world.d1, session)).toMatchObject({ ok: true });
    expect(await move(await askedBy(world.d1, session))).toMatchObject({ ok: true });
    expect(await balanceOf(world.d1)).not.toBe(balance);
  });

  it('never asks a program, nor an organization whose switch is off', async () => {
    await switchOn(world.d1);
    const key = actorOf(world.d1, 'admin', {
      via: 'api_key',
      userId: null,
      sessionId: null,
      codes: { areAsked: true, isShown: false },
    });
    expect(await move(key)).toMatchObject({ ok: true });
    await database().update(schema.organizations).set({ asksForCodes: false });
    expect(await move(await askedBy(world.d1, await signIn(world.d1)))).toMatchObject({ ok: true });
  });
});

describe('a code', () => {
  it('counts for the session that showed it and for no other, and for some minutes only', async () => {
    await switchOn(world.d1);
    const [session, other, colleague] = [
      await signIn(world.d1),
      await signIn(world.d1),
      await signIn(world.d1, 'admin'),
    ];
    expect(await show(world.d1, session)).toMatchObject({ ok: true, id: session });
    const isShown = async (id: Id<'session'>) => (await findSession(id))?.isVerified;
    expect([await isShown(session), await isShown(other), await isShown(colleague)]).toEqual([true, false, false]);
    const { rows } = await database().execute<{ minutes: number }>(
      sql`select round(extract(epoch from verified_until - clock_timestamp()) / 60)::int as minutes from sessions where verified_until is not null and id = ${sql.param(session, schema.sessions.id)}`,
    );
    expect(rows[0]?.minutes).toBe(5);
    await database()
      .update(schema.sessions)
      .set({ verifiedUntil: sql`clock_timestamp()` })
      .where(eq(schema.sessions.id, session));
    expect(await isShown(session)).toBe(false);
  });

  it('is of no use to anybody else', async () => {
    const [mine, theirs] = [await signIn(world.d1), await signIn(world.d1, 'admin')];
    await sendOwnCode(await askedBy(world.d1, mine), freshKey(), {});
    const code = await codeSentTo(world.d1.users.finance);
    const { outcome, grown } = await watched(async () =>
      verifyOwnCode(await askedBy(world.d1, theirs, 'admin'), freshKey(), { code }),
    );
    expect(outcome).toMatchObject({ ok: false, code: 'code_expired' });
    expect(grown).toEqual({});
    expect(await verifyOwnCode(await askedBy(world.d1, mine), freshKey(), { code })).toMatchObject({ ok: true });
  });

  it('works once; the same request sent twice is one', async () => {
    const session = await signIn(world.d1);
    const who = await askedBy(world.d1, session);
    await sendOwnCode(who, freshKey(), {});
    const code = await codeSentTo(world.d1.users.finance);
    const key = freshKey();
    const twice = await Promise.all([verifyOwnCode(who, key, { code }), verifyOwnCode(who, key, { code })]);
    expect(twice.map((outcome) => outcome.ok && outcome.replayed).toSorted()).toEqual([false, true]);
    expect(await verifyOwnCode(who, key, { code })).toMatchObject({ ok: true, replayed: true });
    expect(await verifyOwnCode(who, freshKey(), { code })).toMatchObject({ ok: false, code: 'code_expired' });
  });

  it('ends after five wrong tries, which count although they leave nothing else', async () => {
    const who = await askedBy(world.d1, await signIn(world.d1));
    await sendOwnCode(who, freshKey(), {});
    const code = await codeSentTo(world.d1.users.finance);
    const { grown } = await watched(async () => {
      for (let attempt = 0; attempt < codeLimits.triesMax; attempt += 1)
        expect(await verifyOwnCode(who, freshKey(), { code: wrongFor(code) })).toEqual({
          ok: false,
          code: 'code_wrong',
          fields: { code: 'code_wrong' },
        });
      expect(await verifyOwnCode(who, freshKey(), { code })).toMatchObject({ ok: false, code: 'code_expired' });
    });
    expect(grown).toEqual({});
  });

  it('ends with its time', async () => {
    const who = await askedBy(world.d1, await signIn(world.d1));
    await sendOwnCode(who, freshKey(), {});
    const code = await codeSentTo(world.d1.users.finance);
    await test.owner.query(`update verification_codes set expires_at = clock_timestamp()`);
    expect(await verifyOwnCode(who, freshKey(), { code })).toMatchObject({ ok: false, code: 'code_expired' });
  });

  it('is not sent twice within a minute, and goes to nobody but whoever asks', async () => {
    const who = await askedBy(world.d1, await signIn(world.d1));
    const key = freshKey();
    const first = await watched(() => sendOwnCode(who, key, {}));
    expect(first.outcome).toEqual({ ok: true, id: world.d1.users.finance, replayed: false });
    expect(first.grown).toEqual({ audit_entries: 1, command_receipts: 1, outgoing_messages: 1, verification_codes: 1 });
    expect(await sendOwnCode(who, key, {})).toMatchObject({ ok: true, replayed: true });
    const again = await watched(() => sendOwnCode(who, freshKey(), {}));
    expect(again.outcome).toEqual({ ok: false, code: 'code_too_soon', fields: {} });
    expect(again.grown).toEqual({});
    expect(await sendOwnCode(who, freshKey(), { recipient: 'x@evil.example' })).toMatchObject({
      code: 'invalid_input',
    });
  });

  it('does nothing for a session that ended meanwhile', async () => {
    const session = await signIn(world.d1);
    const who = await askedBy(world.d1, session);
    await sendOwnCode(who, freshKey(), {});
    await database()
      .update(schema.sessions)
      .set({ endedAt: sql`clock_timestamp()`, endedReason: 'signed_out' })
      .where(eq(schema.sessions.id, session));
    const code = await codeSentTo(world.d1.users.finance);
    const { outcome, grown } = await watched(() => verifyOwnCode(who, freshKey(), { code }));
    expect(outcome).toMatchObject({ ok: false, code: 'session_not_found' });
    expect(grown).toEqual({ audit_entries: 1 });
  });
});

describe('the switch', () => {
  it('is switched on by an administrator, and off only with a code', async () => {
    const session = await signIn(world.d1, 'admin');
    const set = async (areAsked: string) =>
      setCodes(await askedBy(world.d1, session, 'admin'), freshKey(), { areAsked });
    expect(await set('yes')).toEqual({ ok: true, id: world.d1.id, replayed: false });
    const { outcome, grown } = await watched(() => set('no'));
    expect(outcome).toMatchObject({ ok: false, code: 'code_required' });
    expect(grown).toEqual({});
    await show(world.d1, session, 'admin');
    expect(await set('no')).toMatchObject({ ok: true });
    expect((await findSession(session))?.organization.asksForCodes).toBe(false);
    const entries = await database()
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(
        sql`action = 'organization.set_codes' and session_id = ${sql.param(session, schema.auditEntries.sessionId)}`,
      )
      .orderBy(schema.auditEntries.at);
    expect(entries.map(({ detail }) => detail)).toEqual([
      { areAsked: true, areAskedWas: false },
      { areAsked: false, areAskedWas: true },
    ]);
  });

  it('[T2] is nobody else’s, and one organization’s only', async () => {
    expect(await setCodes(actorOf(world.d1, 'finance'), freshKey(), { areAsked: 'yes' })).toMatchObject({
      code: 'not_permitted',
    });
    for (const areAsked of ['', true, 'maybe', null])
      expect(await setCodes(actorOf(world.d1), freshKey(), { areAsked })).toMatchObject({ code: 'invalid_input' });
    await switchOn(world.d1);
    const rows = await database()
      .select({ id: schema.organizations.id })
      .from(schema.organizations)
      .where(eq(schema.organizations.asksForCodes, true));
    expect(rows).toEqual([{ id: world.d1.id }]);
  });
});

describe('a list that takes a while', () => {
  it('is carried out to its end by whoever has shown a code when it was started', async () => {
    await switchOn(world.d1);
    const session = await signIn(world.d1);
    const batchId = await draft();
    await show(world.d1, session);
    const who = await askedBy(world.d1, session);
    // The code's minutes are over while the rows are being carried out.
    await database().update(schema.sessions).set({ verifiedUntil: sql`clock_timestamp()` });
    expect(await runAdjustmentBatch(who, freshKey(), { batchId })).toMatchObject({ ok: true });
    const rows = await database()
      .select({ outcome: schema.adjustmentBatchItems.outcome })
      .from(schema.adjustmentBatchItems)
      .where(eq(schema.adjustmentBatchItems.batchId, batchId));
    expect(rows).toEqual([{ outcome: 'done' }]);
    expect(await runAdjustmentBatch(await askedBy(world.d1, session), freshKey(), { batchId })).toMatchObject({
      code: 'code_required',
    });
  });
});
