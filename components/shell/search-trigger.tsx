'use client';

import { Search } from 'lucide-react';
import Link from 'next/link';
import { type ComponentType, useEffect, useState } from 'react';
import { route } from '@/components/route';
import { iconSize } from '@/components/ui/icon-size';
import type { PaletteProps } from './command-palette';

/**
 * Opens the command palette, by press or Ctrl/Cmd-K. The palette is fetched the first time it is wanted; before
 * scripts run this is a link to the customer list, which has a search of its own.
 */
export function SearchTrigger({ fallbackHref, ...palette }: Omit<PaletteProps, 'onClose'> & { fallbackHref: string }) {
  const [Palette, setPalette] = useState<ComponentType<PaletteProps>>();
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(true);
    void import('./command-palette').then((loaded) => setPalette(() => loaded.CommandPalette));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: `open` only sets state
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      open();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Link
        href={route(fallbackHref)}
        prefetch={false}
        className="search-trigger"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        aria-label={palette.text.searchLong}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          open();
        }}
      >
        <Search size={iconSize.text} aria-hidden />
        <span className="max-lg:hidden">{palette.text.search}</span>
        <kbd className="text-xs max-lg:hidden">Ctrl K</kbd>
      </Link>
      {isOpen && Palette !== undefined && <Palette {...palette} onClose={() => setOpen(false)} />}
    </>
  );
}
