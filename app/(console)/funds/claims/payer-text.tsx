import { Masked } from '@/components/masked';
import type { Claim } from '@/domain/reconciliation/claim-queries';

/** Who paid, as the reader may know it. */
export const PayerText = ({ claim, text }: { claim: Pick<Claim, 'isMasked'>; text: string }) =>
  claim.isMasked ? <Masked text={text} /> : text || '—';
