import { useTranslations } from 'next-intl';
import { Badge, FrozenBadge } from '@/components/ui/badge';

/** Active, frozen or disabled, in icon, word and colour. */
export function ActiveState({ state }: { state: 'active' | 'frozen' | 'disabled' }) {
  const t = useTranslations('common.states');
  if (state === 'frozen') return <FrozenBadge>{t('frozen')}</FrozenBadge>;
  return <Badge tone={state === 'active' ? 'success' : 'neutral'}>{t(state)}</Badge>;
}
