import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { changeSetting } from '@/domain/settings/change-setting';
import { openContractCalls } from './contract-calls';
import { type ContractTree, callerOf, furnish, goodInput, othersOf } from './contract-inputs';
import type { Operation } from './contract-members';
import { issueTo } from './coupons';
import { freshDatabase } from './database';
import { makeKey, type TestKey } from './partner-client';
import { actorOf, freshKey, seedWorld, type World } from './world';

/** A world in which every operation of the contract has something to show, and what good requests hold in it. */
export async function openContractWorld() {
  const opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  const world = await seedWorld();
  await tellApart(world);
  const tree = await furnish(treeIn(world));
  // Only where the operator lets coupons go to customers of referral has their statement of coupons lines.
  await changeSetting(actorOf(world.operator), freshKey(), { key: 'coupons_to_referral', value: '1' });
  await issueTo(tree.distributor, tree.quota, [tree.referral], '1.00');
  const keys = {
    distributor: await makeKey(tree.distributor),
    reseller: await makeKey(tree.reseller),
    one: await makeKey(tree.one),
    referral: await makeKey(tree.referral),
  };
  const good = (operation: Operation) => goodInput(operation, tree);
  const every = async (operation: Operation) => ({ ...(await good(operation)), ...(await othersOf(operation, tree)) });
  const keyFor = (operation: Operation): TestKey => keys[callerOf(operation)];
  return { opened, keys, good, every, ...openContractCalls(keyFor) };
}
export type ContractWorld = Awaited<ReturnType<typeof openContractWorld>>;

function treeIn({ operator, d1, r1a, r2a, customers }: World): ContractTree {
  const four = customers['D1'];
  if (!four) throw new Error('D1 has customers');
  const { one, two, referral } = four;
  return { operator, distributor: d1, reseller: r1a, stranger: r2a, one, two, referral };
}

/** So that members which are rarely there have values. */
async function tellApart(world: World) {
  await database().update(schema.customers).set({ platformUserId: 'u-1', platformType: 'TEST_IDP' });
  await database().update(schema.customers).set({ newTag: 'Y', newTagFrom: '2020-01-01', newTagUntil: '2099-12-01' });
  await database()
    .update(schema.associations)
    .set({ accountManagerId: world.d1.users.sales })
    .where(eq(schema.associations.organizationId, world.d1.id));
}
