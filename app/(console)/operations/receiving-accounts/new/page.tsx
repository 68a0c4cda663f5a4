import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { AccountFields } from '../account-fields';
import { addReceivingAccountAction } from '../actions';

const path = '/operations/receiving-accounts';

export async function generateMetadata() {
  const t = await getTranslations('recharge.receiving');
  return { title: t('newTitle') };
}

/** Writes down an account at a bank. */
export default async function NewReceivingAccountPage() {
  const [, actor, t] = await Promise.all([
    requireScope('receiving_accounts.manage'),
    requireActor(),
    getTranslations('recharge.receiving'),
  ]);
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={t('defaultHint')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: t('newTitle') }]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${path}/new`} />
      ) : (
        <Card>
          <ActionForm
            action={addReceivingAccountAction}
            requestKey={newRequestKey()}
            label={t('newTitle')}
            className="flex max-w-md flex-col gap-4"
          >
            <TextField
              name="accountNumber"
              label={t('accountNumber')}
              hint={t('accountNumberHint')}
              maxLength={48}
              autoComplete="off"
              required
            />
            <TextField
              name="numberPrefix"
              label={t('prefix')}
              hint={t('prefixHint')}
              inputMode="numeric"
              maxLength={20}
              autoComplete="off"
              required
            />
            <AccountFields />
            <div>
              <SubmitButton>{t('add')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      )}
    </>
  );
}
