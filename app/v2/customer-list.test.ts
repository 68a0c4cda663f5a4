import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POST as customers } from '@/app/v2/partners/sub-customers/query/route';
import { database, schema } from '@/db/client';
import type { FreezeLevel } from '@/db/schema/identity';
import { wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  key = await makeKey(world.s1);
});
afterAll(() => opened.close());

const list = async (body: object, by = key) =>
  (await send(customers, signed(by, { target: '/v2/partners/sub-customers/query', body }))).body;
const infoOf = async ({ customerId }: WorldCustomer) => list({ customer_id: wireIdOf(customerId) });

test.each<[boolean, FreezeLevel | null, number]>([
  [false, null, 0],
  [false, 'account', 1],
  [false, 'account_and_resource', 2],
  [true, null, 1],
  [true, 'account', 1],
  [true, 'account_and_resource', 2],
])('frozen by the operator: %j, by the partner: %j gives is_frozen %i', async (byOperator, level, isFrozen) => {
  const customer = await makeCustomer(world.s1, `frz-${byOperator}-${level}`.replace(/_/g, '-'), 'resale', {
    frozen: byOperator,
  });
  await database()
    .update(schema.associations)
    .set({ freezeLevel: level, frozenAt: level && sql`now()`, freezeReason: level && 'Overdue' })
    .where(eq(schema.associations.customerId, customer.customerId));
  expect(await infoOf(customer)).toMatchObject({ count: 1, customer_infos: [{ is_frozen: isFrozen }] });
});

test('the user of a sales platform is told to the partner whose platform it is; what has no owner to anybody', async () => {
  const customer = await makeCustomer(world.s1, 'platform', 'resale');
  const owned = (partner: { id: typeof world.s1.id } | null) =>
    opened.owner.query(
      `update customers set platform_user_id = 'u-1', platform_type = 'IDP', platform_partner_id = $1 where id = $2`,
      [partner && wireIdOf(partner.id), wireIdOf(customer.customerId)],
    );
  const told = { xaccount_id: 'u-1', xaccount_type: 'IDP' };
  await owned(null);
  expect(await infoOf(customer)).toMatchObject({ customer_infos: [told] });
  await owned(world.s1);
  expect(await infoOf(customer)).toMatchObject({ customer_infos: [told] });
  await owned(world.s2);
  expect(await infoOf(customer)).toMatchObject({ customer_infos: [{ xaccount_id: null, xaccount_type: null }] });
});

test('texts match with their blanks, in the middle as at the ends, and a label by its case', async () => {
  const customer = await makeCustomer(world.s1, 'blanks', 'resale');
  const names = ['Acme  Cloud', 'North East', wireIdOf(customer.customerId)];
  await opened.owner.query('update organizations set name = $1, name_en = null where id = $2', [names[0], names[2]]);
  await opened.owner.query('update associations set label = $1 where customer_id = $2', names.slice(1));
  for (const [body, count] of [
    [{ customer: 'acme  c' }, 1],
    [{ customer: 'Acme Cloud' }, 0],
    [{ customer: ' acme' }, 0],
    [{ label: 'rth Ea' }, 1],
    [{ label: 'rth ea' }, 0],
  ] as const)
    expect([body, await list(body)]).toMatchObject([body, { count }]);
});
