import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Claim } from '@/domain/reconciliation/claim-queries';

const tones = {
  submitted: 'info',
  approved: 'success',
  rejected: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<Claim['state'], Tone>;

/** Where a claim stands. */
export function ClaimState({ state }: { state: Claim['state'] }) {
  const t = useTranslations('claims.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
