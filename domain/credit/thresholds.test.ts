import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { type Id, newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { partnerWith } from '@/tests/credit';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { customerActor } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, freshKey, seedWorld, type World, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { removeThreshold } from './remove-threshold';
import { setThreshold } from './set-threshold';
import { listThresholds } from './threshold-queries';
import { watchBalances } from './watch-balances';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

async function thresholdFor(partner: WorldOrganization, amount: string, customer?: WorldCustomer) {
  const input = { amount, customerId: customer?.customerId ?? null };
  const outcome = await setThreshold(actorOf(partner, 'finance'), freshKey(), input);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}
const rowOf = async (id: Id<'balanceThreshold'>) => {
  const { balanceThresholds } = schema;
  const [row] = await database()
    .select()
    .from(balanceThresholds)
    .where(sql`id = ${uuidOf(id)}::uuid`);
  return row;
};
describe('setting a threshold', () => {
  it('keeps one for each balance: a second takes the place of the first', async () => {
    const { partner, customer } = await partnerWith(world, '10.00');
    const before = await rowCounts();
    const own = await thresholdFor(partner, '1,000.00');
    const theirs = await thresholdFor(partner, '20.00', customer);
    expect(grownBy(before, await rowCounts())).toEqual({
      balance_thresholds: 2,
      audit_entries: 2,
      command_receipts: 2,
    });
    expect(await thresholdFor(partner, '500.00')).toBe(own);
    expect(await thresholdFor(partner, '30.00', customer)).toBe(theirs);
    expect([(await rowOf(own))?.thresholdMinor, (await rowOf(theirs))?.thresholdMinor]).toEqual([50_000n, 3_000n]);
    const audits = await database().select().from(schema.auditEntries).where(sql`subject_id = ${own} order by at`);
    expect(audits.map(({ detail }) => detail)).toEqual([
      { customerId: null, amountWas: null, amount: '1000.00', currency: 'CNY' },
      { customerId: null, amountWas: '1000.00', amount: '500.00', currency: 'CNY' },
    ]);
  });

  it('is refused for a customer that is not the partner’s, like an id that names nothing; customers watch their own only', async () => {
    const ask = (who: Parameters<typeof setThreshold>[0], customerId: string | undefined) =>
      refusedUntouched(() => setThreshold(who, freshKey(), { customerId, amount: '1.00' }));
    const nobody = { code: 'customer_not_found', fields: {} };
    expect(await ask(actorOf(world.s1), newId('customer'))).toEqual(nobody);
    expect(await ask(actorOf(world.s1), world.customers['S2']?.one.customerId)).toEqual(nobody);
    expect(await ask(actorOf(world.d1), world.customers['R1a']?.one.customerId)).toEqual(nobody);
    const customer = world.customers['S1']?.one;
    if (!customer) throw new Error('the world has customers');
    expect(await ask(customerActor(customer), customer.customerId)).toEqual(nobody);
    expect(await ask(customerActor(customer), world.customers['S1']?.two.customerId)).toEqual(nobody);
  });

  it('is refused for a customer of referral; one that becomes such is watched no longer', async () => {
    const referral = world.customers['S1']?.referral;
    const run = () => setThreshold(actorOf(world.s1), freshKey(), { customerId: referral?.customerId, amount: '1.00' });
    expect(await refusedUntouched(run)).toEqual({ code: 'referral_customer', fields: {} });
    const { partner, customer } = await partnerWith(world, '10.00');
    const id = await thresholdFor(partner, '20.00', customer);
    await test.owner.query(`update associations set type = 'referral' where customer_id = $1`, [
      uuidOf(customer.customerId),
    ]);
    const scope = readScope(actorOf(partner, 'finance'), 'thresholds.manage');
    const { rows } = await listThresholds(scope, { limit: 5 });
    expect(rows.map((row) => [row.id, row.available])).toEqual([[id, undefined]]);
    while ((await watchBalances()) > 0);
    expect((await rowOf(id))?.isCrossed).toBe(false);
  });

  it.each([
    ['amount', 'amount_not_positive', { amount: '0' }],
    ['amount', 'amount_missing', { amount: '' }],
    ['amount', 'amount_too_precise', { amount: '0.001' }],
    ['customerId', 'invalid_id', { customerId: 'cus_x' }],
  ])('a wrong %s is named as %s', async (field, problem, wrong) => {
    const run = () => setThreshold(actorOf(world.s1), freshKey(), { customerId: '', amount: '1', ...wrong });
    expect(await refusedUntouched(run)).toEqual({ code: 'invalid_input', fields: { [field]: problem } });
  });

  it('is nobody’s who does not keep the money', async () => {
    for (const who of [
      actorOf(world.s1, 'sales'),
      actorOf(world.s1, 'viewer'),
      actorOf(world.g1),
      actorOf(world.operator),
    ])
      expect(await refusedUntouched(() => setThreshold(who, freshKey(), { amount: '1' }))).toMatchObject({
        code: 'not_permitted',
      });
  });

  it('[M6] fifty at once leave one, and one request given twice sets it once', async () => {
    const { partner } = await partnerWith(world, '10.00');
    const before = await rowCounts();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => setThreshold(actorOf(partner), freshKey(), { amount: `${n + 1}` })),
      ),
    );
    expect(new Set(outcomes.map((outcome) => (outcome.ok ? outcome.id : outcome.code))).size).toBe(1);
    expect(grownBy(before, await rowCounts())).toMatchObject({ balance_thresholds: 1 });
    const key = freshKey();
    const first = await setThreshold(actorOf(partner), key, { amount: '7' });
    expect(await setThreshold(actorOf(partner), key, { amount: '7' })).toEqual({ ...first, replayed: true });
  });
});

describe('removing a threshold', () => {
  it('takes it away, once; somebody else’s does not exist', async () => {
    const { partner } = await partnerWith(world, '10.00');
    const id = await thresholdFor(partner, '5.00');
    const remove = (who: WorldOrganization, thresholdId: string) =>
      removeThreshold(actorOf(who), freshKey(), { thresholdId });
    const nobody = await refusedUntouched(() => remove(partner, newId('balanceThreshold')));
    expect(nobody).toEqual({ code: 'threshold_not_found', fields: {} });
    expect(await refusedUntouched(() => remove(world.s1, id))).toEqual(nobody);
    expect(
      await refusedUntouched(() => removeThreshold(actorOf(partner, 'viewer'), freshKey(), { thresholdId: id })),
    ).toMatchObject({ code: 'not_permitted' });
    expect(await remove(partner, id)).toMatchObject({ ok: true, id });
    expect(await rowOf(id)).toBeUndefined();
    expect(await refusedUntouched(() => remove(partner, id))).toEqual(nobody);
  });
});
