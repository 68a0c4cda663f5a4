import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { POST as customerBalances } from '@/app/v2/accounts/customer-accounts/balances/batch-query/route';
import { POST as allocate } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { POST as reclaim } from '@/app/v2/accounts/partner-accounts/reclaim/route';
import { POST as customers } from '@/app/v2/partners/sub-customers/query/route';
import { GET as records } from '@/app/v3/accounts/partner-accounts/adjust-records/route';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { answerAs, makeChange, makeFundedCustomer } from '@/tests/relations';
import { fund, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  key = await makeKey(world.s1);
});
afterEach(booksAreRight);
afterAll(() => opened.close());

type Handler = (request: Request) => Promise<Response>;
const post = (handler: Handler, body: unknown) =>
  send(handler, signed(key, { target: '/v2/x', body, headers: { 'idempotency-key': newId('event') } }));

/** What each operation says of a customer, with its own id taken out, so that two answers can be compared. */
async function answersAbout(id: string) {
  const infos = { customer_infos: [{ customer_id: id }] };
  const answers = [
    await post(customers, { customer_id: id }),
    await post(customerBalances, infos),
    await post(allocate, { customer_id: id, amount: '1.00' }),
    await post(reclaim, { customer_id: id, amount: '1.00' }),
  ];
  return answers.map(({ status, text }) => `${status} ${text.replaceAll(id, '<id>')}`);
}

test('[T3] a customer that has left is answered for as one that never was; the record of its return stays', async () => {
  const customer = await makeFundedCustomer(world.s1, 'api', '30.00');
  const id = wireIdOf(customer.id);
  expect(await answersAbout(id)).not.toEqual(await answersAbout(wireIdOf(newId('customer'))));
  await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
  expect(await answersAbout(id)).toEqual(await answersAbout(wireIdOf(newId('customer'))));
  const target = `/v3/x?customer_id=${id}&operation_type=SOURCE_OPERATION_BEUNBIND`;
  const kept = await send(records, signed(key, { target }));
  expect(kept.body).toMatchObject({
    total_count: 1,
    records: [{ customer_id: id, amount: '30.00', currency: 'CNY', operation_type: 'SOURCE_OPERATION_BEUNBIND' }],
  });
});

test('[L4] a customer switched to referral cannot be allocated to', async () => {
  const customer = await makeFundedCustomer(world.s1, 'api-switch', '30.00');
  await answerAs(customer, 'customer', await makeChange(customer, 'partner', 'referral'), true);
  const id = wireIdOf(customer.id);
  expect((await post(customers, { customer_id: id })).body).toMatchObject({
    count: 1,
    customer_infos: [{ association_type: '1' }],
  });
  const refused = await post(allocate, { customer_id: id, amount: '1.00' });
  expect([refused.status, refused.body['error_code']]).toEqual([400, 'CBC.99005021']);
});
