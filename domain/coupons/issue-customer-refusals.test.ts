import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { changeSetting } from '@/domain/settings/change-setting';
import { type Id, newId } from '@/lib/id';
import { grant } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, denied, expectRefused, makeChange } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeCustomer, makeOrganization, seedWorld, type World } from '@/tests/world';
import { issueCoupons } from './issue-coupons';

let test: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  quota = await grant(world, world.s1, '1000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const four = (code: string) => {
  const found = world.customers[code];
  if (!found) throw new Error(code);
  return found;
};
const issue = (more: Record<string, unknown> = {}, who = actorOf(world.s1)) =>
  issueCoupons(who, freshKey(), {
    ...{ quotaId: quota, customerIds: [four('S1').one.customerId], faceValue: '10.00', ...more },
  });

describe('a customer that cannot have one, named alone', () => {
  const alone = (customer: { customerId: Id<'customer'> }, code: string, leaves = {}) =>
    expectRefused(() => issue({ customerIds: [customer.customerId] }), code, leaves);

  it('[T3] because it is somebody else’s, which is like none at all', async () => {
    await alone({ customerId: newId('customer') }, 'customer_not_found', denied);
    for (const code of ['S2', 'D1', 'R1a', 'G1']) await alone(four(code).one, 'customer_not_found', denied);
  });

  it('because it has left', async () => {
    const left = await makeCustomer(world.s1, 'left', 'resale');
    expect(await answerAs(left, 'customer', await makeChange(left, 'partner'), true)).toMatchObject({ ok: true });
    await alone(left, 'customer_not_found', denied);
  });

  it('because the operator has frozen it, or the partner', async () => {
    await alone(four('S1').frozen, 'customer_frozen');
    for (const freezeLevel of ['account', 'account_and_resource'] as const) {
      const restricted = await makeCustomer(world.s1, `restricted-${freezeLevel}`, 'resale');
      await database()
        .update(schema.associations)
        .set({ freezeLevel, frozenAt: sql`clock_timestamp()`, freezeReason: 'Test' })
        .where(eq(schema.associations.customerId, restricted.customerId));
      await alone(restricted, 'customer_frozen');
    }
  });

  it('because it is of referral, unless the operator lets those have coupons', async () => {
    const { referral } = four('S1');
    await alone(referral, 'customer_type_not_allowed');
    const set = (value: string) =>
      changeSetting(actorOf(world.operator), freshKey(), { key: 'coupons_to_referral', value });
    expect(await set('1')).toMatchObject({ ok: true });
    expect(await issue({ customerIds: [referral.customerId] })).toMatchObject({ ok: true });
    quota = await grant(world, world.s1, '100.00', { associationTypes: ['resale'] });
    await alone(referral, 'customer_type_not_allowed');
    quota = await grant(world, world.s1, '100.00', { associationTypes: ['referral'] });
    await alone(four('S1').one, 'customer_type_not_allowed');
    expect(await issue({ customerIds: [referral.customerId] })).toMatchObject({ ok: true });
    expect(await set('0')).toMatchObject({ ok: true });
    await alone(referral, 'customer_type_not_allowed');
  });

  it('because the quota names others', async () => {
    const { one, two } = four('S1');
    quota = await grant(world, world.s1, '100.00', { customerIds: [two.customerId] });
    await alone(one, 'customer_not_in_quota');
    expect(await issue({ customerIds: [two.customerId] })).toMatchObject({ ok: true });
  });

  it('because it has had a partner before; a switch of the type is no other relation', async () => {
    const earlier = await makeOrganization({ code: 'EARLY', kind: 'solution_provider' });
    const moved = await makeCustomer(earlier, 'moved', 'resale');
    await answerAs(moved, 'customer', await makeChange(moved, 'partner'), true);
    const { id: organizationId, rootId } = world.s1;
    const relation = { id: newId('association'), organizationId, rootId, customerId: moved.customerId, type: 'resale' };
    await database()
      .insert(schema.associations)
      .values({ ...relation, type: 'resale' });
    const switched = await makeCustomer(world.s1, 'switched', 'referral');
    await answerAs(switched, 'customer', await makeChange(switched, 'partner', 'resale'), true);

    quota = await grant(world, world.s1, '100.00', { firstAssociationOnly: true });
    await alone(moved, 'not_first_association');
    for (const { customerId } of [switched, four('S1').one])
      expect(await issue({ customerIds: [customerId] })).toMatchObject({ ok: true });
  });

  it('names the reason of each when nobody can have one, and is a denial when one was somebody else’s', async () => {
    const { frozen, referral } = four('S1');
    const before = await rowCounts();
    const customerIds = [frozen.customerId, referral.customerId];
    expect(await issue({ customerIds })).toEqual({
      ...{ ok: false, code: 'customer_frozen' },
      fields: { [frozen.customerId]: 'customer_frozen', [referral.customerId]: 'customer_type_not_allowed' },
    });
    expect(grownBy(before, await rowCounts())).toEqual({});
    await expectRefused(
      () => issue({ customerIds: [...customerIds, four('S2').one.customerId] }),
      'customer_not_found',
      denied,
    );
  });
});
