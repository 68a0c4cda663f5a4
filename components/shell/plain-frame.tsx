import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Theme } from '@/components/preferences';
import { BrandMark } from './brand-mark';
import { PreferenceMenus } from './preference-menus';

/** The frame of pages without a signed-in person: sign-in, one-time links, pages that do not exist. */
export function PlainFrame({ brand, theme, children }: { brand: string; theme: Theme; children: ReactNode }) {
  const t = useTranslations('shell');
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="skip-link">
        {t('skip')}
      </a>
      <header className="top-bar min-h-12">
        <span className="flex min-w-0 items-center gap-2 px-1.5 font-semibold">
          <BrandMark />
          <span className="truncate">{brand}</span>
        </span>
        <div className="ms-auto flex items-center gap-1">
          <PreferenceMenus theme={theme} />
        </div>
      </header>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-md flex-1 px-4 py-[8vh] outline-none">
        {children}
      </main>
    </div>
  );
}
