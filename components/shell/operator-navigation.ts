import {
  ArrowUpFromLine,
  BanknoteArrowUp,
  Boxes,
  Building2,
  ClipboardCheck,
  CreditCard,
  FileInput,
  KeyRound,
  Landmark,
  Mail,
  Scale,
  SearchCheck,
  Settings,
  Stamp,
  TicketCheck,
  Tickets,
  UserLock,
  Vault,
  WalletCards,
} from 'lucide-react';
import type { Page } from './navigation';

/** Whom the operator's people look after, and what it grants them. */
export const operationPages: readonly Page[] = [
  {
    href: '/operations/organizations',
    key: 'organizations',
    icon: Building2,
    permission: 'organizations.read',
    pinyin: 'zuzhiguanli zzgl',
  },
  {
    href: '/operations/reports',
    key: 'reports',
    icon: ClipboardCheck,
    permission: 'onboarding.review',
    pinyin: 'baobeishenhe bbsh',
  },
  {
    href: '/operations/prospects',
    key: 'prospects',
    icon: UserLock,
    permission: 'onboarding.review',
    pinyin: 'baoliukehu blkh',
  },
  {
    href: '/operations/coupon-quotas',
    key: 'couponQuotas',
    icon: Tickets,
    permission: 'quotas.oversee',
    pinyin: 'daijinquanedu djqed',
  },
  {
    href: '/operations/coupons',
    key: 'issuedCoupons',
    icon: TicketCheck,
    permission: 'quotas.oversee',
    pinyin: 'yifafangdaijinquan yffdjq',
  },
];

/** Partners' money, in the order of its way: in by files of banks, looked at, posted; what it may be overdrawn by; and out again. */
export const treasuryPages: readonly Page[] = [
  {
    href: '/operations/bank-files',
    key: 'bankFiles',
    icon: FileInput,
    permission: 'reconciliation.read',
    pinyin: 'yinhangwenjian duizhang yhwj dz',
  },
  {
    href: '/operations/bank-lines',
    key: 'bankLines',
    icon: Scale,
    permission: 'reconciliation.read',
    pinyin: 'guazhangliushui yinhangliushui gzls',
  },
  {
    href: '/operations/postings',
    key: 'postings',
    icon: Stamp,
    permission: 'reconciliation.read',
    pinyin: 'ruzhangshenpi rzsp',
  },
  {
    href: '/operations/claims',
    key: 'claimReviews',
    icon: SearchCheck,
    permission: 'reconciliation.read',
    pinyin: 'renlingshenhe rlsh',
  },
  {
    href: '/operations/bank-transfers',
    key: 'bankTransfers',
    icon: Landmark,
    permission: 'bank_transfers.read',
    pinyin: 'yinhangruzhang yhrz',
  },
  {
    href: '/operations/online-recharges',
    key: 'onlineRecharges',
    icon: WalletCards,
    permission: 'reconciliation.read',
    pinyin: 'zaixianchongzhi zxcz',
  },
  {
    href: '/operations/receiving-accounts',
    key: 'receivingAccounts',
    icon: Vault,
    permission: 'receiving_accounts.manage',
    pinyin: 'shoukuanzhanghu skzh',
  },
  {
    href: '/operations/credit',
    key: 'creditTerms',
    icon: CreditCard,
    permission: 'credit.oversee',
    pinyin: 'xinyongedu xyed',
  },
  {
    href: '/operations/withdrawals',
    key: 'withdrawalReviews',
    icon: BanknoteArrowUp,
    permission: 'withdrawals.oversee',
    pinyin: 'tixianshenhe txsh',
  },
  {
    href: '/operations/payment-files',
    key: 'paymentFiles',
    icon: ArrowUpFromLine,
    permission: 'withdrawals.oversee',
    pinyin: 'fukuanwenjian fkwj',
  },
];

/** What keeps the platform itself running. */
export const platformPages: readonly Page[] = [
  {
    href: '/operations/messages',
    key: 'messages',
    icon: Mail,
    permission: 'messages.read',
    pinyin: 'fajianxiang fjx',
  },
  {
    href: '/operations/api-keys',
    key: 'apiKeys',
    icon: KeyRound,
    permission: 'api_keys.read',
    pinyin: 'miyao my api',
  },
  {
    href: '/operations/catalogue',
    key: 'catalogue',
    icon: Boxes,
    permission: 'catalogue.manage',
    pinyin: 'chanpinmulu cpml',
  },
  {
    href: '/operations/settings',
    key: 'settings',
    icon: Settings,
    permission: 'settings.change',
    pinyin: 'pingtaishezhi ptsz',
  },
];
