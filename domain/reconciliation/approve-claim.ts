import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { formatMoney } from '@/lib/money';
import { approveClaimInput } from './claim-input';
import { holdClaim } from './hold-claim';
import { postLine } from './post-line';

const { remittanceClaims } = schema;

/**
 * The operator finds a claim right. Below `review_alone_below` the partner has its money at once: it claimed, and the reviewer is the second
 * person. From there on the reviewer only proposes it, and another of the operator's people decides; until then the claim stays submitted.
 *
 * Other partners' claims of the transfer are turned down with the posting (`close-claims.ts`).
 *
 * @source spec/06 §6.2, design/differentiators.md X10
 */
export const approveClaim = command({
  name: 'claims.approve',
  permission: 'reconciliation.post',
  returns: 'remittanceClaim',
  input: approveClaimInput,
  refusals: [
    'claim_not_found',
    'claim_decided',
    'bank_line_not_found',
    'line_not_open',
    'line_posting_open',
    'organization_not_found',
    'partner_cannot_receive',
    'partner_frozen',
  ],
  sensitive: 'if_asked',
  async run({ tx, actor, refuse }, { claimId, note }) {
    const claim = await holdClaim(tx, actor, claimId);
    if (!claim) return refuse('claim_not_found');
    if (claim.state !== 'submitted') return refuse('claim_decided');
    const { organizationId, lineId, amount } = claim;
    if (note !== null)
      await tx.update(remittanceClaims).set({ decisionNote: note }).where(eq(remittanceClaims.id, claimId));
    const wanted = { kind: 'claim', lineId, partnerId: organizationId, note, claimId } as const;
    const posted = await postLine({ tx, actor, refuse }, wanted);
    const said = { amount: formatMoney(amount), currency: amount.currency };
    return {
      id: claimId,
      audit: {
        transferId: posted.transferId,
        detail: { ...said, organizationId, lineId, note, postingId: posted.postingId, state: posted.state },
      },
      events: posted.events,
    };
  },
});
