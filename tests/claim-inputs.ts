import { claimableLine, claimOf, receiptOf } from './claims';
import type { Recipe } from './command-inputs';
import { letRechargesPass } from './command-subjects';

/** Right inputs of the commands about claims and online recharges. */
export const claimInputs: Readonly<Record<string, Recipe>> = {
  'claims.approve': async (_actor, _principal, world) => ({
    claimId: await claimOf(world.s2, await claimableLine(world.operator)),
  }),
  'claims.make': async (_actor, _principal, world) => ({
    ...(await claimableLine(world.operator)),
    receipt: receiptOf(),
  }),
  'claims.reject': async (_actor, _principal, world) => ({
    claimId: await claimOf(world.s2, await claimableLine(world.operator)),
    note: 'Test',
  }),
  'claims.withdraw': async (_actor, { organization }, world) => ({
    claimId: await claimOf(organization, await claimableLine(world.operator)),
  }),
  'recharge.start_online': async (actor) => {
    await letRechargesPass(actor);
    return { amount: '1.00', provider: 'test' };
  },
};
