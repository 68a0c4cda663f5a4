import { Bell, CircleUser, LogOut, Menu as MenuIcon, ShieldCheck, X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Theme } from '@/components/preferences';
import { route } from '@/components/route';
import { Chip } from '@/components/ui/badge';
import { iconSize } from '@/components/ui/icon-size';
import { Menu } from '@/components/ui/menu';
import { MenuLink } from '@/components/ui/menu-link';
import { type Asker, may } from '@/domain/permission';
import { BrandMark } from './brand-mark';
import { NavLinks } from './nav-links';
import { navigationOf } from './navigation';
import { PreferenceMenus } from './preference-menus';
import { SearchTrigger } from './search-trigger';

/** Who is looking. `Actor` has what `Asker` needs. */
export interface Viewer {
  readonly asker: Asker;
  readonly organizationName: string;
  readonly userName: string;
  readonly email: string;
}

const drawerId = 'navigation';

/** The frame of every signed-in page: top bar, side navigation, and the page in `main`. It guards nothing. */
export function Shell({
  brand,
  viewer,
  unread,
  theme,
  signOutAction,
  children,
}: {
  brand: string;
  viewer: Viewer;
  /** Notices the viewer has not read; a hundred stands for any more. */
  unread: number;
  theme: Theme;
  signOutAction: (data: FormData) => Promise<void>;
  children: ReactNode;
}) {
  const t = useTranslations('shell');
  const kinds = useTranslations('common.kinds');
  return (
    <div className="shell">
      <a href="#content" className="skip-link">
        {t('skip')}
      </a>
      <TopBar brand={brand} viewer={viewer} unread={unread} theme={theme} signOutAction={signOutAction} />
      <nav id={drawerId} popover="auto" className="side-nav" aria-label={t('mainNavigation')}>
        <div className="mb-3 flex items-start justify-between gap-2 border-b pb-2 md:hidden">
          <p className="px-2.5 py-1">
            {viewer.organizationName}
            <br />
            <span className="text-table text-muted">{kinds(viewer.asker.kind)}</span>
          </p>
          <button
            type="button"
            className="icon-button"
            popoverTarget={drawerId}
            popoverTargetAction="hide"
            aria-label={t('closeNavigation')}
          >
            <X size={iconSize.button} aria-hidden />
          </button>
        </div>
        <SideNavigation asker={viewer.asker} />
      </nav>
      <main id="content" tabIndex={-1} className="main outline-none">
        {children}
      </main>
    </div>
  );
}

function TopBar({
  brand,
  viewer,
  unread,
  theme,
  signOutAction,
}: {
  brand: string;
  viewer: Viewer;
  unread: number;
  theme: Theme;
  signOutAction: (data: FormData) => Promise<void>;
}) {
  const t = useTranslations('shell');
  const kinds = useTranslations('common.kinds');
  return (
    <header className="top-bar">
      <button type="button" className="icon-button md:hidden" popoverTarget={drawerId} aria-label={t('openNavigation')}>
        <MenuIcon size={iconSize.button} aria-hidden />
      </button>
      <Link href={route('/')} prefetch={false} className="flex min-w-0 items-center gap-2 px-1.5 font-semibold">
        <BrandMark />
        <span className="truncate">{brand}</span>
      </Link>
      <span className="flex min-w-0 items-center gap-2 border-s ps-3 max-md:hidden">
        <span className="truncate">{viewer.organizationName}</span>
        <Chip>{kinds(viewer.asker.kind)}</Chip>
      </span>
      <div className="ms-auto flex items-center gap-1">
        <Palette asker={viewer.asker} />
        <PreferenceMenus theme={theme} />
        <NoticeBell unread={unread} />
        <AccountMenu viewer={viewer} signOutAction={signOutAction} />
      </div>
    </header>
  );
}

/** The way to the notices, with how many wait to be read. A link like any other: it is right when the page is. */
function NoticeBell({ unread }: { unread: number }) {
  const t = useTranslations('notices');
  return (
    <Link
      href={route('/notices')}
      prefetch={false}
      className="icon-button notice-bell"
      aria-label={unread > 99 ? t('bellMany') : t('bell', { count: unread })}
    >
      <Bell size={iconSize.button} aria-hidden />
      {unread > 0 && <span aria-hidden>{unread > 99 ? '99+' : unread}</span>}
    </Link>
  );
}

function AccountMenu({ viewer, signOutAction }: { viewer: Viewer; signOutAction: (data: FormData) => Promise<void> }) {
  const t = useTranslations('shell');
  const kinds = useTranslations('common.kinds');
  return (
    <Menu
      id="account-menu"
      label={t('accountMenu', { name: viewer.userName })}
      trigger={<CircleUser size={iconSize.button} aria-hidden />}
    >
      <div className="border-b px-2.5 pb-2 pt-1">
        <p className="font-semibold">{viewer.userName}</p>
        <p className="break-all text-table text-muted">{viewer.email}</p>
        <p className="text-table text-muted">
          {viewer.organizationName} · {kinds(viewer.asker.kind)}
        </p>
      </div>
      <div className="pt-1">
        <MenuLink href="/account/security">
          <ShieldCheck size={iconSize.text} aria-hidden />
          {t('pages.security')}
        </MenuLink>
        <form action={signOutAction}>
          <button type="submit" className="menu-item">
            <LogOut size={iconSize.text} aria-hidden />
            {t('signOut')}
          </button>
        </form>
      </div>
    </Menu>
  );
}

function SideNavigation({ asker }: { asker: Asker }) {
  const t = useTranslations('shell');
  const groups = navigationOf(asker).map((group) => ({
    key: group.key,
    label: t(`groups.${group.key}`),
    links: group.pages.map(({ href, key, icon: Icon }) => ({
      href,
      label: t(`pages.${key}`),
      icon: <Icon size={iconSize.text} aria-hidden />,
    })),
  }));
  return <NavLinks groups={groups} />;
}

function Palette({ asker }: { asker: Asker }) {
  const t = useTranslations('shell');
  const ui = useTranslations('ui');
  const pages = navigationOf(asker).flatMap((group) => group.pages);
  return (
    <SearchTrigger
      fallbackHref={may(asker, 'customers.read') ? '/customers' : '/'}
      findsCustomers={may(asker, 'customers.read')}
      pages={pages.map(({ href, key, pinyin }) => ({ href, label: t(`pages.${key}`), words: `${key} ${pinyin}` }))}
      text={{
        search: t('search'),
        searchLong: t('searchLong'),
        title: t('paletteTitle'),
        input: t('searchInput'),
        hint: t('hint'),
        pages: t('pagesHeading'),
        customers: t('customersHeading'),
        none: t('noMatches'),
        failed: t('searchFailed'),
        close: ui('close'),
      }}
    />
  );
}
