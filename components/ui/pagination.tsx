import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ButtonLink } from './button';
import { iconSize } from './icon-size';

/**
 * Keyset paging: a link to the page before and one to the page after, where there is one.
 *
 * Build the links with `hrefWith(path, params, { after: cursor, before: undefined })`, which keeps the filters.
 */
export function Pagination({
  previousHref,
  nextHref,
  summary,
}: {
  previousHref?: string | undefined;
  nextHref?: string | undefined;
  /** Such as "50 records" or "10,000+ records"; never worth blocking the page for. */
  summary?: ReactNode;
}) {
  const t = useTranslations('ui');
  if (previousHref === undefined && nextHref === undefined && summary === undefined) return null;
  return (
    <div className="no-print mt-3 flex flex-wrap items-center justify-between gap-3">
      <p className="text-table text-muted">{summary}</p>
      <nav aria-label={t('paging')} className="flex gap-2">
        {previousHref !== undefined && (
          <ButtonLink href={previousHref} size="small">
            <ChevronLeft size={iconSize.small} aria-hidden />
            {t('previousPage')}
          </ButtonLink>
        )}
        {nextHref !== undefined && (
          <ButtonLink href={nextHref} size="small">
            {t('nextPage')}
            <ChevronRight size={iconSize.small} aria-hidden />
          </ButtonLink>
        )}
      </nav>
    </div>
  );
}
