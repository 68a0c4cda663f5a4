import type { ReactNode } from 'react';
import { brandName, chosenTheme } from '@/app/_entry/appearance';
import { requirePerson, requireScope } from '@/app/_entry/session';
import { Shell } from '@/components/shell/shell';
import { countUnread } from '@/domain/notices/queries';
import { signOutAction } from './account/actions';

/** The frame of every page for people who are signed in. It guards nothing: each page asks for its own scope. */
export default async function ConsoleLayout({ children, modal }: { children: ReactNode; modal: ReactNode }) {
  const [{ actor, user, organization }, theme, unread] = await Promise.all([
    requirePerson(),
    chosenTheme(),
    requireScope('notices.read').then(countUnread),
  ]);
  return (
    <Shell
      brand={brandName()}
      theme={theme}
      unread={unread}
      viewer={{ asker: actor, organizationName: organization.name, userName: user.name, email: user.email }}
      signOutAction={signOutAction}
    >
      {children}
      {modal}
    </Shell>
  );
}
