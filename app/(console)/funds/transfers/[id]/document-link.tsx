import { useTranslations } from 'next-intl';
import { TextLink } from '@/components/ui/text-link';
import type { Originated } from '@/domain/statements/line-origins';

/** Leads to what a transfer comes from, where the reader has a page of it. */
export function DocumentLink({ document: { origin, number } }: { document: Originated }) {
  const t = useTranslations('statement.transfer');
  switch (origin.kind) {
    case 'adjustment':
      return origin.isOwn ? <TextLink href={`/funds/adjustments/${origin.id}`}>{t('toAdjustment')}</TextLink> : number;
    case 'online_recharge':
      return <TextLink href={`/funds/recharge/online/${origin.id}`}>{t('toRecharge')}</TextLink>;
    case 'withdrawal':
      return <TextLink href={`/funds/withdrawals/${origin.id}`}>{t('toWithdrawal')}</TextLink>;
    case 'bank_transfer':
      return t('kinds.recharge');
  }
}
