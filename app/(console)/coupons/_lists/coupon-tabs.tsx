import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Tabs } from '@/components/ui/tabs';
import { may } from '@/domain/permission';

const paths = {
  quota: '/coupons',
  issued: '/coupons/issued',
  issuedQuotas: '/coupons/issued-quotas',
  records: '/coupons/records',
} as const;

/** The lists of a partner's coupons, each with its own address; what was cut for resellers only where there are resellers to look at. */
export async function CouponTabs({ current }: { current: keyof typeof paths }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('coupons')]);
  const shown = (['quota', 'issued', 'issuedQuotas', 'records'] as const).filter(
    (tab) => tab !== 'issuedQuotas' || may(actor, 'resellers.read'),
  );
  return (
    <Tabs
      label={t('tabs.label')}
      tabs={shown.map((tab) => ({ label: t(`tabs.${tab}`), href: paths[tab], isCurrent: tab === current }))}
    />
  );
}
