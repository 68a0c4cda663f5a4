import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { PaymentFileState, WithdrawalState } from '@/domain/withdrawals/model';

const tones = {
  requested: 'warning',
  approved: 'info',
  sent: 'info',
  settled: 'success',
  rejected: 'danger',
  cancelled: 'neutral',
  returned: 'danger',
} as const satisfies Record<WithdrawalState, Tone>;

/** How far a withdrawal has come. */
export function WithdrawalBadge({ state }: { state: WithdrawalState }) {
  const t = useTranslations('withdrawals.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}

const fileTones = { made: 'warning', settling: 'info', settled: 'success' } as const satisfies Record<
  PaymentFileState,
  Tone
>;

/** How far a payment file has come. */
export function PaymentFileBadge({ state }: { state: PaymentFileState }) {
  const t = useTranslations('withdrawals.files.states');
  return <Badge tone={fileTones[state]}>{t(state)}</Badge>;
}
