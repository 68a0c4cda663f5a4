import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { bookedReferences, daysAhead, findRecordedFor, holdHandRecording } from './hand-recording';
import { bankTransferInput } from './input';

/**
 * Says that a partner's transfer has arrived at the bank, for a second person to say so too (`approve-bank-transfer.ts`). Nothing is credited
 * before. One bank reference is proposed once at a time.
 *
 * @source spec/13 L14, design/differentiators.md X10
 */
export const proposeBankTransfer = command({
  name: 'bank_transfers.propose',
  permission: 'bank_transfers.record',
  returns: 'bankTransferProposal',
  input: (actor) => bankTransferInput(actor.currency),
  refusals: ['organization_not_found', 'day_ahead', 'bank_reference_taken', 'bank_reference_proposed', 'not_permitted'],
  constraints: { bank_transfer_proposals_reference_key: 'bank_reference_proposed' },
  async run({ tx, actor, newId: id, refuse }, input) {
    const { organizationId, rootId, userId } = actor;
    const { organizationId: partnerId, amount, bankReference, receivedOn } = input;
    await holdHandRecording(tx, organizationId);
    if (!(await findRecordedFor(tx, partnerId, amount.currency))) return refuse('organization_not_found');
    if ((await daysAhead(tx, [receivedOn])).has(receivedOn)) return refuse('day_ahead', { receivedOn: 'day_ahead' });
    if ((await bookedReferences(tx, [bankReference])).has(bankReference))
      return refuse('bank_reference_taken', { bankReference: 'bank_reference_taken' });
    if (userId === null) return refuse('not_permitted');
    const { payerName, note } = input;
    await tx.insert(schema.bankTransferProposals).values({
      ...{ id, organizationId, rootId, partnerId, payerName, bankReference, receivedOn, note },
      ...{ amountMinor: amount.minor, currency: amount.currency, proposedBy: userId },
    });
    const facts = { amount: formatMoney(amount), currency: amount.currency };
    return {
      id,
      audit: { detail: { ...facts, bankReference, receivedOn, organizationId: partnerId } },
      events: [
        {
          ...{ kind: 'bank_transfer.proposed', organizationId, rootId, subjectId: id },
          payload: { ...facts, partnerId },
        },
      ],
    };
  },
});
