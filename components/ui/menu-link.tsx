'use client';

import Link from 'next/link';
import type { MouseEvent, ReactNode } from 'react';
import { route } from '@/components/route';

/** Closes the popover around what was clicked: going to another page of the console does not unload this one. */
export function closePopover(event: MouseEvent<HTMLElement>) {
  const popover = event.currentTarget.closest<HTMLElement>('[popover]');
  if (popover?.matches(':popover-open')) popover.hidePopover();
}

/** A link in a `Menu`. */
export function MenuLink({ href, isCurrent, children }: { href: string; isCurrent?: boolean; children: ReactNode }) {
  return (
    <Link
      href={route(href)}
      prefetch={false}
      className="menu-item"
      aria-current={isCurrent ? 'true' : undefined}
      onClick={closePopover}
    >
      {children}
    </Link>
  );
}
