import { useTranslations } from 'next-intl';
import { ButtonLink } from '@/components/ui/button';
import { RequestReference } from './request-reference';

/** What stands in place of a page that does not exist, or is not the reader's to see: the two look alike. */
export function NotFoundMessage({ requestId }: { requestId: string | undefined }) {
  const t = useTranslations('errors');
  return (
    <div className="max-w-md">
      <h1 className="text-xl">{t('notFoundTitle')}</h1>
      <p className="mt-2 text-muted">{t('notFoundText')}</p>
      <p className="mt-4">
        <ButtonLink href="/" variant="primary">
          {t('home')}
        </ButtonLink>
      </p>
      <RequestReference label={t('reference')} id={requestId} />
    </div>
  );
}
