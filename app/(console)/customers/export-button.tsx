import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { iconSize } from '@/components/ui/icon-size';

/** Leads to where the filtered list is taken out as a file. For who has `customers.export`. */
export function ExportButton({ params }: { params: SearchParams }) {
  const t = useTranslations('exports');
  return (
    <ButtonLink href={hrefWith('/customers/exports', params, {})}>
      <Download size={iconSize.text} aria-hidden />
      {t('export')}
    </ButtonLink>
  );
}
