import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';

/**
 * Personal data that the server has masked already (`138****5678`). The rest never reaches the browser.
 *
 * `reveal` is the form or link of the audited act that shows it.
 */
export function Masked({ text, reveal }: { text: string; reveal?: ReactNode }) {
  const t = useTranslations('ui');
  return (
    <span className="inline-flex items-center gap-1 whitespace-nowrap">
      <span className="sr-only">{t('masked')}</span>
      <span className="tabular-nums">{text}</span>
      {reveal}
    </span>
  );
}
