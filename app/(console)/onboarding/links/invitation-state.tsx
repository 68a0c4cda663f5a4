import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { InvitationRow } from '@/domain/onboarding/invitation-queries';

const tones = {
  open: 'success',
  used: 'neutral',
  expired: 'warning',
  withdrawn: 'neutral',
} as const satisfies Record<InvitationRow['state'], Tone>;

/** Whether an invitation still leads somewhere. */
export function InvitationState({ state }: { state: InvitationRow['state'] }) {
  const t = useTranslations('onboarding.links.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
