import { useTranslations } from 'next-intl';
import { readPublicUrl } from '@/lib/public-url';

/** An address that was accepted. Where its host is written in other letters, the form that people read stands below the one that is used. */
export function ShownUrl({ href }: { href: string }) {
  const t = useTranslations('openaccess.configuration');
  const url = readPublicUrl(href);
  return (
    <>
      <code className="break-all">{href}</code>
      {url.ok && url.isInternational && (
        <p className="text-warning">{t('internationalHost', { host: url.unicodeHost })}</p>
      )}
    </>
  );
}
