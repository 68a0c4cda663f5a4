import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { localName } from '@/lib/local-name';
import { freezeCustomerAction, unfreezeCustomerAction } from '../actions';

/** Freezing and unfreezing a customer, with what it means said before. @source design/decisions.md 43 */
export async function FreezeCard({ customer }: { customer: CustomerDetail }) {
  const [t, common, locale] = await Promise.all([getTranslations('customers'), getTranslations('common'), getLocale()]);
  const name = localName(customer, locale);
  if (customer.state === 'frozen') {
    return (
      <Card title={t('unfreezeTitle')}>
        <ActionForm action={unfreezeCustomerAction} label={t('unfreezeTitle')}>
          <p className="text-muted">{t('unfreezeText')}</p>
          <input type="hidden" name="customerId" value={customer.id} />
          <div>
            <SubmitButton>{t('unfreeze', { name })}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    );
  }
  return (
    <Card title={t('freezeTitle')}>
      <ActionForm action={freezeCustomerAction} label={t('freezeTitle')}>
        <p className="text-muted">{t('freezeText')}</p>
        <input type="hidden" name="customerId" value={customer.id} />
        <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={512} rows={2} />
        <div>
          <SubmitButton variant="danger">{t('freeze', { name })}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
