import Link from 'next/link';
import type { ReactNode } from 'react';
import { route } from '@/components/route';
import { type ButtonSize, type ButtonVariant, buttonClass } from './button-class';

/** A link that looks like a button. Page actions that lead somewhere are links, so they work before scripts do. */
export function ButtonLink({
  href,
  variant = 'secondary',
  size = 'medium',
  className,
  children,
  ...rest
}: {
  href: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
  children: ReactNode;
  'aria-label'?: string;
  'aria-current'?: 'true' | undefined;
}) {
  return (
    <Link href={route(href)} prefetch={false} className={buttonClass(variant, size, className)} {...rest}>
      {children}
    </Link>
  );
}
