'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useLayoutEffect } from 'react';
import { RouteDialog } from '@/components/ui/dialog';

/** What had the focus when the first of the steps opened: a review replaces the dialog it came from. */
let opener: HTMLElement | undefined;

/** The dialog, for as long as the address says so: Next keeps what a slot held when the reader goes on to another page. */
export function OverPage({
  path,
  title,
  closeLabel,
  children,
}: {
  path: string;
  title: string;
  closeLabel: string;
  children: ReactNode;
}) {
  const isShown = isWithin(usePathname(), path);
  useLayoutEffect(() => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active !== document.body && !active.closest('dialog')) opener = active;
  }, []);
  useEffect(() => {
    if (!isShown) return;
    return () => {
      if (isWithin(window.location.pathname, path)) return;
      if (opener?.isConnected) opener.focus();
      opener = undefined;
    };
  }, [isShown, path]);
  if (!isShown) return null;
  return (
    <RouteDialog title={title} closeLabel={closeLabel}>
      {children}
    </RouteDialog>
  );
}

const isWithin = (current: string, path: string): boolean => current === path || current.startsWith(`${path}/`);
