import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea, TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { quotaWays } from '@/domain/coupons/set-quota-state';
import { extendQuotaAction, setQuotaStateAction } from '../actions';

/** What the operator may do to a quota as it stands; nothing once it is invalid or reclaimed. */
export async function AdjustCards({ quota }: { quota: QuotaDetail }) {
  const [t, actor] = await Promise.all([getTranslations('quotaops.adjust'), requireActor()]);
  const ways = quotaWays[quota.state].filter((state) => state !== 'invalid');
  if (ways.length === 0) return null;
  if (needsCode(actor, 'if_asked')) {
    return (
      <Card title={t('title')}>
        <CodeNotice back={`/operations/coupon-quotas/${quota.id}`} />
      </Card>
    );
  }
  return (
    <>
      <StateCard quota={quota} ways={ways} />
      {quota.state === 'adjusting' && quota.parent === null && <ExtendCard quota={quota} />}
      <InvalidCard quota={quota} />
    </>
  );
}

async function StateCard({
  quota,
  ways,
}: {
  quota: QuotaDetail;
  ways: readonly ('normal' | 'adjusting' | 'frozen')[];
}) {
  const [t, common] = await Promise.all([getTranslations('quotaops.adjust'), getTranslations('common')]);
  return (
    <Card title={t('title')}>
      <ActionForm action={setQuotaStateAction} label={t('title')}>
        <input type="hidden" name="quotaId" value={quota.id} />
        <Fieldset name="state" legend={t('newState')}>
          {ways.map((state) => (
            <Checkbox key={state} name="state" type="radio" value={state} label={t(`states.${state}`)} inGroup />
          ))}
        </Fieldset>
        <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={256} rows={2} />
        <div>
          <SubmitButton>{t('set')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function ExtendCard({ quota }: { quota: QuotaDetail }) {
  const [t, common] = await Promise.all([getTranslations('quotaops.adjust'), getTranslations('common')]);
  return (
    <Card title={t('extendTitle')}>
      <ActionForm action={extendQuotaAction} label={t('extendTitle')}>
        <p className="text-muted">{t('extendText')}</p>
        <input type="hidden" name="quotaId" value={quota.id} />
        <TextField name="expiresAt" label={t('newEnd')} hint={t('newEndHint')} type="date" />
        <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={256} rows={2} />
        <div>
          <SubmitButton>{t('extend')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function InvalidCard({ quota }: { quota: QuotaDetail }) {
  const [t, common] = await Promise.all([getTranslations('quotaops.adjust'), getTranslations('common')]);
  return (
    <Card title={t('invalidTitle')}>
      <Disclosure summary={t('invalidOpen')}>
        <ActionForm action={setQuotaStateAction} label={t('invalidTitle')}>
          <p className="text-muted">{t('invalidText')}</p>
          <input type="hidden" name="quotaId" value={quota.id} />
          <input type="hidden" name="state" value="invalid" />
          <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={256} rows={2} />
          <div>
            <SubmitButton variant="danger">{t('setInvalid', { number: quota.number })}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}
