import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { may } from '@/domain/permission';
import { seenOf } from '@/domain/seen-values';
import { describeCustomerAction } from '../actions';

/** The partner's own words about a customer, which the customer does not see. @source spec/02 §2.3 */
export async function DescribeCard({ customer }: { customer: CustomerDetail }) {
  const [actor, t, common] = await Promise.all([
    requireActor(),
    getTranslations('customers'),
    getTranslations('common'),
  ]);
  const { association } = customer;
  if (!association) return null;
  const { label, remark } = association;
  return (
    <Card title={t('notes.title')}>
      {may(actor, 'customers.edit') ? (
        <ActionForm action={describeCustomerAction} seen={seenOf({ label, remark })} label={t('notes.title')}>
          <input type="hidden" name="customerId" value={customer.id} />
          <TextField
            name="label"
            label={t('label')}
            hint={t('notes.labelHint')}
            optional={common('optional')}
            maxLength={64}
            defaultValue={label ?? ''}
          />
          <TextField
            name="remark"
            label={t('notes.remark')}
            hint={t('notes.remarkHint')}
            optional={common('optional')}
            maxLength={256}
            defaultValue={remark ?? ''}
          />
          <div>
            <SubmitButton variant="secondary">{t('notes.save')}</SubmitButton>
          </div>
        </ActionForm>
      ) : (
        <DescriptionList
          items={[
            { label: t('label'), value: label ?? undefined },
            { label: t('notes.remark'), value: remark ?? undefined },
          ]}
        />
      )}
    </Card>
  );
}
