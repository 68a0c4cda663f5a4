import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Masked } from '@/components/masked';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { type CustomerDetail, findRevealed, revealedSeconds } from '@/domain/customers/detail-queries';
import { type PersonalField, personalFields } from '@/domain/customers/input';
import { may } from '@/domain/permission';
import { localName } from '@/lib/local-name';
import { revealCustomerAction } from '../actions';

/**
 * How to reach a customer, masked. Each field is shown in clear by an audited act, to the session that asked, for a minute.
 *
 * @source docs/decisions/0011-masking.md
 */
export async function ContactCard({ customer, isRevealed }: { customer: CustomerDetail; isRevealed: boolean }) {
  const [actor, scope, t, common] = await Promise.all([
    requireActor(),
    requireScope('customers.read'),
    getTranslations('customers'),
    getTranslations('common'),
  ]);
  const clear = isRevealed ? await findRevealed(scope, customer.id, actor.sessionId) : {};
  const mayReveal = may(actor, 'customers.reveal') && customer.association !== null;
  const shown = (field: PersonalField) => {
    const text = clear[field];
    if (text) return <span className="font-semibold">{text}</span>;
    const masked = customer[field];
    if (masked === null) return undefined;
    return (
      <span className="flex flex-wrap items-center gap-2">
        <Masked text={masked} />
        {mayReveal && <RevealForm customer={customer} field={field} />}
      </span>
    );
  };
  return (
    <Card title={t('contact')}>
      <div className="flex flex-col gap-3">
        <DescriptionList items={personalFields.map((field) => ({ label: common(field), value: shown(field) }))} />
        {Object.keys(clear).length > 0 && <Alert kind="info">{t('revealedText', { seconds: revealedSeconds })}</Alert>}
      </div>
    </Card>
  );
}

async function RevealForm({ customer, field }: { customer: CustomerDetail; field: PersonalField }) {
  const [t, locale] = await Promise.all([getTranslations('customers'), getLocale()]);
  return (
    <ActionForm
      action={revealCustomerAction}
      label={t(`reveal.${field}`, { name: localName(customer, locale) })}
      className="flex flex-col gap-2"
    >
      <input type="hidden" name="customerId" value={customer.id} />
      <input type="hidden" name="field" value={field} />
      <SubmitButton variant="secondary" size="small">
        {t(`reveal.${field}Button`)}
      </SubmitButton>
    </ActionForm>
  );
}
