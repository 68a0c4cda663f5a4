import { getTranslations } from 'next-intl/server';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { CodeField } from './code-field';

/** To which services and products of the quota's it is to be limited. */
export async function CodeFields({
  quota,
  values,
  fields,
}: {
  quota: QuotaDetail;
  values: { readonly serviceTypes: readonly string[]; readonly productIds: readonly string[] };
  fields: Readonly<Record<string, string>>;
}) {
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  return (['serviceTypes', 'productIds'] as const).map((name) => (
    <CodeField
      key={name}
      name={name}
      label={t(name)}
      hint={{ boxes: t('codesBoxesHint'), text: t('codesTextHint') }}
      optional={form('optional')}
      offered={quota.limits[name]}
      values={values[name]}
      error={fields[name]}
    />
  ));
}
