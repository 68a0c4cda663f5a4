import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Alert } from '@/components/ui/alert';
import { findOwnFreeze } from '@/domain/customers/freeze-queries';

/** Tells a customer that its partner has frozen it, and what that means. Why is between them. */
export async function FreezeNotice() {
  const [level, t] = await Promise.all([
    requireScope('balance.read').then(findOwnFreeze),
    getTranslations('customers.freezing'),
  ]);
  if (!level) return null;
  return (
    <Alert kind="warning" title={t('own.title')}>
      {t(`own.${level}`)}
    </Alert>
  );
}
