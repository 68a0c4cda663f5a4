'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';

/**
 * A link that changes how the console is shown and comes back to the same address. It is an ordinary link to a route
 * handler: the page is loaded anew, in the new language from its first byte.
 */
export function PreferenceLink({
  change,
  isCurrent,
  lang,
  children,
}: {
  /** Such as `language=en` or `theme=dark`. */
  change: string;
  isCurrent: boolean;
  /** The language of the link's text, where it is not the page's. */
  lang?: string;
  children: ReactNode;
}) {
  const path = usePathname();
  const query = useSearchParams().toString();
  const back = encodeURIComponent(query === '' ? path : `${path}?${query}`);
  return (
    <a
      href={`/preferences?${change}&back=${back}`}
      className="menu-item"
      aria-current={isCurrent ? 'true' : undefined}
      lang={lang}
      hrefLang={lang}
    >
      {children}
    </a>
  );
}
