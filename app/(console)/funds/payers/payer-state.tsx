import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { PayerState as AnyPayerState } from '@/domain/recharge/payer-model';

const tones = { effective: 'success', void: 'neutral', expired: 'warning' } as const satisfies Record<
  AnyPayerState,
  Tone
>;

/** Whether an agreement counts. */
export function PayerState({ state }: { state: AnyPayerState }) {
  const t = useTranslations('recharge.payers.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
