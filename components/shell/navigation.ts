import {
  BanknoteArrowUp,
  Bell,
  BellRing,
  Contact,
  Files,
  Handshake,
  History,
  House,
  type LucideIcon,
  PiggyBank,
  ReceiptText,
  Repeat,
  ScrollText,
  SearchCheck,
  ShieldCheck,
  Store,
  Ticket,
  Tickets,
  UserCheck,
  UserPlus,
  Users,
  UsersRound,
  Wallet,
} from 'lucide-react';
import { type Asker, may, type Permission } from '@/domain/permission';
import { openAccessPages } from './open-access-navigation';
import { operationPages, platformPages, treasuryPages } from './operator-navigation';

export interface Page {
  readonly href: string;
  /** Its name is `shell.pages.<key>`. */
  readonly key: PageKey;
  readonly icon: LucideIcon;
  readonly permission: Permission;
  /** How the Chinese name is typed in the command palette: syllables, then initials. */
  readonly pinyin: string;
}

export type PageKey =
  | 'home'
  | 'customers'
  | 'onboarding'
  | 'associationChanges'
  | 'myPartner'
  | 'resellers'
  | 'funds'
  | 'adjustments'
  | 'batches'
  | 'myAccount'
  | 'coupons'
  | 'myCoupons'
  | 'couponQuotas'
  | 'issuedCoupons'
  | 'organizations'
  | 'reports'
  | 'prospects'
  | 'messages'
  | 'settings'
  | 'bankTransfers'
  | 'recharge'
  | 'payers'
  | 'claims'
  | 'statement'
  | 'withdrawals'
  | 'alerts'
  | 'bankFiles'
  | 'bankLines'
  | 'postings'
  | 'claimReviews'
  | 'onlineRecharges'
  | 'receivingAccounts'
  | 'creditTerms'
  | 'withdrawalReviews'
  | 'paymentFiles'
  | 'apiKeys'
  | 'openAccess'
  | 'accessConfiguration'
  | 'callbacks'
  | 'credentials'
  | 'webhooks'
  | 'apiReference'
  | 'catalogue'
  | 'members'
  | 'contacts'
  | 'notices'
  | 'audit'
  | 'security';

export interface Group {
  /** Its name is `shell.groups.<key>`. */
  readonly key: 'work' | 'funds' | 'operations' | 'treasury' | 'platform' | 'openAccess' | 'organization';
  readonly pages: readonly Page[];
}

/** Every page that navigation leads to, in its order. Only pages that exist. @source design/ui.md, design/decisions.md 14, 38 */
export const navigation: readonly Group[] = [
  {
    key: 'work',
    pages: [
      { href: '/', key: 'home', icon: House, permission: 'home.read', pinyin: 'zhuye zy' },
      { href: '/my-account', key: 'myAccount', icon: Wallet, permission: 'balance.read', pinyin: 'wodezhanghu wdzh' },
      { href: '/customers', key: 'customers', icon: Users, permission: 'customers.read', pinyin: 'kehuguanli khgl' },
      {
        href: '/coupons',
        key: 'coupons',
        icon: Tickets,
        permission: 'coupons.read',
        pinyin: 'quanguanli daijinquan qgl djq',
      },
      {
        href: '/my-coupons',
        key: 'myCoupons',
        icon: Ticket,
        permission: 'coupons.own',
        pinyin: 'wodequan daijinquan wdq djq',
      },
      {
        href: '/onboarding',
        key: 'onboarding',
        icon: UserPlus,
        permission: 'onboarding.read',
        pinyin: 'tuozhankehu tzkh',
      },
      { href: '/my-partner', key: 'myPartner', icon: Handshake, permission: 'partner.read', pinyin: 'wodehuoban wdhb' },
      {
        href: '/association-changes',
        key: 'associationChanges',
        icon: Repeat,
        permission: 'association_changes.read',
        pinyin: 'guanlianjilu gljl',
      },
      {
        href: '/resellers',
        key: 'resellers',
        icon: Store,
        permission: 'resellers.read',
        pinyin: 'yunjingxiaoshang yjxs',
      },
    ],
  },
  {
    key: 'funds',
    pages: [
      { href: '/funds', key: 'funds', icon: Wallet, permission: 'funds.read', pinyin: 'zhanghuzonglan zhzl' },
      {
        href: '/funds/recharge',
        key: 'recharge',
        icon: PiggyBank,
        permission: 'recharge.read',
        pinyin: 'chongzhi huikuan cz',
      },
      {
        href: '/funds/payers',
        key: 'payers',
        icon: UserCheck,
        permission: 'recharge.read',
        pinyin: 'daifuguanli dfgl',
      },
      {
        href: '/funds/claims',
        key: 'claims',
        icon: SearchCheck,
        permission: 'recharge.read',
        pinyin: 'huikuanrenling hkrl',
      },
      {
        href: '/funds/statement',
        key: 'statement',
        icon: ReceiptText,
        permission: 'statements.read',
        pinyin: 'shouzhimingxi szmx',
      },
      {
        href: '/funds/adjustments',
        key: 'adjustments',
        icon: History,
        permission: 'adjustments.read',
        pinyin: 'tiaozhangjilu diaozhangjilu tzjl dzjl',
      },
      {
        href: '/funds/batches',
        key: 'batches',
        icon: Files,
        permission: 'funds.allocate',
        pinyin: 'piliangtiaozhang piliangdiaozhang pltz pldz',
      },
      {
        href: '/funds/withdrawals',
        key: 'withdrawals',
        icon: BanknoteArrowUp,
        permission: 'withdrawals.read',
        pinyin: 'tixian tx',
      },
      {
        href: '/funds/alerts',
        key: 'alerts',
        icon: BellRing,
        permission: 'thresholds.manage',
        pinyin: 'yueyujing yeyj',
      },
    ],
  },
  { key: 'operations', pages: operationPages },
  { key: 'treasury', pages: treasuryPages },
  { key: 'platform', pages: platformPages },
  { key: 'openAccess', pages: openAccessPages },
  {
    key: 'organization',
    pages: [
      {
        href: '/organization/users',
        key: 'members',
        icon: UsersRound,
        permission: 'users.read',
        pinyin: 'chengyuan cy',
      },
      {
        href: '/organization/contacts',
        key: 'contacts',
        icon: Contact,
        permission: 'contacts.manage',
        pinyin: 'kehulianxiren khlxr',
      },
      { href: '/notices', key: 'notices', icon: Bell, permission: 'notices.read', pinyin: 'tongzhi xiaoxi tz xx' },
      { href: '/audit', key: 'audit', icon: ScrollText, permission: 'audit.read', pinyin: 'caozuorizhi czrz' },
      {
        href: '/account/security',
        key: 'security',
        icon: ShieldCheck,
        permission: 'account.manage',
        pinyin: 'anquan aq',
      },
    ],
  },
];

/** The navigation of one person: what the permission table lets them open, without groups that are left empty. */
export function navigationOf(asker: Asker): Group[] {
  return navigation
    .map((group) => ({ ...group, pages: group.pages.filter(({ permission }) => may(asker, permission)) }))
    .filter(({ pages }) => pages.length > 0);
}
