import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { accountFields } from '@/domain/recharge/receiving-account-input';
import type { ReceivingAccountLine } from '@/domain/recharge/receiving-account-queries';
import { seenOf, shownOf } from '@/domain/seen-values';
import { AccountFields } from '../account-fields';
import { changeReceivingAccountAction, closeReceivingAccountAction } from '../actions';

/** What may be done to an account that is in use. */
export async function ManageCards({ account }: { account: ReceivingAccountLine }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('recharge.receiving')]);
  if (needsCode(actor, 'if_asked')) {
    return (
      <Card title={t('change')}>
        <CodeNotice back={`/operations/receiving-accounts/${account.id}`} />
      </Card>
    );
  }
  return (
    <>
      <Card title={t('changeTitle')}>
        <ActionForm
          action={changeReceivingAccountAction}
          requestKey={newRequestKey()}
          seen={seenOf(shownOf(account, accountFields))}
          label={t('changeTitle')}
          className="flex max-w-md flex-col gap-4"
        >
          <input type="hidden" name="receivingAccountId" value={account.id} />
          <AccountFields account={account} />
          <div>
            <SubmitButton>{t('change')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
      <Card title={t('close')}>
        <Disclosure summary={t('closeOpen')}>
          <ActionForm
            action={closeReceivingAccountAction}
            requestKey={newRequestKey()}
            label={t('close')}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('closeText', { count: account.numbers })}</p>
            <input type="hidden" name="receivingAccountId" value={account.id} />
            <div>
              <SubmitButton variant="danger">{t('closeConfirm', { number: account.accountNumber })}</SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      </Card>
    </>
  );
}
