import { getLocale, getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { RemittanceAccount } from '@/domain/recharge/remittance-queries';
import { localName } from '@/lib/local-name';

/** Whose transfers are credited, and what becomes of the others. */
export async function ChecksCard({ account }: { account: RemittanceAccount }) {
  const [t, locale] = await Promise.all([getTranslations('recharge.checks'), getLocale()]);
  return (
    <Card title={t('title')}>
      <ul className="flex max-w-2xl list-disc flex-col gap-2 pl-5">
        <li className="wrap-anywhere">{t('own', { name: localName(account.organization, locale) })}</li>
        <li>
          {t('other')} <TextLink href="/funds/payers">{t('payers')}</TextLink>
        </li>
        <li>
          {t('claimsText')} <TextLink href="/funds/claims">{t('claims')}</TextLink>
        </li>
      </ul>
    </Card>
  );
}
