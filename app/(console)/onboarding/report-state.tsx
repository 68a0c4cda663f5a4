import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { ReportRow } from '@/domain/onboarding/report-queries';

const tones = {
  draft: 'neutral',
  pending: 'info',
  reported: 'success',
  rejected: 'danger',
  expired: 'warning',
  withdrawn: 'neutral',
  associated: 'success',
  failed: 'danger',
} as const satisfies Record<ReportRow['state'], Tone>;

/** Where a report stands. */
export function ReportState({ state }: { state: ReportRow['state'] }) {
  const t = useTranslations('onboarding.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
