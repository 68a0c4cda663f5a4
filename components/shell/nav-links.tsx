'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { route } from '@/components/route';
import { closePopover } from '@/components/ui/menu-link';
import { currentPage } from './current-page';

export interface NavGroup {
  key: string;
  label: string;
  links: { href: string; label: string; icon: ReactNode }[];
}

/** The links of the side navigation. The layout around pages is rendered once, so only a leaf can know where we are. */
export function NavLinks({ groups }: { groups: readonly NavGroup[] }) {
  const path = usePathname();
  const current = currentPage(
    path,
    groups.flatMap((group) => group.links.map(({ href }) => href)),
  );
  return groups.map((group) => (
    <div key={group.key} className="mb-4">
      <p className="px-2.5 pb-1 text-xs font-medium text-muted" id={`nav-${group.key}`}>
        {group.label}
      </p>
      <ul aria-labelledby={`nav-${group.key}`} className="flex flex-col gap-0.5">
        {group.links.map(({ href, label, icon }) => (
          <li key={href}>
            <Link
              href={route(href)}
              prefetch={false}
              className="nav-link"
              aria-current={href === current ? 'page' : undefined}
              onClick={closePopover}
            >
              {icon}
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  ));
}
