import { Download } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { buttonClass } from '@/components/ui/button-class';
import { iconSize } from '@/components/ui/icon-size';
import { hrefWith, type SearchParams } from './hrefs';

/** Downloads the filtered set, all of it and nothing else. `path` is the route handler that writes the file. */
export function ExportLink({ path, params }: { path: string; params: SearchParams }) {
  const t = useTranslations('ui.table');
  return (
    <a href={hrefWith(path, params, {})} download className={buttonClass('secondary', 'medium')}>
      <Download size={iconSize.text} aria-hidden />
      {t('exportCsv')}
    </a>
  );
}
