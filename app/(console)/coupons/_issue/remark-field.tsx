import { getTranslations } from 'next-intl/server';
import { TextArea } from '@/components/form/text-field';

/** A note for the issuer's own records. */
export async function RemarkField({ max, value, error }: { max: number; value?: string; error?: string | undefined }) {
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  return (
    <TextArea
      name="remark"
      label={t('remark')}
      hint={t('remarkHint')}
      optional={form('optional')}
      rows={2}
      maxLength={max}
      {...(value === undefined ? {} : { defaultValue: value })}
      error={error}
    />
  );
}
