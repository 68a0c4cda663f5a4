import { ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { iconSize } from './icon-size';
import { TextLink } from './text-link';

export interface Crumb {
  readonly label: string;
  /** Missing on the page itself, which is the last crumb. */
  readonly href?: string;
}

/** The way back from a detail page. */
export function Breadcrumbs({ items }: { items: readonly Crumb[] }) {
  const t = useTranslations('ui');
  return (
    <nav aria-label={t('breadcrumbs')} className="no-print">
      <ol className="flex flex-wrap items-center gap-x-1 text-table">
        {items.map(({ label, href }, index) => (
          <li key={`${label}-${href}`} className="flex min-h-6 items-center gap-1">
            {index > 0 && <ChevronRight size={iconSize.small} aria-hidden className="text-muted" />}
            {href === undefined ? (
              <span aria-current="page" className="text-muted">
                {label}
              </span>
            ) : (
              <TextLink href={href}>{label}</TextLink>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
