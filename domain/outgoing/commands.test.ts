import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { openMessage } from './open-message';
import { findMessage, findOpened, listMessages } from './queries';
import { queueMessage } from './queue-message';
import { retryMessage } from './retry-message';
import { sendWaiting } from './send-messages';

const { outgoingMessages } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const operator = () => actorOf(world.operator);
const scopeOf = (who: ReturnType<typeof actorOf>) => readScope(who, 'messages.read');
const queue = (recipient: string, channel: 'email' | 'sms' = 'email') =>
  inTransaction(async (tx) => {
    const { id: organizationId, rootId } = world.s1;
    const to = { organizationId, rootId, channel, recipient, language: 'en' as const };
    const id = await queueMessage(tx, to, {
      template: 'verification',
      values: { code: '123456', minutes: '10' },
      holdsSecret: true,
    });
    if (!id) throw new Error(`nothing was written to ${recipient}`);
    return id;
  });
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

describe('writing a message down', () => {
  it.each(['c1@00ff.invalid', 'C1@00FF.INVALID'])('leaves out %s, where nobody can be reached', async (recipient) => {
    const { grown } = await watched(() => expect(queue(recipient)).rejects.toThrow('nothing was written'));
    expect(grown).toEqual({});
    expect(await queue('c1@invalid.example')).toMatch(/^msg_/);
  });
});

describe('opening a message', () => {
  it('[P6] shows it to the session that asked, for a minute, with an audit row that does not hold it', async () => {
    const id = await queue('receiver@b.example');
    const who = operator();
    expect(await findOpened(scopeOf(who), id, who.sessionId)).toBeUndefined();
    const key = freshKey();
    const { outcome, grown } = await watched(() => openMessage(who, key, { messageId: id }));
    expect(outcome).toEqual({ ok: true, id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await openMessage(who, key, { messageId: id })).toMatchObject({ ok: true, replayed: true });
    expect(await findOpened(scopeOf(who), id, who.sessionId)).toMatchObject({
      recipient: 'receiver@b.example',
      body: expect.stringContaining('123456'),
    });
    const elsewhere = operator();
    expect(await findOpened(scopeOf(elsewhere), id, elsewhere.sessionId)).toBeUndefined();
    expect(await findOpened(scopeOf(who), await queue('other@b.example'), who.sessionId)).toBeUndefined();
    const [entry] = await database().select().from(schema.auditEntries).where(eq(schema.auditEntries.subjectId, id));
    expect(entry).toMatchObject({ action: 'messages.open', detail: { template: 'verification' }, userId: who.userId });
    await test.owner.query('alter table audit_entries disable trigger audit_entries_keep_rows');
    await test.owner.query(`update audit_entries set at = at - interval '61 seconds' where action = 'messages.open'`);
    await test.owner.query('alter table audit_entries enable trigger audit_entries_keep_rows');
    expect(await findOpened(scopeOf(who), id, who.sessionId)).toBeUndefined();
  });

  it('[T2] [T3] is for the operator’s administrators, and finds what exists only', async () => {
    const id = await queue('receiver@b.example');
    for (const who of [actorOf(world.s1), actorOf(world.operator, 'finance'), actorOf(world.operator, 'viewer')]) {
      const { outcome, grown } = await watched(() => openMessage(who, freshKey(), { messageId: id }));
      expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
      expect(grown).toEqual({ audit_entries: 1 });
    }
    for (const run of [openMessage, retryMessage])
      expect(await run(operator(), freshKey(), { messageId: newId('message') })).toMatchObject({
        ok: false,
        code: 'message_not_found',
      });
  });
});

describe('the list of messages', () => {
  it('masks whom they went to, filters by everything it shows, and is the operator’s alone', async () => {
    await queue('unique@b.example');
    await queue('13912345678', 'sms');
    const list = async (filter: Parameters<typeof listMessages>[1]) =>
      (await listMessages(scopeOf(operator()), filter, { limit: 50 })).rows;
    expect((await list({ recipient: 'unique@b.example' })).map(({ recipient }) => recipient)).toEqual([
      'u***@b.example',
    ]);
    expect((await list({ channel: 'sms' })).map(({ recipient }) => recipient)).toEqual(['139****5678']);
    expect(await list({ recipient: 'unique' })).toEqual([]);
    expect(await list({ template: 'notice' })).toEqual([]);
    expect(await list({ state: 'failed' })).toEqual([]);
    expect(await list({ from: '2099-01-01' })).toEqual([]);
    expect(await list({ to: 'yesterday' })).toEqual([]);
    expect(
      (await list({ state: 'waiting', template: 'verification', from: '2020-01-01', to: '2099-01-01' })).length,
    ).toBeGreaterThan(1);
    expect(JSON.stringify(await list({}))).not.toMatch(/123456|unique@/);
    // No partner can get such a scope; should one ever hold it, there is still nothing.
    const foreign = readScope(actorOf(world.s1), 'customers.read');
    expect((await listMessages(foreign, {}, { limit: 50 })).rows).toEqual([]);
    expect(await findMessage(foreign, await queue('x@b.example'))).toBeUndefined();
  });

  it('pages without gaps', async () => {
    for (let index = 0; index < 5; index += 1) await queue(`paged@b.example`);
    const seen: string[] = [];
    let after: Parameters<typeof listMessages>[2]['after'];
    for (;;) {
      const page = await listMessages(scopeOf(operator()), { recipient: 'paged@b.example' }, { limit: 2, after });
      seen.push(...page.rows.map(({ id }) => id));
      const last = page.rows.at(-1);
      if (!page.after || !last) break;
      const [key, id] = JSON.parse(Buffer.from(page.after, 'base64url').toString());
      after = { key, id };
    }
    expect(new Set(seen).size).toBe(5);
  });
});

describe('trying again', () => {
  it('puts a mail that was given up back in line, once, and no other', async () => {
    await database().update(outgoingMessages).set({ state: 'kept' });
    const id = await queue('again@b.example');
    const retry = (key = freshKey()) => retryMessage(operator(), key, { messageId: id });
    const { outcome, grown } = await watched(() => retry());
    expect(outcome).toMatchObject({ ok: false, code: 'message_not_failed' });
    expect(grown).toEqual({});
    await sendWaiting(async () => ({ state: 'never', problem: 'recipient_refused', code: 550 }));
    const key = freshKey();
    const done = await watched(() => retry(key));
    expect(done.outcome).toEqual({ ok: true, id, replayed: false });
    expect(done.grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await retry(key)).toMatchObject({ ok: true, replayed: true });
    expect(await retry()).toMatchObject({ ok: false, code: 'message_not_failed' });
    expect(await sendWaiting(async () => ({ state: 'sent' }))).toBe(1);
    const [row] = await database().select().from(outgoingMessages).where(sql`recipient = 'again@b.example'`);
    expect(row).toMatchObject({ state: 'sent', attempts: 1, problem: null });
  });
});
