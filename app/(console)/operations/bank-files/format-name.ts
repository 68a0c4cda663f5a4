import { getTranslations } from 'next-intl/server';
import type { BankFileRow } from '@/domain/reconciliation/file-queries';

/** How a file's format is called; of CSV with the profile it is read with. */
export async function formatNames(): Promise<(file: Pick<BankFileRow, 'format' | 'profileName'>) => string> {
  const t = await getTranslations('bankfiles');
  return ({ format, profileName }) =>
    format === 'csv' && profileName !== null ? t('csvWith', { profile: profileName }) : t(`formats.${format}`);
}
