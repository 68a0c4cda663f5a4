import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Tabs } from '@/components/ui/tabs';
import { may } from '@/domain/permission';

/** A distributor's own customers, and those of its resellers. Nobody else has two kinds. @source spec/02 */
export async function CustomerTabs({ current }: { current: 'own' | 'ofResellers' }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('customers.tabs')]);
  if (!may(actor, 'resellers.customers')) return null;
  return (
    <Tabs
      label={t('label')}
      tabs={[
        { label: t('own'), href: '/customers', isCurrent: current === 'own' },
        { label: t('ofResellers'), href: '/customers/of-resellers', isCurrent: current === 'ofResellers' },
      ]}
    />
  );
}
