import Link from 'next/link';
import type { ReactNode } from 'react';
import { route } from '@/components/route';
import { classNames } from './class-names';

/** A link to another page of the console. Nothing is fetched ahead: every page is personal and never cached. */
export function TextLink({ href, className, children }: { href: string; className?: string; children: ReactNode }) {
  return (
    <Link href={route(href)} prefetch={false} className={classNames('link', className)}>
      {children}
    </Link>
  );
}
