import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { OnlineRecharge } from '@/domain/recharge/online-queries';

const tones = {
  created: 'info',
  paid: 'success',
  failed: 'danger',
  expired: 'warning',
} as const satisfies Record<OnlineRecharge['state'], Tone>;

/** Where an online recharge stands. One whose time is over has expired, whether or not the job has said so yet. */
export function OnlineRechargeState({ recharge: { state, isOpen } }: { recharge: OnlineRecharge }) {
  const t = useTranslations('onlinepay.states');
  const shown = state === 'created' && !isOpen ? 'expired' : state;
  return <Badge tone={tones[shown]}>{t(shown)}</Badge>;
}
