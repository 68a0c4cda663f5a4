import type { ReactNode } from 'react';
import { Breadcrumbs, type Crumb } from './breadcrumbs';

/** The head of every page: one `h1`, one line that says what the page is for, actions at the right. */
export function PageHeader({
  title,
  description,
  actions,
  status,
  breadcrumbs,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Badges beside the title of a detail page. */
  status?: ReactNode;
  breadcrumbs?: readonly Crumb[];
}) {
  return (
    <header className="mb-4 flex flex-col gap-1">
      {breadcrumbs !== undefined && <Breadcrumbs items={breadcrumbs} />}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-2">
            <h1 className="text-xl">{title}</h1>
            {status}
          </div>
          {description !== undefined && <div className="mt-0.5 text-muted">{description}</div>}
        </div>
        {actions !== undefined && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
