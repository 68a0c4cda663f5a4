import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import type { RemittanceAccount } from '@/domain/recharge/remittance-queries';

/** Whose transfers are credited, and what becomes of the others. */
export async function ChecksCard({ account }: { account: RemittanceAccount }) {
  const t = await getTranslations('recharge.checks');
  const { name, nameEn } = account.organization;
  // A bank may write either.
  const names = [name, nameEn].filter((each) => each !== null).join(' / ');
  return (
    <Card title={t('title')}>
      <ul className="flex max-w-2xl list-disc flex-col gap-2 pl-5">
        <li className="wrap-anywhere">{t('own', { names })}</li>
        <li>
          <p>{t('other')}</p>
          <TextLink href="/funds/payers">{t('payers')}</TextLink>
        </li>
        <li>
          <p>{t('claimsText')}</p>
          <TextLink href="/funds/claims">{t('claims')}</TextLink>
        </li>
      </ul>
    </Card>
  );
}
