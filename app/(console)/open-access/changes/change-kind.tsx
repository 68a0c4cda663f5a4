import { useTranslations } from 'next-intl';
import { Badge, Chip } from '@/components/ui/badge';
import type { ChangeRow } from '@/domain/open-access/change-queries';

/** Whether a change took another one back, and whether it was taken back itself. */
export function ChangeKind({ change }: { change: ChangeRow }) {
  const t = useTranslations('openaccess.changes');
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Chip>{t(change.undoesId ? 'undo' : 'change')}</Chip>
      {change.undoneById && <Badge tone="warning">{t('undone')}</Badge>}
    </span>
  );
}
