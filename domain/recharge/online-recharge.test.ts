import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import {
  actorOf,
  balanceOf,
  freshKey,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { expireOnlineRecharges } from './expire-online-recharges';
import { findOnlineRecharge, getOnlineTerms, listOnlineRecharges } from './online-queries';
import { startOnlineRecharge } from './start-online-recharge';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const { onlineRecharges } = schema;
let made = 0;
const partner = () => makeOrganization({ code: `OR${++made}`, kind: 'solution_provider' });
const start = (of: WorldOrganization, amount = '100.00', key = freshKey()) =>
  startOnlineRecharge(actorOf(of, 'finance'), key, { amount, provider: 'test' });
async function started(of: WorldOrganization, amount = '100.00'): Promise<Id<'onlineRecharge'>> {
  const outcome = await start(of, amount);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}
const letPass = (id: Id<'onlineRecharge'>) =>
  test.owner.query(`update online_recharges set expires_at = clock_timestamp() - interval '1 second' where id = $1`, [
    onlineRecharges.id.mapToDriverValue(id),
  ]);

describe('starting an online recharge', () => {
  it('keeps what is to be paid and credits nothing', async () => {
    const of = await partner();
    const key = freshKey();
    const outcome = await start(of, '1,234.50', key);
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(await start(of, '1,234.50', key)).toEqual({ ...outcome, replayed: true });
    expect(await start(of, '1.00', key)).toMatchObject({ ok: false, code: 'request_reused' });
    const scope = readScope(actorOf(of, 'viewer'), 'recharge.read');
    const { rows } = await listOnlineRecharges(scope, pageRequest({}, { key: 'instant', id: 'onlineRecharge' }));
    expect(rows).toMatchObject([{ id: outcome.ok && outcome.id, state: 'created', isOpen: true, provider: 'test' }]);
    expect(rows[0]?.amount).toEqual({ minor: 123_450n, currency: 'CNY' });
    expect(await balanceOf(of)).toBe(0n);
  });

  it.each([
    ['0.99', 'out_of_bounds'],
    ['1000000.01', 'out_of_bounds'],
    ['0', 'amount_not_positive'],
    ['-5', 'amount_not_positive'],
    ['1.001', 'amount_too_precise'],
    ['', 'amount_missing'],
  ])('refuses %s', async (amount, problem) => {
    const { code, fields } = await refusedUntouched(() => start(world.s1, amount));
    expect(code).toBe('invalid_input');
    expect(fields).toEqual({ amount: problem });
  });

  it('takes the bounds themselves', async () => {
    const of = await partner();
    const { least, most } = await getOnlineTerms(readScope(actorOf(of), 'recharge.read'));
    expect([least.minor, most.minor]).toEqual([100n, 100_000_000n]);
    for (const amount of ['1.00', '1000000.00']) expect(await start(of, amount)).toMatchObject({ ok: true });
  });

  it('refuses a way to pay that there is not, and one that is switched off', async () => {
    const ask = (provider: string) => () =>
      startOnlineRecharge(actorOf(world.s1), freshKey(), { amount: '5.00', provider });
    for (const provider of ['alipay', 'Test', '__proto__'])
      expect(await refusedUntouched(ask(provider))).toEqual({ code: 'invalid_input', fields: { provider: 'invalid' } });
  });

  it('lets ten wait, also when fifty ask at once, and the next when one is over', async () => {
    const of = await partner();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => start(of, '5.00'))));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(10);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['too_many_open_recharges']),
    );
    expect(await refusedUntouched(() => start(of))).toMatchObject({ code: 'too_many_open_recharges' });
    const [first] = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : []));
    if (first) await letPass(first);
    expect(await start(of)).toMatchObject({ ok: true });
  });

  it('is not for a partner that has just been frozen', async () => {
    const of = await partner();
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()`, frozenReason: 'Test' })
      .where(eq(schema.organizations.id, of.id));
    expect(await refusedUntouched(() => start(of))).toMatchObject({ code: 'organization_frozen' });
  });

  it('[T2] is not for viewers, resellers and the operator', async () => {
    for (const who of [actorOf(world.s1, 'viewer'), actorOf(world.r1a), actorOf(world.operator)])
      expect(
        await refusedUntouched(() => startOnlineRecharge(who, freshKey(), { amount: '5.00', provider: 'test' })),
      ).toMatchObject({ code: 'not_permitted' });
  });
});

describe('online recharges', () => {
  it('[T3] are seen by their own partner alone', async () => {
    const [mine, other] = [await partner(), await partner()];
    const id = await started(mine);
    const scope = readScope(actorOf(other), 'recharge.read');
    expect(await findOnlineRecharge(scope, id)).toBeUndefined();
    expect(await findOnlineRecharge(scope, newId('onlineRecharge'))).toBeUndefined();
    expect(await findOnlineRecharge(readScope(actorOf(mine), 'recharge.read'), id)).toMatchObject({ id });
    expect((await listOnlineRecharges(scope, pageRequest({}, { key: 'instant', id: 'onlineRecharge' }))).rows).toEqual(
      [],
    );
  });

  it('end when their time is over: by two jobs at once each once, and not again', async () => {
    const of = await partner();
    const ids = [await started(of), await started(of), await started(of)];
    for (const id of ids.slice(0, 2)) await letPass(id);
    const before = await rowCounts();
    const ended = await Promise.all([expireOnlineRecharges(), expireOnlineRecharges()]);
    expect(ended.reduce((a, b) => a + b, 0) + (await expireOnlineRecharges())).toBeGreaterThanOrEqual(2);
    expect(await expireOnlineRecharges()).toBe(0);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: ended.reduce((a, b) => a + b, 0) });
    const states = await database()
      .select({ id: onlineRecharges.id, state: onlineRecharges.state })
      .from(onlineRecharges)
      .where(eq(onlineRecharges.organizationId, of.id));
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map(ids.map((id, n) => [id, n < 2 ? 'expired' : 'created'])),
    );
  });
});
