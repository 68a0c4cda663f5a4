import { useTranslations } from 'next-intl';
import { TextField } from '@/components/form/text-field';
import type { Contact } from '@/domain/associations/partner-queries';

/** What customers see of a contact. */
export function ContactFields({ contact }: { contact?: Contact }) {
  const t = useTranslations('contacts');
  const common = useTranslations('common');
  const given = (value: string | null | undefined) => value ?? '';
  return (
    <>
      <TextField
        name="name"
        label={t('name')}
        autoComplete="off"
        maxLength={64}
        defaultValue={given(contact?.name)}
        required
      />
      <TextField
        name="position"
        label={t('position')}
        autoComplete="off"
        maxLength={64}
        defaultValue={given(contact?.position)}
        optional={common('optional')}
      />
      <TextField
        name="mobile"
        label={common('mobile')}
        hint={t('mobileHint')}
        inputMode="tel"
        autoComplete="off"
        maxLength={32}
        defaultValue={given(contact?.mobile)}
      />
      <TextField
        name="email"
        label={common('email')}
        type="email"
        autoComplete="off"
        maxLength={254}
        defaultValue={given(contact?.email)}
      />
    </>
  );
}
