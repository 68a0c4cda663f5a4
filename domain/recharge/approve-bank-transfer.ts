import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { type Id, newId } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { bookedReferences, findRecordedFor, holdHandRecording } from './hand-recording';
import { decideProposal, type HeldProposal, holdOpenProposal } from './hold-transfer-proposal';
import { approveBankTransferInput } from './input';

/**
 * A second person's yes to a transfer that somebody says has arrived: the partner is credited. Whoever proposed it cannot, which the database
 * says too. What a bank's file has brought meanwhile under that reference is not credited a second time.
 *
 * @source spec/13 L14, design/differentiators.md X10
 */
export const approveBankTransfer = command({
  name: 'bank_transfers.approve',
  permission: 'bank_transfers.record',
  returns: 'bankTransferProposal',
  input: approveBankTransferInput,
  sensitive: 'if_asked',
  refusals: [
    'transfer_proposal_not_found',
    'transfer_proposal_decided',
    'second_person_needed',
    'organization_not_found',
    'partner_frozen',
    'bank_reference_taken',
  ],
  constraints: {
    bank_transfers_bank_reference_key: 'bank_reference_taken',
    bank_transfer_proposals_second_person: 'second_person_needed',
  },
  async run(context, { proposalId, note }) {
    const { tx, actor, refuse } = context;
    const proposal = await holdOpenProposal(context, proposalId);
    if (actor.userId === null || proposal.proposedBy === actor.userId) return refuse('second_person_needed');
    const { partnerId, bankReference, receivedOn } = proposal;
    const amount = money(proposal.amountMinor, proposal.currency);
    await holdHandRecording(tx, actor.organizationId);
    const receiver = await findRecordedFor(tx, partnerId, amount.currency);
    if (!receiver) return refuse('organization_not_found');
    if ((await bookedReferences(tx, [bankReference])).has(bankReference)) return refuse('bank_reference_taken');
    const [bankTransferId, transferId] = [newId('bankTransfer'), newId('transfer')];
    await insertRecharge(tx, proposal, { bankTransferId, transferId, rootId: receiver.rootId });
    await decideProposal(tx, proposalId, { state: 'done', by: actor.userId, note, bankTransferId });
    const debit = await openAccount(tx, actor.organizationId, 'bank_clearing', amount.currency);
    const [posting] = await postBatch(tx, [
      { id: transferId, kind: 'recharge', debit, credit: receiver.funds, amount },
    ]);
    // Nothing but the emergency brake keeps it.
    if (posting?.outcome !== 'posted') return refuse('partner_frozen');
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    const { proposedBy } = proposal;
    const detail = { ...facts, bankReference, receivedOn, organizationId: partnerId, proposedBy, bankTransferId, note };
    return {
      id: proposalId,
      audit: { transferId, detail },
      events: [
        {
          ...{ kind: 'recharge.credited', organizationId: partnerId, rootId: receiver.rootId },
          ...{ subjectId: bankTransferId, transferId, payload: { ...facts, bankTransferId } },
        },
      ],
    };
  },
});

async function insertRecharge(
  tx: Transaction,
  proposal: HeldProposal,
  ids: {
    readonly bankTransferId: Id<'bankTransfer'>;
    readonly transferId: Id<'transfer'>;
    readonly rootId: Id<'organization'>;
  },
): Promise<void> {
  const { partnerId, payerName, bankReference, amountMinor, currency, receivedOn, note, proposedBy } = proposal;
  await tx.insert(schema.bankTransfers).values({
    ...{ id: ids.bankTransferId, organizationId: partnerId, rootId: ids.rootId, transferId: ids.transferId },
    ...{ payerName, bankReference, amountMinor, currency, receivedOn, note, userId: proposedBy },
    createdAt: sql`clock_timestamp()`,
  });
}
