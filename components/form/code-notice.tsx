import { useTranslations } from 'next-intl';
import { TextLink } from '@/components/ui/text-link';
import { Alert } from '../ui/alert';

/**
 * Stands before a form whose command wants a code that has not been shown yet, and leads to where it is. Where none is wanted, render nothing.
 *
 * @param back the address to come back to, with everything that was filled in there
 */
export function CodeNotice({ back }: { back: string }) {
  const t = useTranslations('ui.code');
  return (
    <Alert kind="info" title={t('title')}>
      {t('text')} <TextLink href={`/account/verification?back=${encodeURIComponent(back)}`}>{t('link')}</TextLink>
    </Alert>
  );
}
