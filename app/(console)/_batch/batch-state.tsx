import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { Batch } from '@/domain/batches/queries';

const tones = { draft: 'neutral', running: 'info', done: 'success' } as const satisfies Record<Batch['state'], Tone>;

/** How far a batch is. */
export function BatchState({ state }: Pick<Batch, 'state'>) {
  const t = useTranslations('batches.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
