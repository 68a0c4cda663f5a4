import { Inbox, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { ButtonLink } from './button';
import { iconSize } from './icon-size';

/** Nothing here yet: says what will be here and offers the first action. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="card flex flex-col items-center gap-2 px-4 py-12 text-center">
      <Inbox size={iconSize.large} aria-hidden className="text-muted" />
      <p className="text-lg font-semibold">{title}</p>
      {children !== undefined && <div className="max-w-prose text-muted">{children}</div>}
      {action !== undefined && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** The filters left nothing: another state than an empty list, with the way back. */
export function NoResults({ clearHref }: { clearHref: string }) {
  const t = useTranslations('ui');
  return (
    <div className="card flex flex-col items-center gap-2 px-4 py-12 text-center">
      <SearchX size={iconSize.large} aria-hidden className="text-muted" />
      <p className="text-lg font-semibold">{t('noResultsTitle')}</p>
      <p className="max-w-prose text-muted">{t('noResultsText')}</p>
      <div className="mt-2">
        <ButtonLink href={clearHref}>{t('clearFilters')}</ButtonLink>
      </div>
    </div>
  );
}
