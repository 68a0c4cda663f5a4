import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { mayFreeze } from '@/domain/customers/freeze-queries';
import { freezeLevels } from '@/domain/customers/input';
import type { FreezeSubject } from './freezing';

/** How far, why, and that the consequences for resources are understood. */
export async function RestrictForm({ customerId, resellerId, name, back, action }: FreezeSubject) {
  const [t, common, actor, scope] = await Promise.all([
    getTranslations('customers.freezing'),
    getTranslations('common'),
    requireActor(),
    requireScope('customers.restrict'),
  ]);
  const isGranted = await mayFreeze(scope);
  return (
    <Card title={t('freezeTitle')}>
      {!isGranted && <p className="text-muted">{t('notGranted')}</p>}
      {isGranted && needsCode(actor, 'if_asked') && <CodeNotice back={back} />}
      {isGranted && !needsCode(actor, 'if_asked') && (
        <ActionForm action={action} label={t('freezeTitle')}>
          <p className="text-muted">{t('freezeText')}</p>
          <input type="hidden" name="customerId" value={customerId} />
          {resellerId && <input type="hidden" name="resellerId" value={resellerId} />}
          <Fieldset name="level" legend={t('level')}>
            {freezeLevels.map((level) => (
              <Checkbox
                key={level}
                type="radio"
                inGroup
                name="level"
                value={level}
                defaultChecked={level === 'account'}
                label={
                  <>
                    {t(`levels.${level}`)} <span className="block text-muted">{t(`meanings.${level}`)}</span>
                  </>
                }
              />
            ))}
          </Fieldset>
          <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={512} rows={2} />
          <Checkbox name="understood" label={t('understood')} />
          <div>
            <SubmitButton variant="danger">{t('freeze', { name })}</SubmitButton>
          </div>
        </ActionForm>
      )}
    </Card>
  );
}
