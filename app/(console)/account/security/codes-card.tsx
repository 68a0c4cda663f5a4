import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { setCodesAction } from './actions';

/** The organization's switch for codes, for its administrators. @source spec/11 §11.4 */
export async function CodesCard() {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('verification.switch')]);
  const { areAsked } = actor.codes;
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t(areAsked ? 'isOn' : 'isOff')}</p>
        {needsCode(actor, 'if_asked') ? (
          <CodeNotice back="/account/security" />
        ) : (
          <ActionForm action={setCodesAction} label={t('title')}>
            <input type="hidden" name="areAsked" value={areAsked ? 'no' : 'yes'} />
            <div>
              <SubmitButton variant="secondary">{t(areAsked ? 'off' : 'on')}</SubmitButton>
            </div>
          </ActionForm>
        )}
      </div>
    </Card>
  );
}
