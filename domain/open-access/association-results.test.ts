import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { type OutboundResult, postOutbound } from '@/lib/outbound';
import { notifyAt, resultOf } from '@/tests/association-results';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { type Receiver, startReceiver } from '@/tests/webhook-receiver';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { announceNext } from './announce-associations';
import { findNotificationAddress, listAssociationResults, type ResultFilter } from './association-result-queries';
import { sendResultAgain } from './send-result-again';
import { testNotification } from './test-notification';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  await test.owner.query('delete from association_results; delete from access_configurations');
});
afterAll(() => test.close());

const url = 'https://partner.example/bind';
const { associationResults } = schema;
const customerOf = (code: string) => world.customers[code]?.one.customerId ?? newId('customer');
const again = (of: WorldOrganization, id: Id<'associationResult'>, key = freshKey()) =>
  sendResultAgain(actorOf(of), key, { associationResultId: id });
const stateOf = async (id: Id<'associationResult'>) =>
  (await database().select().from(associationResults).where(eq(associationResults.id, id)))[0];
const answer = (status: number) => async (): Promise<OutboundResult> => ({
  ...{ outcome: 'answered', status, headers: {}, body: '', durationMs: 1 },
});

describe('sending a result again', () => {
  it('puts it back with all its attempts, once', async () => {
    await notifyAt(world.s1, url);
    const id = await resultOf(world.s1, customerOf('S1'));
    const [key, before] = [freshKey(), await rowCounts()];
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => again(world.s1, id, key))));
    expect(outcomes.filter((outcome) => outcome.ok && !outcome.replayed)).toHaveLength(1);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await stateOf(id)).toMatchObject({ state: 'waiting', attempts: 0, finishedAt: null });
    expect(await announceNext(answer(200))).toBe(1);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', attempts: 1 });
    expect(await again(world.s1, id)).toMatchObject({ ok: true });
  });

  it('[T3] refuses what is not one’s own, not there, on its way, overtaken, or without an address', async () => {
    await notifyAt(world.s1, url);
    await notifyAt(world.s2, url);
    const [foreign, own] = [await resultOf(world.s2, customerOf('S2')), await resultOf(world.s1, customerOf('S1'))];
    const nobody = await refusedUntouched(() => again(world.s1, newId('associationResult')));
    expect(nobody).toEqual({ code: 'association_result_not_found', fields: {} });
    expect(await refusedUntouched(() => again(world.s1, foreign))).toEqual(nobody);
    await resultOf(world.s1, customerOf('S1'), { bindAction: 1, state: 'delivered' });
    expect(await refusedUntouched(() => again(world.s1, own))).toMatchObject({ code: 'association_result_overtaken' });
    const waiting = await resultOf(world.s1, customerOf('S1'), { state: 'waiting' });
    expect(await refusedUntouched(() => again(world.s1, waiting))).toMatchObject({
      code: 'association_result_waiting',
    });
    await notifyAt(world.s2, null);
    expect(await refusedUntouched(() => again(world.s2, foreign))).toMatchObject({ code: 'notification_url_missing' });
    for (const who of [actorOf(world.s1, 'viewer'), actorOf(world.operator)]) {
      const input = { associationResultId: own };
      expect(await refusedUntouched(() => sendResultAgain(who, freshKey(), input))).toMatchObject({
        code: 'not_permitted',
      });
    }
  });
});

describe('testing the address', () => {
  const ask = (key = freshKey()) => testNotification(actorOf(world.s1), key, {});

  it('[W5] sends one message about nobody, once, five times a minute, and nobody sends it again', async () => {
    await notifyAt(world.s1, url);
    const keys = Array.from({ length: 20 }, () => freshKey());
    const outcomes = await Promise.all(keys.map((key) => decided(() => ask(key))));
    const made = outcomes.filter(({ ok }) => ok);
    expect(made).toHaveLength(5);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['too_many_tests']),
    );
    const bodies: string[] = [];
    while (
      (await announceNext(async ({ body }) => {
        bodies.push(body);
        return answer(500)();
      })) > 0
    );
    expect(bodies).toHaveLength(5);
    const message = Buffer.from(new URLSearchParams(bodies[0]).get('bindRequest') ?? '', 'base64').toString();
    expect(JSON.parse(message)).toMatchObject({ test: true, domainId: '0'.repeat(32), xAccountId: '' });
    const rows = await database().select().from(associationResults);
    expect(new Set(rows.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['failed 1']));
    const [first] = rows;
    expect(await again(world.s1, first?.id ?? newId('associationResult'))).toMatchObject({
      code: 'association_result_not_found',
    });
    await test.owner.query(`update association_results set created_at = created_at - interval '61 seconds'`);
    expect(await ask()).toMatchObject({ ok: true });
    await test.owner.query(`update association_results set created_at = created_at - interval '8 days'`);
    await announceNext(answer(200));
    await announceNext(answer(200));
    expect(await database().$count(associationResults)).toBe(0);
  });

  it('needs an address and an administrator', async () => {
    expect(await refusedUntouched(() => ask())).toMatchObject({ code: 'notification_url_missing' });
    await notifyAt(world.s1, null);
    expect(await refusedUntouched(() => ask())).toMatchObject({ code: 'notification_url_missing' });
    const viewer = actorOf(world.s1, 'viewer');
    expect(await refusedUntouched(() => testNotification(viewer, freshKey(), {}))).toMatchObject({
      code: 'not_permitted',
    });
  });
});

describe('the list of results', () => {
  const scope = (of = world.s1) => readScope(actorOf(of, 'viewer'), 'open_access.read');
  const list = async (filter: ResultFilter = {}, of = world.s1) =>
    (await listAssociationResults(scope(of), filter, { limit: 50 })).rows;

  it('[T4] shows one’s own, with what became of them, and filters by all it shows', async () => {
    await notifyAt(world.s1, url);
    const [bound, left] = [
      await resultOf(world.s1, customerOf('S1')),
      await resultOf(world.s1, customerOf('S1'), { bindAction: 1, state: 'delivered' }),
    ];
    const other = await resultOf(world.s2, customerOf('S2'));
    await testNotification(actorOf(world.s1), freshKey(), {});
    const rows = await list();
    expect(
      rows.map(({ customer, bindAction, state, maySendAgain }) => [customer?.id, bindAction, state, maySendAgain]),
    ).toEqual([
      [undefined, 0, 'waiting', false],
      [customerOf('S1'), 1, 'delivered', true],
      [customerOf('S1'), 0, 'failed', false],
    ]);
    const ids = async (filter: ResultFilter) => (await list(filter)).map(({ id }) => id);
    expect(await ids({ state: 'failed' })).toEqual([bound]);
    expect(await ids({ bindAction: 1 })).toEqual([left]);
    expect(await ids({ from: '2099-01-01' })).toEqual([]);
    expect(await ids({ to: 'nonsense' })).toEqual([]);
    expect((await list({}, world.s2)).map(({ id }) => id)).toEqual([other]);
    expect(await list({}, world.d1)).toEqual([]);
  });

  it('[W5] does not tell an inside address from one that does not answer', async () => {
    await notifyAt(world.s1, 'https://127.1/');
    const id = await resultOf(world.s1, customerOf('S1'), { state: 'waiting' });
    await announceNext(answer(200));
    expect(await list()).toMatchObject([{ id, outcome: 'unreachable', status: null }]);
    expect(await findNotificationAddress(scope())).toBeUndefined();
    await notifyAt(world.s1, url);
    expect(await findNotificationAddress(scope())).toMatchObject({ href: url });
  });

  it('pages without gaps', async () => {
    for (let index = 0; index < 5; index += 1) await resultOf(world.s1, customerOf('S1'));
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = pageRequest(after ? { after } : {}, { key: 'instant', id: 'associationResult' });
      const { rows, after: next } = await listAssociationResults(scope(), {}, { ...page, limit: 2 });
      seen.push(...rows.map(({ id }) => id));
      after = next;
    } while (after);
    expect(seen).toHaveLength(5);
    expect(new Set(seen).size).toBe(5);
  });
});

describe('over the wire', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver('bind.partner.example');
  });
  afterAll(() => receiver.close());

  it('a result arrives as a form by TLS, and redirects are not followed', async () => {
    await notifyAt(world.s1, receiver.url('/bind'));
    const id = await resultOf(world.s1, customerOf('S1'), { state: 'waiting' });
    receiver.answer({ status: 307, headers: { location: receiver.url('/elsewhere') } });
    await announceNext(postOutbound);
    expect(await stateOf(id)).toMatchObject({ state: 'waiting', lastOutcome: 'redirected', lastStatus: 307 });
    receiver.answer({ status: 200 });
    await test.owner.query('update association_results set next_at = clock_timestamp()');
    await announceNext(postOutbound);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', lastStatus: 200 });
    expect(receiver.received.map(({ path }) => path)).toEqual(['/bind', '/bind']);
    const [first, second] = receiver.received;
    expect(first?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(second?.body).toBe(first?.body);
  });
});
