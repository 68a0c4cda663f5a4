import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { chosenTheme } from '@/app/_entry/appearance';
import { PlainFrame } from '@/components/shell/plain-frame';

/** The frame of the test provider's pages: somebody else's, as a payment page is. */
export default async function TestProviderLayout({ children }: { children: ReactNode }) {
  const [t, theme] = await Promise.all([getTranslations('onlinepay.testProvider'), chosenTheme()]);
  return (
    <PlainFrame brand={t('brand')} theme={theme}>
      {children}
    </PlainFrame>
  );
}
