import { command } from '@/domain/command';
import { decideProposal, holdOpenProposal } from './hold-transfer-proposal';
import { rejectBankTransferInput } from './input';

/** A no to a transfer that somebody says has arrived: nothing is credited. */
export const rejectBankTransfer = command({
  name: 'bank_transfers.reject',
  permission: 'bank_transfers.record',
  returns: 'bankTransferProposal',
  input: rejectBankTransferInput,
  refusals: ['transfer_proposal_not_found', 'transfer_proposal_decided'],
  async run(context, { proposalId, note }) {
    const { bankReference, partnerId } = await holdOpenProposal(context, proposalId);
    await decideProposal(context.tx, proposalId, { state: 'rejected', by: context.actor.userId, note });
    return { id: proposalId, audit: { detail: { bankReference, organizationId: partnerId, note } } };
  },
});
