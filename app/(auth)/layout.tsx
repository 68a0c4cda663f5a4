import type { ReactNode } from 'react';
import { brandName, chosenTheme } from '@/app/_entry/appearance';
import { PlainFrame } from '@/components/shell/plain-frame';

/** The frame of pages for people who are not signed in yet. */
export default async function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <PlainFrame brand={brandName()} theme={await chosenTheme()}>
      {children}
    </PlainFrame>
  );
}
