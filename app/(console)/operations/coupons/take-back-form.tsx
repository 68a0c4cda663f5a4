import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { TextArea } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import type { Id } from '@/lib/id';
import { takeBackCouponsAction } from './actions';

/** Takes coupons back at the platform's word, always all that is left of each. `back` is where the form stands. */
export async function TakeBackForm({ couponIds, back }: { couponIds: readonly Id<'coupon'>[]; back: string }) {
  const [t, words, common, actor] = await Promise.all([
    getTranslations('quotaops.takeBack'),
    getTranslations('couponwords.kinds'),
    getTranslations('common'),
    requireActor(),
  ]);
  if (needsCode(actor, 'if_asked')) return <CodeNotice back={back} />;
  return (
    <ActionForm action={takeBackCouponsAction} label={t('title')} className="flex max-w-2xl flex-col gap-4">
      <p className="text-muted">{t('text')}</p>
      {couponIds.map((id) => (
        <input key={id} type="hidden" name="couponIds[]" value={id} />
      ))}
      <SelectField
        name="reason"
        label={common('reason')}
        options={(['recharge_cancelled', 'move'] as const).map((value) => ({ value, label: words(value) }))}
        placeholder={t('choose')}
      />
      <TextArea
        name="remark"
        label={t('remark')}
        hint={t('remarkHint')}
        rows={2}
        maxLength={512}
        optional={common('optional')}
      />
      <div>
        <SubmitButton variant="danger">{t('submit', { count: couponIds.length })}</SubmitButton>
      </div>
    </ActionForm>
  );
}
