import { useTranslations } from 'next-intl';
import { Badge, Chip } from '@/components/ui/badge';

/** Whether an account is in use, and whether it is the default. */
export function AccountState({ isClosed, isDefault }: { isClosed: boolean; isDefault: boolean }) {
  const t = useTranslations('recharge.receiving');
  return (
    <span className="inline-flex flex-wrap gap-1">
      <Badge tone={isClosed ? 'neutral' : 'success'}>{t(isClosed ? 'closed' : 'active')}</Badge>
      {isDefault && <Chip>{t('default')}</Chip>}
    </span>
  );
}
