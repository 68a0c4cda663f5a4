import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { BankFileRow } from '@/domain/reconciliation/file-queries';

const tones = {
  waiting: 'neutral',
  running: 'info',
  done: 'success',
  refused: 'danger',
} as const satisfies Record<BankFileRow['state'], Tone>;

/** How far a bank's file is. */
export function FileState({ state }: { state: BankFileRow['state'] }) {
  const t = useTranslations('bankfiles.states');
  return <Badge tone={tones[state]}>{t(state)}</Badge>;
}
