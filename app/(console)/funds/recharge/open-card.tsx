import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { may } from '@/domain/permission';
import { canOpenRemittanceAccount } from '@/domain/recharge/remittance-queries';
import { openRemittanceAccountAction } from './actions';

/** What a dedicated account is, and the way to one: first the code, then the button. */
export async function OpenCard() {
  const t = await getTranslations('recharge.open');
  return (
    <Card title={t('title')}>
      <div className="flex max-w-2xl flex-col gap-3">
        <p>{t('text')}</p>
        <p className="text-muted">
          {t('once')} {t('verify')}
        </p>
        <OpenForm />
      </div>
    </Card>
  );
}

async function OpenForm() {
  const [scope, actor, t, refusals] = await Promise.all([
    requireScope('recharge.read'),
    requireActor(),
    getTranslations('recharge.open'),
    getTranslations('refusals'),
  ]);
  if (!may(actor, 'recharge.open')) return <Alert kind="info">{t('forOthers')}</Alert>;
  if (!(await canOpenRemittanceAccount(scope))) return <Alert kind="warning">{refusals('no_receiving_account')}</Alert>;
  if (needsCode(actor, 'always')) return <CodeNotice back="/funds/recharge" />;
  return (
    <ActionForm action={openRemittanceAccountAction} requestKey={newRequestKey()} label={t('title')}>
      <div>
        <SubmitButton>{t('action')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
