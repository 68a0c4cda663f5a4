import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { markAllNoticesRead } from './mark-all-read';
import { markNoticeRead } from './mark-read';
import type { NoticeKind } from './model';
import { countUnread, listNotices } from './queries';

const { notices } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

async function makeNotice(
  organization: WorldOrganization,
  role: 'admin' | 'finance',
  kind: NoticeKind = 'customer.frozen',
): Promise<Id<'notice'>> {
  const id = newId('notice');
  const { id: organizationId, rootId, users } = organization;
  await database()
    .insert(notices)
    .values({ id, organizationId, rootId, userId: users[role], eventId: newId('event'), kind, subjectId: 'x' });
  return id;
}
const scopeOf = (organization: WorldOrganization, role: 'admin' | 'finance' = 'admin') =>
  readScope(actorOf(organization, role), 'notices.read');
const isRead = async (id: Id<'notice'>) => {
  const [row] = await database().select({ readAt: notices.readAt }).from(notices).where(eq(notices.id, id));
  return row?.readAt;
};

describe('marking a notice as read', () => {
  it('counts it out, once, and keeps when', async () => {
    const id = await makeNotice(world.s1, 'admin');
    expect(await countUnread(scopeOf(world.s1))).toBe(1);
    const before = await rowCounts();
    const key = freshKey();
    const mark = (requestKey = freshKey()) => markNoticeRead(actorOf(world.s1), requestKey, { noticeId: id });
    expect(await mark(key)).toEqual({ ok: true, id, replayed: false });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    const at = await isRead(id);
    expect(at).toBeInstanceOf(Date);
    expect(await mark(key)).toMatchObject({ ok: true, replayed: true });
    expect(await mark()).toMatchObject({ ok: true });
    expect(await isRead(id)).toEqual(at);
    expect(await countUnread(scopeOf(world.s1))).toBe(0);
  });

  it('[T3] a colleague’s or another organization’s is like one that does not exist', async () => {
    const ids = [await makeNotice(world.s1, 'finance'), await makeNotice(world.s2, 'admin'), newId('notice')];
    const before = await rowCounts();
    for (const noticeId of ids)
      expect(await markNoticeRead(actorOf(world.s1), freshKey(), { noticeId })).toEqual({
        ok: false,
        code: 'notice_not_found',
        fields: {},
      });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 3 });
    expect(await Promise.all(ids.map(isRead))).toEqual([null, null, undefined]);
  });

  it('of all at once, touches nobody else’s', async () => {
    const [own, , colleague] = [
      await makeNotice(world.s1, 'admin'),
      await makeNotice(world.s1, 'admin'),
      await makeNotice(world.s1, 'finance'),
    ];
    const key = freshKey();
    const outcome = await markAllNoticesRead(actorOf(world.s1), key, {});
    expect(outcome).toEqual({ ok: true, id: world.s1.users.admin, replayed: false });
    expect(await markAllNoticesRead(actorOf(world.s1), key, {})).toMatchObject({ ok: true, replayed: true });
    expect([await isRead(own), await isRead(colleague)]).toEqual([expect.any(Date), null]);
    expect(await countUnread(scopeOf(world.s1))).toBe(0);
    expect(await countUnread(scopeOf(world.s1, 'finance'))).toBeGreaterThan(0);
  });
});

describe('the list of notices', () => {
  it('holds the reader’s own, filtered, and counts no further than a hundred', async () => {
    const list = async (filter: Parameters<typeof listNotices>[1], limit = 50) =>
      (await listNotices(scopeOf(world.d1), filter, { limit })).rows;
    expect(await list({})).toEqual([]);
    const frozen = await makeNotice(world.d1, 'admin');
    const left = await makeNotice(world.d1, 'admin', 'customer.left');
    await makeNotice(world.d1, 'finance');
    expect((await list({})).map(({ id }) => id)).toEqual([left, frozen]);
    expect((await list({ kind: 'customer.left' })).map(({ id }) => id)).toEqual([left]);
    await markNoticeRead(actorOf(world.d1), freshKey(), { noticeId: left });
    expect((await list({ isUnread: true })).map(({ id }) => id)).toEqual([frozen]);
    for (let count = 0; count < 120; count += 1) await makeNotice(world.d1, 'admin');
    expect(await countUnread(scopeOf(world.d1))).toBe(100);
    const page = await listNotices(scopeOf(world.d1), {}, { limit: 50 });
    expect([page.rows.length, page.before, typeof page.after]).toEqual([50, undefined, 'string']);
  });

  it('is empty for a program', async () => {
    const key = readScope(
      actorOf(world.d1, 'admin', { via: 'api_key', userId: null, sessionId: null }),
      'notices.read',
    );
    expect((await listNotices(key, {}, { limit: 50 })).rows).toEqual([]);
    expect(await countUnread(key)).toBe(0);
  });
});
