import { useTranslations } from 'next-intl';
import { Checkbox } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';
import type { ReceivingAccountLine } from '@/domain/recharge/receiving-account-queries';

/** What partners read of an account, and whether it is the default: the same for a new one and for one that is changed. */
export function AccountFields({ account }: { account?: ReceivingAccountLine }) {
  const t = useTranslations('recharge.receiving');
  const days = { inputMode: 'numeric', maxLength: 2, required: true, className: 'max-w-24' } as const;
  return (
    <>
      <TextField
        name="accountName"
        label={t('accountName')}
        defaultValue={account?.accountName}
        maxLength={128}
        required
      />
      <TextField name="bankName" label={t('bank')} defaultValue={account?.bankName} maxLength={128} required />
      <TextField name="branch" label={t('branch')} defaultValue={account?.branch} maxLength={128} required />
      <TextField name="arrivalDaysMin" label={t('arrivalMin')} defaultValue={account?.arrivalDaysMin ?? 1} {...days} />
      <TextField name="arrivalDaysMax" label={t('arrivalMax')} defaultValue={account?.arrivalDaysMax ?? 2} {...days} />
      <Checkbox name="isDefault" label={t('makeDefault')} defaultChecked={account?.isDefault ?? false} />
    </>
  );
}
