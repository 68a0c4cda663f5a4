import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import type { FormAction } from '@/components/form/action-state';
import { TextArea } from '@/components/form/text-field';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';

/** What a second person decides about, and the action that does it. */
interface Decision {
  action: FormAction;
  /** Under which name the action takes the id. */
  name: 'postingId' | 'proposalId';
  id: string;
}

export async function ApproveForm({ action, name, id }: Decision) {
  const [t, common] = await Promise.all([getTranslations('reconciliation.decision'), getTranslations('common')]);
  return (
    <ActionForm action={action} label={t('approve')} className="flex flex-col gap-4">
      <input type="hidden" name={name} value={id} />
      <TextArea name="note" label={common('note')} maxLength={256} rows={2} optional={common('optional')} />
      <div>
        <SubmitButton>{t('approve')}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export async function RejectForm({ action, name, id, text }: Decision & { text: string }) {
  const [t, common] = await Promise.all([getTranslations('reconciliation.decision'), getTranslations('common')]);
  return (
    <Disclosure summary={t('rejectOpen')}>
      <ActionForm action={action} label={t('reject')}>
        <p className="text-muted">{text}</p>
        <input type="hidden" name={name} value={id} />
        <TextArea name="note" label={common('reason')} maxLength={256} rows={2} />
        <div>
          <SubmitButton variant="danger">{t('reject')}</SubmitButton>
        </div>
      </ActionForm>
    </Disclosure>
  );
}

/** For whoever proposed it: it can only be taken back. */
export async function OwnCard({ action, name, id }: Decision) {
  const t = await getTranslations('reconciliation.decision');
  return (
    <Card title={t('title')}>
      <Alert kind="info" title={t('own')} />
      <ActionForm action={action} label={t('withdraw')} className="mt-4 flex flex-col gap-4">
        <input type="hidden" name={name} value={id} />
        <div>
          <SubmitButton variant="secondary">{t('withdraw')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
