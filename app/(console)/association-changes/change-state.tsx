import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { ChangeState as State } from '@/domain/associations/model';

const tones = {
  submitted: 'warning',
  completed: 'success',
  rejected: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<State, Tone>;

/** How far a request is. */
export function ChangeState({ state }: { state: State }) {
  const t = useTranslations('associations.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
