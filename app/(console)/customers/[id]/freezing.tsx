import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import type { FormAction } from '@/components/form/action-state';
import { Alert } from '@/components/ui/alert';
import { When } from '@/components/when';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { findPartnersFreeze } from '@/domain/customers/freeze-queries';
import { may } from '@/domain/permission';
import type { Id } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { restrictCustomerAction, unrestrictCustomerAction } from '../actions';
import { RestrictForm } from './restrict-form';
import { UnrestrictForm } from './unrestrict-form';

/** The partner's freeze of the customer of this page. */
const loadFreeze = cache(async (id: Id<'customer'>) => findPartnersFreeze(await requireScope('customers.read'), id));

/** What has just been done, as far as the relation agrees; and for as long as it is frozen, since when and why. */
export async function PartnersFreezeNotice({ customer, done }: { customer: CustomerDetail; done: string }) {
  const [freeze, t] = await Promise.all([loadFreeze(customer.id), getTranslations('customers.freezing')]);
  return (
    <>
      {done === 'restricted' && freeze && <Alert kind="done" title={t('done.restricted')} />}
      {done === 'unrestricted' && !freeze && <Alert kind="done" title={t('done.unrestricted')} />}
      {freeze && (
        <Alert kind="warning" title={t(`titles.${freeze.level}`)}>
          {freeze.reason} · <When at={freeze.frozenAt} precision="minute" />
        </Alert>
      )}
    </>
  );
}

/** Whom a form freezes: an own customer, or that of a reseller, and which action brings the reader back. */
export interface FreezeSubject {
  readonly customerId: Id<'customer'>;
  readonly resellerId?: Id<'organization'>;
  readonly name: string;
  /** The page the form stands on. */
  readonly back: string;
  readonly action: FormAction;
}

/** Where a partner freezes and unfreezes, with what it means said before. @source spec/01 §1.8, docs/decisions/0014-two-freezes.md */
export async function PartnersFreezeCard({ customer }: { customer: CustomerDetail }) {
  const [actor, locale] = await Promise.all([requireActor(), getLocale()]);
  if (!may(actor, 'customers.restrict') || !customer.association) return null;
  const freeze = await loadFreeze(customer.id);
  const subject = { customerId: customer.id, name: localName(customer, locale), back: `/customers/${customer.id}` };
  if (!freeze) return <RestrictForm {...subject} action={restrictCustomerAction} />;
  return <UnrestrictForm {...subject} action={unrestrictCustomerAction} level={freeze.level} />;
}
