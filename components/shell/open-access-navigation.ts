import { BookOpen, CornerUpRight, KeyRound, Plug, SlidersHorizontal, Webhook } from 'lucide-react';
import type { Page } from './navigation';

/** Where partners connect their own platforms. @source spec/08 */
export const openAccessPages: readonly Page[] = [
  {
    href: '/open-access',
    key: 'openAccess',
    icon: Plug,
    permission: 'open_access.read',
    pinyin: 'jieruliucheng nenglikaifang jrlc nlkf',
  },
  {
    href: '/open-access/configuration',
    key: 'accessConfiguration',
    icon: SlidersHorizontal,
    permission: 'open_access.read',
    pinyin: 'jierupeizhi jrpz',
  },
  {
    href: '/open-access/callbacks',
    key: 'callbacks',
    icon: CornerUpRight,
    permission: 'open_access.read',
    pinyin: 'huitiaodizhi htdz',
  },
  {
    href: '/open-access/credentials',
    key: 'credentials',
    icon: KeyRound,
    permission: 'credentials.read',
    pinyin: 'pingzheng miyao pz my api',
  },
  {
    href: '/open-access/webhooks',
    key: 'webhooks',
    icon: Webhook,
    permission: 'webhooks.read',
    pinyin: 'shijiantongzhi webhook sjtz',
  },
  {
    href: '/open-access/reference',
    key: 'apiReference',
    icon: BookOpen,
    permission: 'api_reference.read',
    pinyin: 'jiekouwendang jkwd api',
  },
];
