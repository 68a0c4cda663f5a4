import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { soonDays } from '@/domain/coupons/coupon-state-now';
import { findHeldCoupons } from '@/domain/coupons/held-queries';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { type Asker, may } from '@/domain/permission';

/** What a customer can use of the coupons its partner has issued to it, with the way to all of them and to issuing one. */
export async function CouponsCard({ customer }: { customer: CustomerDetail }) {
  const [scope, actor, t, locale] = await Promise.all([
    requireScope('customers.read'),
    requireActor(),
    getTranslations('customers.coupons'),
    getLocale(),
  ]);
  const held = await findHeldCoupons(scope, customer.id);
  if (!held) return null;
  const figure = (count: number) => new Intl.NumberFormat(locale).format(count);
  const all = listOf(actor, customer);
  const mayIssue = may(actor, 'coupons.issue') && customer.state === 'active' && !customer.association?.freezeLevel;
  return (
    <Card
      title={t('title')}
      actions={
        <span className="flex flex-wrap gap-3">
          {all && <TextLink href={all}>{t('issued')}</TextLink>}
          {mayIssue && <TextLink href={`/coupons/issue?customer=${customer.id}`}>{t('issue')}</TextLink>}
        </span>
      }
    >
      {held.usable.count === 0 ? (
        <p className="text-muted">{t('none')}</p>
      ) : (
        <DescriptionList
          items={[
            { label: t('usable'), value: figure(held.usable.count) },
            { label: t('left'), value: <Amount value={held.usable.left} /> },
            { label: t('soon', { days: soonDays }), value: figure(held.soon.count) },
          ]}
        />
      )}
    </Card>
  );
}

/** The list with all of them: the partner's own, or the operator's of everybody's. */
function listOf(actor: Asker, { id }: CustomerDetail): string | undefined {
  if (may(actor, 'coupons.read')) return `/coupons/issued?customer=${id}`;
  return may(actor, 'quotas.oversee') ? `/operations/coupons?q=${id}` : undefined;
}
