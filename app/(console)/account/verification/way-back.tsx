'use client';

import { useEffect } from 'react';
import { buttonClass } from '@/components/ui/button-class';

/**
 * Leads back to what asked for a code: by itself once scripts run, else by its link. A whole navigation either way: within the console a
 * review would open as a dialog over its own page.
 */
export function WayBack({ href, text, isImmediate }: { href: string; text: string; isImmediate: boolean }) {
  useEffect(() => {
    if (isImmediate) window.location.replace(href);
  }, [href, isImmediate]);
  return (
    <a href={href} className={buttonClass('primary', 'medium')}>
      {text}
    </a>
  );
}
