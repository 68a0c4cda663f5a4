import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SubmitButton } from '@/components/ui/submit-button';
import { findSendTargets } from '@/domain/recharge/remittance-queries';
import { sendRemittanceDetailsAction } from './actions';

/** Sends the details to what is on file. Where that is shows masked, before and after. */
export async function SendForms() {
  const [scope, t] = await Promise.all([requireScope('recharge.read'), getTranslations('recharge.send')]);
  const targets = await findSendTargets(scope);
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-4" aria-label={t('title')}>
      <h3 className="font-semibold">{t('title')}</h3>
      <div className="flex flex-wrap gap-x-8 gap-y-4">
        {(['mail', 'phone'] as const).map((to) => {
          const target = targets[to];
          if (target === null) return <p key={to}>{t('nowhere')}</p>;
          return (
            <ActionForm
              key={to}
              action={sendRemittanceDetailsAction}
              requestKey={newRequestKey()}
              label={t(to)}
              doneMessage={t(`${to}Done`, { to: target })}
              className="flex flex-col gap-1.5"
            >
              <input type="hidden" name="to" value={to} />
              <p className="text-muted">{t(`${to}Text`, { to: target })}</p>
              <div>
                <SubmitButton variant="secondary">{t(to)}</SubmitButton>
              </div>
            </ActionForm>
          );
        })}
      </div>
    </section>
  );
}
