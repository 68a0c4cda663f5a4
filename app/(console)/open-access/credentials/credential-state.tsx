import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { CredentialState as State } from '@/domain/identity/credential-model';

const tones = { active: 'success', ending: 'info', ended: 'warning', disabled: 'neutral' } as const satisfies Record<
  State,
  Tone
>;

/** Whether a key works, and for how long. */
export function CredentialState({ state }: { state: State }) {
  const t = useTranslations('credentials.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
