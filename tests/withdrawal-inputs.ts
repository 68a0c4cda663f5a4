import type { Actor } from '@/domain/actor';
import { newId } from '@/lib/id';
import type { Principal } from './every-command';
import { heldWithdrawal } from './recharge';
import { approved, dayFromNow, fileOf, payingAccount, toCard } from './withdrawals';
import { canary, type World } from './world';

/** For each command about withdrawals an input that is right in every respect: the part of `validInput` about them. */
export const withdrawalInputs = {
  'payment_files.download': async (_actor, _principal, world) => ({
    paymentFileId: await makeFile(world),
    format: 'pain001',
  }),
  'payment_files.make': async (_actor, _principal, world) => ({
    withdrawalIds: [await approved(world, world.s1, toCard('0.01'))],
    receivingAccountId: (await payingAccount(world)).id,
    executionOn: await dayFromNow(),
  }),
  'payment_files.settle': async (_actor, _principal, world) => ({ paymentFileId: await makeFile(world) }),
  'withdrawals.approve': async (_actor, _principal, world) => ({
    withdrawalId: await heldWithdrawal(world.s1, '0.01'),
    note: '',
  }),
  'withdrawals.cancel': async (_actor, { organization }) => ({
    // The operator has no money that could be held.
    withdrawalId: organization.kind === 'operator' ? newId('withdrawal') : await heldWithdrawal(organization, '0.01'),
  }),
  'withdrawals.reject': async (_actor, _principal, world) => ({
    withdrawalId: await heldWithdrawal(world.s1, '0.01'),
    note: canary('V', 'note'),
  }),
  'withdrawals.request': async () => toCard('0.01'),
  'withdrawals.return': async (_actor, _principal, world) => {
    const withdrawalId = await approved(world, world.s1, toCard('0.01'));
    await fileOf(world, [withdrawalId]);
    return { withdrawalId, note: canary('V', 'note') };
  },
} satisfies Record<string, (actor: Actor, principal: Principal, world: World) => Promise<Record<string, unknown>>>;

const makeFile = async (world: World) => fileOf(world, [await approved(world, world.s1, toCard('0.01'))]);
