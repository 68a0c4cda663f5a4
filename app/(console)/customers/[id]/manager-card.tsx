import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { listManagerPeriods } from '@/domain/customers/manager-queries';
import { listAccountManagers } from '@/domain/customers/queries';
import { may } from '@/domain/permission';
import { seenOf } from '@/domain/seen-values';
import { assignAccountManagerAction, withdrawAccountManagerAction } from '../actions';

/** Who looks after a customer, and who has before; administrators change it here. @source spec/01 §1.8, spec/02 §2.1 */
export async function ManagerCard({ customer }: { customer: CustomerDetail }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('customers')]);
  const manager = customer.association?.manager;
  return (
    <Card title={t('manager')}>
      <div className="flex flex-col gap-4">
        <p>{manager ? manager.name : t('managerNone')}</p>
        {may(actor, 'customers.assign_manager') && <AssignForm customer={customer} />}
        {may(actor, 'customers.assign_manager') && manager && (
          <ActionForm
            action={withdrawAccountManagerAction}
            seen={seenOf({ userId: manager.id })}
            label={t('withdrawManager')}
          >
            <input type="hidden" name="customerId" value={customer.id} />
            <div>
              <SubmitButton variant="secondary">{t('withdrawManager')}</SubmitButton>
            </div>
          </ActionForm>
        )}
        <History customer={customer} />
      </div>
    </Card>
  );
}

async function History({ customer }: { customer: CustomerDetail }) {
  const [scope, t] = await Promise.all([requireScope('customers.read'), getTranslations('customers.managerHistory')]);
  const periods = await listManagerPeriods(scope, customer.id);
  if (periods.length === 0) return null;
  return (
    <Disclosure summary={t('title')}>
      <ul className="flex flex-col gap-2">
        {periods.map((period) => (
          <li key={period.startedAt.toISOString()} className="flex flex-col">
            <span>{period.name}</span>
            <span className="text-muted text-table">
              <When at={period.startedAt} precision="minute" /> –{' '}
              {period.endedAt ? <When at={period.endedAt} precision="minute" /> : t('now')}
            </span>
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}

async function AssignForm({ customer }: { customer: CustomerDetail }) {
  const [scope, t] = await Promise.all([requireScope('customers.read'), getTranslations('customers')]);
  const { association } = customer;
  if (!association) return null;
  const managers = await listAccountManagers(scope, association.partner.id);
  if (managers.length === 0) return <p className="text-muted">{t('nobodyToAssign')}</p>;
  return (
    <ActionForm
      action={assignAccountManagerAction}
      seen={seenOf({ userId: association.manager?.id ?? null })}
      label={t('assignManager')}
    >
      <input type="hidden" name="customerId" value={customer.id} />
      <SelectField
        name="userId"
        label={t('newManager')}
        hint={t('newManagerHint')}
        options={managers.map(({ id, name }) => ({ value: id, label: name }))}
        placeholder={t('choose')}
        {...(association.manager ? { defaultValue: association.manager.id } : {})}
      />
      <div>
        <SubmitButton variant="secondary">{t('assignManager')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
