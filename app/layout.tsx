import type { Metadata, Viewport } from 'next';
import { getLocale } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Hydrated } from '@/components/shell/hydrated';
import { brandName, chosenTheme } from './_entry/appearance';
import './globals.css';

export function generateMetadata(): Metadata {
  const brand = brandName();
  return {
    title: { default: brand, template: `%s · ${brand}` },
    robots: { index: false, follow: false },
    formatDetection: { telephone: false, email: false, address: false },
  };
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return { width: 'device-width', initialScale: 1, colorScheme: theme === 'system' ? 'light dark' : theme };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([getLocale(), chosenTheme()]);
  return (
    <html lang={locale} data-theme={theme}>
      <body>
        {children}
        <Hydrated />
      </body>
    </html>
  );
}
