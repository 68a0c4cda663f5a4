import { afterAll, beforeAll, expect, it } from 'vitest';
import { inTransaction } from '@/db/client';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { answerAs, makeChange, relationsOf, type Wish } from '@/tests/relations';
import { makeCustomer, seedWorld, type World } from '@/tests/world';
import { findRefundDestination } from './refund-destination';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

type Paid = Parameters<typeof findRefundDestination>[1];
const find = (paid: Paid) => inTransaction((tx) => findRefundDestination(tx, paid));

/** The table of spec/07 §7.5: type, who paid, what happened to the relation since, and who gets it back. */
const table: [type: 'resale' | 'referral', by: Paid['by'], since: Wish | null, to: 'customer' | 'partner'][] = [
  ['referral', 'customer', null, 'customer'],
  ['referral', 'customer', 'disassociate', 'customer'],
  ['referral', 'customer', 'resale', 'customer'],
  ['referral', 'partner', null, 'partner'],
  ['referral', 'partner', 'disassociate', 'partner'],
  ['referral', 'partner', 'resale', 'partner'],
  ['resale', 'customer', null, 'customer'],
  ['resale', 'customer', 'disassociate', 'partner'],
  ['resale', 'customer', 'referral', 'partner'],
  ['resale', 'partner', null, 'partner'],
  ['resale', 'partner', 'disassociate', 'partner'],
  ['resale', 'partner', 'referral', 'partner'],
];

it.each(table)('[L12] what a %s customer had paid by the %s, after %s, goes to the %s', async (type, by, since, to) => {
  const customer = await makeCustomer(
    world.s1,
    `rf-${table.findIndex((row) => row.join() === [type, by, since, to].join())}`,
    type,
  );
  const [paidUnder] = await relationsOf(customer);
  if (since) await answerAs(customer, 'customer', await makeChange(customer, 'partner', since), true);
  const destination = await find({ associationId: paidUnder?.id ?? newId('association'), by });
  expect(destination).toBe(to === 'partner' ? world.s1.id : customer.id);
});

it('goes nowhere under a relation that never was', async () => {
  expect(await find({ associationId: newId('association'), by: 'customer' })).toBeUndefined();
});
