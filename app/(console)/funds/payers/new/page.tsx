import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox } from '@/components/form/checkbox';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { payerAgreementVersion } from '@/domain/recharge/agreement-model';
import { payerReasons, payerRelationships, payerTypes } from '@/domain/recharge/payer-input';
import { countPayers } from '@/domain/recharge/payer-queries';
import { addPayerAction } from '../actions';

export async function generateMetadata() {
  const t = await getTranslations('recharge.payers');
  return { title: t('newTitle') };
}

/** Names somebody who pays for the partner, under the agreement that stands below the fields. @source spec/06 §6.3 */
export default async function NewPayerPage() {
  const [scope, t] = await Promise.all([requireScope('payers.manage'), getTranslations('recharge.payers')]);
  const { effective, max } = await countPayers(scope);
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={t('count', { effective, max })}
        breadcrumbs={[{ label: t('title'), href: '/funds/payers' }, { label: t('newTitle') }]}
      />
      {effective < max ? (
        <Card>
          <PayerForm />
        </Card>
      ) : (
        <Alert kind="info">{t('full')}</Alert>
      )}
    </>
  );
}

async function PayerForm() {
  const [t, common] = await Promise.all([getTranslations('recharge.payers'), getTranslations('common')]);
  return (
    <ActionForm
      action={addPayerAction}
      requestKey={newRequestKey()}
      label={t('newTitle')}
      className="flex max-w-2xl flex-col gap-4"
    >
      <TextField name="payerName" label={t('name')} hint={t('nameHint')} maxLength={128} required autoComplete="off" />
      <SelectField
        name="payerType"
        label={t('typeLabel')}
        placeholder={t('choose')}
        required
        options={payerTypes.map((value) => ({ value, label: t(`types.${value}`) }))}
      />
      <SelectField
        name="relationship"
        label={t('relationship')}
        placeholder={t('choose')}
        required
        options={payerRelationships.map((value) => ({ value, label: t(`relationships.${value}`) }))}
      />
      <SelectField
        name="reason"
        label={t('reasonLabel')}
        placeholder={t('choose')}
        required
        options={payerReasons.map((value) => ({ value, label: t(`reasons.${value}`) }))}
      />
      <TextField
        name="expiresOn"
        type="date"
        label={t('expiresOn')}
        hint={t('expiresOnHint')}
        optional={common('optional')}
      />
      <TextArea name="note" label={t('note')} maxLength={256} rows={2} optional={common('optional')} />
      <section className="flex flex-col gap-2 border-t border-line pt-4" aria-label={t('agreement.title')}>
        <h2 className="text-lg">{t('agreement.title')}</h2>
        <ol className="flex list-decimal flex-col gap-2 pl-5">
          {(['p1', 'p2', 'p3', 'p4', 'p5'] as const).map((paragraph) => (
            <li key={paragraph}>{t(`agreement.${paragraph}`)}</li>
          ))}
        </ol>
      </section>
      <input type="hidden" name="agreementVersion" value={payerAgreementVersion} />
      <Checkbox name="consent" label={t('agreement.consent', { version: payerAgreementVersion })} required />
      <div>
        <SubmitButton>{t('add')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
