import { EllipsisVertical } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ButtonLink } from '@/components/ui/button';
import { iconSize } from '@/components/ui/icon-size';
import { Menu } from '@/components/ui/menu';
import { MenuLink } from '@/components/ui/menu-link';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { may } from '@/domain/permission';

/** What can be done with a customer, as far as the reader may. What changes something has a page or a card of its own. @source spec/02 §2.2 */
export async function HeaderActions({ customer }: { customer: CustomerDetail }) {
  const [actor, common, t] = await Promise.all([
    requireActor(),
    getTranslations('common'),
    getTranslations('customers.menu'),
  ]);
  const { id, association } = customer;
  const page = `/customers/${id}`;
  const movesMoney = association?.type === 'resale' && may(actor, 'funds.allocate');
  const links = [
    association && may(actor, 'customers.assign_manager') && { href: `${page}#manager`, text: t('assign') },
    association && may(actor, 'customers.edit') && { href: `${page}#notes`, text: t('describe') },
    (may(actor, 'customers.freeze') || (association && may(actor, 'customers.restrict'))) && {
      href: `${page}#freeze`,
      text: t('freeze'),
    },
    association &&
      may(actor, 'association_changes.read') && { href: `/association-changes?customer=${id}`, text: t('changes') },
    ...(association && may(actor, 'association_changes.request')
      ? (['switch', 'disassociate'] as const).map((kind) => ({
          href: `/association-changes/new?customer=${id}&kind=${kind}`,
          text: t(kind),
        }))
      : []),
  ].filter((link) => link !== false && link !== null);
  return (
    <>
      {movesMoney && customer.state === 'active' && association.freezeLevel === null && (
        <ButtonLink variant="primary" href={`/funds/allocate?customer=${id}`}>
          {common('allocate')}
        </ButtonLink>
      )}
      {movesMoney && <ButtonLink href={`/funds/reclaim?customer=${id}`}>{common('reclaim')}</ButtonLink>}
      {links.length > 0 && (
        <Menu
          id="customer-actions"
          label={t('label')}
          trigger={<EllipsisVertical size={iconSize.button} aria-hidden />}
        >
          {links.map(({ href, text }) => (
            <MenuLink key={href} href={href}>
              {text}
            </MenuLink>
          ))}
        </Menu>
      )}
    </>
  );
}
