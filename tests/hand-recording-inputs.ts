import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Id, newId } from '@/lib/id';
import { canary, freshKey, type World, type WorldOrganization } from './world';

/** What is typed in of a transfer that arrived at the bank. */
export const transferInput = ({ id, code }: WorldOrganization, changes: Record<string, unknown> = {}) => ({
  organizationId: id,
  amount: '1.00',
  payerName: canary(code, 'payer'),
  bankReference: `REF-${freshKey()}`,
  receivedOn: '2026-11-01',
  note: null,
  ...changes,
});

/** A transfer that somebody says has arrived and that waits for a second person, as a row. */
export async function openProposal(
  { operator }: Pick<World, 'operator'>,
  proposedBy: Id<'user'>,
  partner: WorldOrganization,
  changes: Partial<typeof schema.bankTransferProposals.$inferInsert> = {},
): Promise<Id<'bankTransferProposal'>> {
  const id = newId('bankTransferProposal');
  const { payerName, bankReference, receivedOn } = transferInput(partner);
  await database()
    .insert(schema.bankTransferProposals)
    .values({
      ...{ id, organizationId: operator.id, rootId: operator.rootId, partnerId: partner.id, payerName, bankReference },
      ...{ receivedOn, amountMinor: 100n, currency: 'CNY', proposedBy, ...changes },
    });
  return id;
}

const colleague = ({ operator }: Pick<World, 'operator'>, { userId }: Actor): Id<'user'> =>
  operator.users.admin === userId ? operator.users.finance : operator.users.admin;

/** Right inputs for the commands about transfers that are recorded by hand. */
export const handRecordingInputs = {
  'bank_transfers.approve': async (actor: Actor, _principal: unknown, world: World) => ({
    proposalId: await openProposal(world, colleague(world, actor), world.s1),
  }),
  'bank_transfers.propose': async (_actor: Actor, _principal: unknown, world: World) => transferInput(world.s1),
  'bank_transfers.record': async (_actor: Actor, _principal: unknown, world: World) => transferInput(world.s1),
  'bank_transfers.reject': async (actor: Actor, _principal: unknown, world: World) => ({
    proposalId: await openProposal(world, colleague(world, actor), world.s1),
    note: 'Test',
  }),
  'bank_transfers.withdraw': async (actor: Actor, _principal: unknown, world: World) => ({
    proposalId: await openProposal(world, actor.userId ?? world.operator.users.admin, world.s1),
  }),
};
