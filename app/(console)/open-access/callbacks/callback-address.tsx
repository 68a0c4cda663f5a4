import { getTranslations } from 'next-intl/server';
import { Alert } from '@/components/ui/alert';
import type { Callback } from '@/domain/open-access/callback-queries';

/** An address of the partner's as it is used. Where its host is written in other letters, both forms and what that means. */
export function CallbackAddress({ callback }: { callback: Callback }) {
  return (
    <>
      <p>
        <code className="break-all">{callback.href}</code>
      </p>
      <HostWarning callback={callback} />
    </>
  );
}

/** Says that a host may look like another one, with both of its forms; of a plain host nothing. */
export async function HostWarning({ callback: { isInternational, host, unicodeHost } }: { callback: Callback }) {
  const t = await getTranslations('callbacks.international');
  if (!isInternational) return null;
  return (
    <Alert kind="warning" title={t('title')}>
      {t.rich('text', {
        host: () => <code className="break-all">{host}</code>,
        unicodeHost: () => <bdi className="wrap-anywhere font-semibold">{unicodeHost}</bdi>,
      })}
    </Alert>
  );
}
