import { command } from '@/domain/command';
import { rejectClaimInput } from './claim-input';
import { claimDecided, endClaim, holdClaim, waitsForSecond } from './hold-claim';

/**
 * The operator turns a claim down, with the reason the partner reads. The transfer stays in suspense.
 *
 * @source spec/06 §6.2
 */
export const rejectClaim = command({
  name: 'claims.reject',
  permission: 'reconciliation.post',
  returns: 'remittanceClaim',
  input: rejectClaimInput,
  refusals: ['claim_not_found', 'claim_decided', 'line_posting_open'],
  sensitive: 'if_asked',
  async run({ tx, actor, refuse }, { claimId, note }) {
    const claim = await holdClaim(tx, actor, claimId);
    if (!claim) return refuse('claim_not_found');
    if (claim.state !== 'submitted') return refuse('claim_decided');
    if (await waitsForSecond(tx, claimId)) return refuse('line_posting_open');
    await endClaim(tx, claimId, { state: 'rejected', decidedBy: actor.userId, decisionNote: note });
    const { organizationId, lineId } = claim;
    return {
      id: claimId,
      audit: { detail: { organizationId, lineId, note } },
      events: [claimDecided(claim, 'rejected')],
    };
  },
});
