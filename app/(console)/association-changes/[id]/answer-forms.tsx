import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { sideOf } from '@/domain/associations/model';
import type { ChangeDetail } from '@/domain/associations/queries';
import { may } from '@/domain/permission';
import { money } from '@/lib/money';
import { answerChangeAction, withdrawChangeAction } from '../actions';
import { Effects } from '../effects';

/** What the reader may do with an open request: answer the other side's, or take back the own. */
export async function AnswerForms({ change }: { change: ChangeDetail }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('associations.detail')]);
  if (change.state !== 'submitted') return null;
  const side = sideOf(actor);
  if (change.startedBy === side)
    return (
      <>
        <p className="text-muted">{t('waiting', { side: side === 'customer' ? 'partner' : 'customer' })}</p>
        {may(actor, 'association_changes.request') && <WithdrawForm change={change} />}
      </>
    );
  if (!may(actor, 'association_changes.answer')) return null;
  if (needsCode(actor, 'customers_always')) return <CodeNotice back={`/association-changes/${change.id}`} />;
  return <AnswerForm change={change} />;
}

/** One question, two buttons. Agreeing does it, so what that comes to stands above them. */
async function AnswerForm({ change }: { change: ChangeDetail }) {
  const [t, common, effects, { currency }] = await Promise.all([
    getTranslations('associations.detail'),
    getTranslations('common'),
    getTranslations('associations.effects'),
    requireActor(),
  ]);
  return (
    <Card title={t('answerTitle')}>
      <ActionForm
        action={answerChangeAction}
        requestKey={newRequestKey()}
        label={t('answerTitle')}
        className="flex max-w-xl flex-col gap-4"
      >
        <div className="flex flex-col gap-2">
          <h3 className="font-semibold">{effects('titleIfAgreed')}</h3>
          <Effects
            between={change}
            fromType={change.fromType}
            toType={change.toType}
            wouldReturn={change.wouldReturn ?? money(0n, currency)}
            coupons={change.coupons}
          />
          <p className="text-muted">{t('rejectText')}</p>
        </div>
        <input type="hidden" name="changeId" value={change.id} />
        <TextArea name="answer" label={t('answerLabel')} maxLength={512} rows={2} optional={common('optional')} />
        <div className="flex flex-wrap gap-2">
          <SubmitButton variant="danger" name="agree" value="yes">
            {t('agree')}
          </SubmitButton>
          <SubmitButton variant="secondary" name="agree" value="no">
            {t('reject')}
          </SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function WithdrawForm({ change }: { change: ChangeDetail }) {
  const t = await getTranslations('associations.detail');
  return (
    <Card title={t('withdrawTitle')}>
      <ActionForm action={withdrawChangeAction} requestKey={newRequestKey()} label={t('withdrawTitle')}>
        <p className="text-muted">{t('withdrawText')}</p>
        <input type="hidden" name="changeId" value={change.id} />
        <div>
          <SubmitButton variant="secondary">{t('withdraw')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
