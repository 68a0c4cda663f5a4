import { command } from '@/domain/command';
import { withdrawClaimInput } from './claim-input';
import { endClaim, holdClaim, waitsForSecond } from './hold-claim';

/**
 * Takes a claim back that is not decided yet. The transfer stays in suspense and may be claimed again.
 *
 * @source spec/06 §6.2
 */
export const withdrawClaim = command({
  name: 'claims.withdraw',
  permission: 'claims.make',
  returns: 'remittanceClaim',
  input: withdrawClaimInput,
  refusals: ['claim_not_found', 'claim_decided', 'line_posting_open'],
  async run({ tx, actor, refuse }, { claimId }) {
    const claim = await holdClaim(tx, actor, claimId);
    if (!claim) return refuse('claim_not_found');
    if (claim.state !== 'submitted') return refuse('claim_decided');
    if (await waitsForSecond(tx, claimId)) return refuse('line_posting_open');
    await endClaim(tx, claimId, { state: 'withdrawn', decidedBy: actor.userId, decisionNote: null });
    return { id: claimId, audit: { detail: { lineId: claim.lineId } } };
  },
});
