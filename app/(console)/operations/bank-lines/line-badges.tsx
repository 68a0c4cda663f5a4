import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import type { BankLineRow } from '@/domain/reconciliation/line-queries';
import type { PostingRow } from '@/domain/reconciliation/posting-queries';

const lineTones = {
  posted: 'success',
  suspense: 'warning',
  recorded: 'success',
  outgoing: 'neutral',
  sent_back: 'neutral',
  returned: 'info',
  reversal: 'warning',
  taken_back: 'neutral',
  reversed: 'neutral',
} as const satisfies Record<BankLineRow['state'], Tone>;

/** Where a transaction of a bank file has come to. */
export function LineState({ state }: { state: BankLineRow['state'] }) {
  const t = useTranslations('reconciliation.lineStates');
  return <Badge tone={lineTones[state]}>{t(state)}</Badge>;
}

const postingTones = {
  proposed: 'warning',
  done: 'success',
  rejected: 'danger',
  withdrawn: 'neutral',
} as const satisfies Record<PostingRow['state'], Tone>;

/** Whether a posting waits, was made or was not. */
export function PostingState({ state }: { state: PostingRow['state'] }) {
  const t = useTranslations('reconciliation.postingStates');
  return <Badge tone={postingTones[state]}>{t(state)}</Badge>;
}
