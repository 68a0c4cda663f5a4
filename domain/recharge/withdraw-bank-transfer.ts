import { command } from '@/domain/command';
import { decideProposal, holdOpenProposal } from './hold-transfer-proposal';
import { withdrawBankTransferInput } from './input';

/** Takes back what one has proposed oneself, before anybody has decided. For everybody else there is the no. */
export const withdrawBankTransfer = command({
  name: 'bank_transfers.withdraw',
  permission: 'bank_transfers.record',
  returns: 'bankTransferProposal',
  input: withdrawBankTransferInput,
  refusals: ['transfer_proposal_not_found', 'transfer_proposal_decided', 'not_permitted'],
  async run(context, { proposalId }) {
    const { bankReference, partnerId, proposedBy } = await holdOpenProposal(context, proposalId);
    if (proposedBy !== context.actor.userId) return context.refuse('not_permitted');
    await decideProposal(context.tx, proposalId, { state: 'withdrawn', by: context.actor.userId, note: null });
    return { id: proposalId, audit: { detail: { bankReference, organizationId: partnerId } } };
  },
});
