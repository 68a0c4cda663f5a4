import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { Alert } from '@/components/ui/alert';
import type { ResellerCustomerRow } from '@/domain/customers/reseller-customer-queries';
import { may } from '@/domain/permission';
import { localName } from '@/lib/local-name';
import { RestrictForm } from '../../[id]/restrict-form';
import { UnrestrictForm } from '../../[id]/unrestrict-form';
import { restrictCustomerAction, unrestrictCustomerAction } from '../actions';

/** Where a distributor freezes a customer of its reseller, for the reseller. @source spec/01 §1.8 */
export async function FreezeForReseller({ customer, done }: { customer: ResellerCustomerRow; done: string }) {
  const [actor, locale, t] = await Promise.all([requireActor(), getLocale(), getTranslations('customers.freezing')]);
  const { id: customerId, reseller, freezeLevel: level } = customer;
  const name = localName(customer, locale);
  const subject = { customerId, resellerId: reseller.id, name, back: `/customers/of-resellers/${customerId}` };
  return (
    <>
      {done === 'restricted' && level && <Alert kind="done" title={t('done.restricted')} />}
      {done === 'unrestricted' && !level && <Alert kind="done" title={t('done.unrestricted')} />}
      {may(actor, 'customers.restrict') && !level && <RestrictForm {...subject} action={restrictCustomerAction} />}
      {may(actor, 'customers.restrict') && level && (
        <UnrestrictForm {...subject} action={unrestrictCustomerAction} level={level} />
      )}
    </>
  );
}
