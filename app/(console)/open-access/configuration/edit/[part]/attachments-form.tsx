import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox } from '@/components/form/checkbox';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { SubmitButton } from '@/components/ui/submit-button';
import { bucketRegions } from '@/domain/open-access/configuration-model';
import type { ConfigurationView } from '@/domain/open-access/configuration-queries';
import { shownAttachments } from '@/domain/open-access/shown-access';
import { seenOf } from '@/domain/seen-values';
import type { Currency } from '@/lib/money';
import { setAttachmentsAction } from '../../../actions';

/** The switch and the bucket. The secret is only ever entered. */
export async function AttachmentsForm({
  configuration,
  currency,
  label,
}: {
  configuration: ConfigurationView | undefined;
  currency: Currency;
  label: string;
}) {
  const [t, regions] = await Promise.all([getTranslations('openaccess.edit'), getTranslations('openaccess.regions')]);
  const plain = { autoComplete: 'off', spellCheck: false } as const;
  return (
    <ActionForm
      action={setAttachmentsAction}
      requestKey={newRequestKey()}
      seen={seenOf(shownAttachments(configuration))}
      label={label}
      className="flex flex-col gap-4"
    >
      <p className="max-w-prose text-muted">{t('attachmentsHint')}</p>
      <Checkbox
        name="attachmentsOn"
        label={t('attachmentsOn')}
        defaultChecked={configuration?.attachmentsOn ?? false}
      />
      <TextField
        name="bucketName"
        label={t('bucketName')}
        hint={t('bucketNameHint')}
        defaultValue={configuration?.bucketName ?? undefined}
        maxLength={63}
        {...plain}
      />
      <SelectField
        name="bucketRegion"
        label={t('bucketRegion')}
        options={bucketRegions(currency).map((value) => ({ value, label: regions(value) }))}
        placeholder={t('chooseRegion')}
        defaultValue={configuration?.bucketRegion ?? undefined}
      />
      <TextField
        name="bucketAccessKey"
        label={t('accessKey')}
        defaultValue={configuration?.bucketAccessKey ?? undefined}
        maxLength={128}
        {...plain}
      />
      <TextField
        name="bucketSecret"
        type="password"
        label={t('secretKey')}
        hint={t(configuration?.secretSetAt ? 'secretKeptHint' : 'secretHint')}
        maxLength={256}
        autoComplete="off"
      />
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
