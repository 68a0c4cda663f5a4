import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Alert } from '@/components/ui/alert';
import { TextLink } from '@/components/ui/text-link';
import { findOwnPartner } from '@/domain/onboarding/join-queries';
import { localName } from '@/lib/local-name';

/** Says whose customer one has just become, as far as that is so. */
export async function JoinedNotice() {
  const [scope, t, locale] = await Promise.all([requireScope('balance.read'), getTranslations('join'), getLocale()]);
  const partner = await findOwnPartner(scope);
  return partner ? (
    <Alert
      kind="done"
      title={t('done', { partner: localName(partner, locale) })}
      actions={<TextLink href="/my-partner">{t('toMyPartner')}</TextLink>}
    />
  ) : null;
}
