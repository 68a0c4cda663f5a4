import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { chunksOf, fileOf, sha256, start, started, type TaskId, taskOf } from '@/tests/exports';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';
import { downloadExport } from './download-export';
import { storeChunks } from './export-chunks';
import { claimExport } from './export-run';
import { findExportFile, listExports, readExportChunk } from './queries';
import { removeOldExports } from './remove-old-exports';
import { runExports } from './run-exports';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const makeSilent = (id: TaskId) =>
  database()
    .update(schema.exportTasks)
    .set({ heartbeatAt: sql`clock_timestamp() - interval '61 seconds'` })
    .where(eq(schema.exportTasks.id, id));

describe('asking for an export', () => {
  it('leaves a task that waits, with what restricts the list and nothing of how it was shown', async () => {
    const who = actorOf(world.s1);
    const query = 'q=acme&type=resale&after=abc&columns=name&manager=';
    const { outcome, grown } = await watched(() => start(who, { query, format: 'xlsx', language: 'zh-CN' }));
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, export_tasks: 1 });
    const [task] = await database().select().from(schema.exportTasks);
    expect(task).toMatchObject({
      ...{ organizationId: world.s1.id, userId: who.userId, list: 'customers', format: 'xlsx', language: 'zh-CN' },
      ...{ filter: { q: 'acme', type: 'resale' }, timeZone: 'Asia/Shanghai', state: 'waiting', attempts: 0 },
    });
  });

  it('is refused to whoever has one that is not done, and leaves nothing', async () => {
    const { outcome, grown } = await watched(() => start(actorOf(world.s1)));
    expect(outcome).toEqual({ ok: false, code: 'export_running', fields: {} });
    expect(grown).toEqual({});
    expect(await runExports()).toBe(1);
    expect(await start(actorOf(world.s1))).toMatchObject({ ok: true });
    expect(await runExports()).toBe(1);
  });

  it('makes one task for one key, and one when ten ask at once', async () => {
    const key = freshKey();
    const twice = [await start(actorOf(world.s2), {}, key), await start(actorOf(world.s2), {}, key)];
    expect(twice).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => start(actorOf(world.g1))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'export_running')).toHaveLength(9);
    expect([await runExports(), await runExports(), await runExports()]).toEqual([1, 1, 0]);
  });

  it('[T2] is for administrators, and knows its own words only', async () => {
    for (const role of ['finance', 'sales', 'viewer'] as const)
      expect(await start(actorOf(world.s1, role))).toMatchObject({ code: 'not_permitted' });
    for (const bad of [{ list: 'users' }, { format: 'pdf' }, { language: 'de' }, { query: 'q=%00' }])
      expect(await start(actorOf(world.s1), bad)).toMatchObject({ code: 'invalid_input' });
    expect(await start(actorOf(world.s1), { query: 'x'.repeat(2001) })).toMatchObject({ code: 'invalid_input' });
  });
});

describe('the job', () => {
  const waiting = async () => {
    const partner = await makeOrganization({ code: 'JOB', kind: 'solution_provider' });
    await makeCustomer(partner, `job-${freshKey()}`, 'resale');
    return { partner, id: await started(actorOf(partner)) };
  };

  it('run by two at once makes each file once, and finds nothing more', async () => {
    const [one, two] = [await waiting(), await waiting()];
    const { outcome, grown } = await watched(() => Promise.all([runExports(), runExports(), runExports()]));
    expect(outcome.toSorted()).toEqual([0, 1, 1]);
    expect(grown).toMatchObject({ export_chunks: 2, outbox_events: 2 });
    expect([(await taskOf(one.id)).state, (await taskOf(two.id)).state]).toEqual(['done', 'done']);
    expect(await runExports()).toBe(0);
  });

  it('killed in the middle is taken up by another once it is silent, from the beginning; the dead one changes nothing', async () => {
    const { id } = await waiting();
    const dead = await inTransaction(claimExport);
    if (!dead || dead === 'settled') throw new Error('nothing was claimed');
    async function* file() {
      yield Buffer.from('half of a file');
    }
    expect(await storeChunks(dead, file())).toBeDefined();
    expect(await runExports()).toBe(0);
    await makeSilent(id);
    expect(await runExports()).toBe(1);
    expect(await taskOf(id)).toMatchObject({ state: 'done', attempts: 2 });
    const before = await fileOf(id);
    expect(before.toString()).not.toContain('half of a file');
    const { outcome, grown } = await watched(() => storeChunks(dead, file()));
    expect([outcome, grown]).toEqual([undefined, {}]);
    expect(sha256(await fileOf(id))).toBe(sha256(before));
  });

  it('gives up after three attempts, and leaves no piece of a file', async () => {
    const { id } = await waiting();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      expect(await inTransaction(claimExport)).toMatchObject({ attempt });
      await makeSilent(id);
    }
    await database()
      .insert(schema.exportChunks)
      .values({ taskId: id, number: 0, organizationId: world.s1.id, rootId: world.s1.id, bytes: Buffer.from('x') });
    const { outcome, grown } = await watched(() => runExports());
    expect([outcome, grown]).toEqual([1, { audit_entries: 1, export_chunks: -1 }]);
    expect(await taskOf(id)).toMatchObject({ state: 'failed', bytes: null, sha256: null });
    expect(await runExports()).toBe(0);
  });

  it.each([
    ['was disabled', `state = 'disabled', disabled_at = clock_timestamp()`],
    ['is no administrator any more', `roles = array['sales']`],
  ])('closes the task of somebody who %s, waiting or half made', async (_name, change) => {
    for (const isHalfMade of [false, true]) {
      const { id, partner } = await waiting();
      const run = isHalfMade ? await inTransaction(claimExport) : undefined;
      await test.owner.query(`update users set ${change} where id = $1`, [
        schema.users.id.mapToDriverValue(partner.users.admin),
      ]);
      if (run && run !== 'settled') {
        async function* file() {
          yield Buffer.from('x');
        }
        expect(await storeChunks(run, file())).toBeUndefined();
      } else expect(await runExports()).toBe(1);
      expect(await taskOf(id)).toMatchObject({ state: 'failed' });
      expect(await chunksOf(id)).toEqual([]);
    }
  });

  it('closes the tasks of an organization that is frozen', async () => {
    const { id, partner } = await waiting();
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(eq(schema.organizations.id, partner.id));
    expect(await runExports()).toBe(1);
    expect(await taskOf(id)).toMatchObject({ state: 'failed' });
  });
});

describe('downloading', () => {
  const download = (who: Actor, taskId: unknown) => downloadExport(who, freshKey(), { taskId });

  it('[F16] keeps who took what: filter, rows, size, digest', async () => {
    const id = await started(actorOf(world.r1a), { query: 'type=resale' });
    const early = await watched(() => download(actorOf(world.r1a), id));
    expect(early).toEqual({ outcome: { ok: false, code: 'export_not_ready', fields: {} }, grown: {} });
    await runExports();
    const { outcome, grown } = await watched(() => download(actorOf(world.r1a), id));
    expect(outcome).toMatchObject({ ok: true, id });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    const { bytes, sha256: digest } = await taskOf(id);
    const [entry] = await database()
      .select({ detail: schema.auditEntries.detail, userId: schema.auditEntries.userId })
      .from(schema.auditEntries)
      .where(sql`subject_id = ${id} and action = 'exports.download'`);
    expect(entry).toEqual({
      userId: world.r1a.users.admin,
      detail: { list: 'customers', format: 'csv', filter: 'type=resale', rows: 3, bytes, sha256: digest },
    });
  });

  it('[T3] is of own files only: others answer like an id that names nothing, in lists and pieces too', async () => {
    const id = await started(actorOf(world.r2a));
    await runExports();
    for (const who of [world.d2, world.s1, world.operator])
      for (const taskId of [id, newId('exportTask')]) {
        const { outcome, grown } = await watched(() => download(actorOf(who), taskId));
        expect([outcome, grown]).toEqual([{ ok: false, code: 'export_not_found', fields: {} }, { audit_entries: 1 }]);
      }
    const [own, foreign] = [actorOf(world.r2a), actorOf(world.d2)].map((who) => readScope(who, 'customers.export'));
    if (!own || !foreign) throw new Error('scopes');
    const listed = (await listExports(own, 'customers', { limit: 10 })).rows.map((row) => row.id);
    expect(listed).toEqual([id]);
    expect((await listExports(foreign, 'customers', { limit: 10 })).rows.map((row) => row.id)).not.toContain(id);
    expect(await readExportChunk(own, id, 0)).toBeDefined();
    expect(await findExportFile(own, id)).toMatchObject({ format: 'csv' });
    expect([await readExportChunk(foreign, id, 0), await findExportFile(foreign, id)]).toEqual([undefined, undefined]);
  });

  it('ends when the file has been kept as long as the setting says; what it was stays', async () => {
    const id = await started(actorOf(world.r1b));
    await runExports();
    const age = (days: number) =>
      database()
        .update(schema.exportTasks)
        .set({ finishedAt: sql`clock_timestamp() - make_interval(days => ${days}, mins => 1)` })
        .where(eq(schema.exportTasks.id, id));
    await age(6);
    expect(await removeOldExports()).toBe(0);
    await age(7);
    const removed = await Promise.all([removeOldExports(), removeOldExports()]);
    expect(removed.toSorted()).toEqual([0, 1]);
    expect(await removeOldExports()).toBe(0);
    expect(await chunksOf(id)).toEqual([]);
    expect(await download(actorOf(world.r1b), id)).toMatchObject({ code: 'export_not_ready' });
    const scope = readScope(actorOf(world.r1b), 'customers.export');
    const [row] = (await listExports(scope, 'customers', { limit: 1 })).rows;
    expect(row).toMatchObject({ id, state: 'removed', rowsDone: 4, sha256: expect.any(String) });
  });
});
