import type { CouponType } from '@/db/schema/coupons';
import type { DemoCustomer } from './demo-organizations';

/** A quota of the demo world; days count back from now, or forward where the name says so. */
export interface DemoQuota {
  readonly key: string;
  readonly partner: string;
  readonly type: CouponType;
  readonly yuan: bigint;
  readonly daysAgo: number;
  /** Days until it ends; below zero it has ended. */
  readonly endsIn: number;
  /** What it was cut from. */
  readonly parent?: string;
  readonly minOrderYuan?: bigint;
  /** Frozen by the operator, or taken back by its distributor, so many days ago. */
  readonly frozen?: number;
  readonly reclaimed?: number;
}

/** What becomes of a coupon: partly is usable with something used, lapsed has ended with something used. */
export type Fate = 'usable' | 'partly' | 'used' | 'expired' | 'lapsed' | 'reclaimed';

/** Coupons issued in one go. */
export interface DemoIssue {
  readonly quota: string;
  readonly faceMinor: bigint;
  readonly daysAgo: number;
  readonly endsIn: number;
  readonly coupons: readonly { readonly customer: string; readonly fate: Fate }[];
  /** A customer of the list that could not have one. */
  readonly declined?: string;
}

const quota = (
  key: string,
  partner: string,
  type: CouponType,
  yuan: bigint,
  [daysAgo, endsIn]: readonly [number, number],
  more: Partial<DemoQuota> = {},
): DemoQuota => ({ key, partner, type, yuan, daysAgo, endsIn, ...more });

/** Haibin's is the contract's and whole; nothing is issued from it. @source spec/demo-world.md */
export const demoQuotas: readonly DemoQuota[] = [
  quota('haibin-1', 'haibin', 'voucher', 50_000n, [86, 270]),
  quota('qiming-1', 'qiming', 'voucher', 100_000n, [88, 270]),
  quota('qiming-2', 'qiming', 'cash', 20_000n, [80, 180], { minOrderYuan: 100n }),
  quota('qiming-3', 'qiming', 'voucher', 5_000n, [85, -12]),
  quota('qiming-4', 'qiming', 'voucher', 8_000n, [40, 120], { frozen: 10 }),
  quota('yunhe-1', 'yunhe', 'voucher', 200_000n, [87, 275]),
  quota('yunhe-2', 'yunhe', 'cash', 50_000n, [70, 200], { minOrderYuan: 200n }),
  quota('yunhe-3', 'yunhe', 'voucher', 3_000n, [84, -9]),
  quota('yunhe-4', 'yunhe', 'cash', 6_000n, [33, 90], { frozen: 7 }),
  quota('lanting-1', 'lanting', 'voucher', 30_000n, [60, 200], { parent: 'yunhe-1' }),
  quota('beichen-1', 'beichen', 'voucher', 10_000n, [52, 150], { parent: 'yunhe-1', reclaimed: 21 }),
];

/** In time order is not needed: what happened is sorted when it is written. */
export function demoIssues(customers: readonly DemoCustomer[]): DemoIssue[] {
  /** Those of a partner's generated resale customers that may have coupons. */
  const ofPartner = (partner: string) =>
    customers.filter((one) => one.partner === partner && one.nameEn !== null && one.type === 'resale' && !one.isFrozen);
  const [q, y, l] = [ofPartner('qiming'), ofPartner('yunhe'), ofPartner('lanting')];
  /** Named customers by code, generated ones by their place in the partner's list. */
  const issue = (
    from: string,
    yuan: bigint,
    [daysAgo, endsIn]: readonly [number, number],
    list: readonly DemoCustomer[],
    coupons: readonly (readonly [string | number, Fate])[],
    declined?: string,
  ): DemoIssue => ({
    ...{ quota: from, faceMinor: yuan * 100n, daysAgo, endsIn },
    coupons: coupons.map(([who, fate]) => ({ customer: typeof who === 'string' ? who : codeAt(list, who), fate })),
    ...(declined ? { declined } : {}),
  });
  return [...issuesOfQiming(q, issue), ...issuesOfYunhe(y, issue), ...issuesOfLanting(l, issue)];
}

type Issue = (
  from: string,
  yuan: bigint,
  days: readonly [number, number],
  list: readonly DemoCustomer[],
  coupons: readonly (readonly [string | number, Fate])[],
  declined?: string,
) => DemoIssue;

const usable = (...places: readonly number[]): [number, Fate][] => places.map((place) => [place, 'usable']);

function issuesOfQiming(list: readonly DemoCustomer[], issue: Issue): DemoIssue[] {
  const first = [
    ['acme', 'used'],
    ['nanfeng', 'expired'],
    [0, 'used'],
    [1, 'expired'],
    [2, 'lapsed'],
    [3, 'reclaimed'],
  ] as const;
  const second = [
    ['acme', 'partly'],
    ['nanfeng', 'usable'],
    [5, 'used'],
    [7, 'reclaimed'],
    [8, 'partly'],
  ] as const;
  return [
    issue('qiming-1', 100n, [75, -20], list, first),
    issue('qiming-1', 200n, [55, 40], list, [...second, ...usable(4, 6, 9)], 'qinglan'),
    issue('qiming-1', 50n, [30, 5], list, [['acme', 'usable'], [4, 'used'], ...usable(0, 1, 2, 3)]),
    issue('qiming-1', 300n, [10, 180], list, [['nanfeng', 'usable'], ...usable(10, 11, 12, 13, 14, 15, 16)]),
    issue('qiming-1', 88n, [2, 90], list, [['acme', 'usable'], ...usable(18, 19)]),
    issue('qiming-2', 500n, [61, 100], list, [
      ['acme', 'partly'],
      [0, 'used'],
      [2, 'usable'],
    ]),
    issue('qiming-2', 120n, [15, 6], list, [['nanfeng', 'usable'], ...usable(1, 5, 7)]),
    issue('qiming-3', 100n, [70, -13], list, [
      [3, 'expired'],
      [6, 'used'],
      [8, 'lapsed'],
    ]),
    issue('qiming-4', 150n, [35, 60], list, usable(9, 11)),
  ];
}

const issuesOfYunhe = (list: readonly DemoCustomer[], issue: Issue): DemoIssue[] => [
  issue('yunhe-1', 1000n, [65, 120], list, [['tianshan', 'partly'], [0, 'used'], [4, 'reclaimed'], ...usable(1, 2, 3)]),
  issue('yunhe-1', 250n, [25, 3], list, [['tianshan', 'usable'], ...usable(5, 6)]),
  issue('yunhe-2', 400n, [41, 30], list, [
    ['tianshan', 'usable'],
    [1, 'used'],
  ]),
];

const issuesOfLanting = (list: readonly DemoCustomer[], issue: Issue): DemoIssue[] => [
  issue('lanting-1', 100n, [50, 60], list, [
    ['muyun', 'partly'],
    ['hexi', 'usable'],
    [1, 'used'],
    [3, 'reclaimed'],
    ...usable(0, 2, 4),
  ]),
  issue('lanting-1', 80n, [45, -15], list, [
    ['hexi', 'expired'],
    [1, 'used'],
    [7, 'lapsed'],
  ]),
  issue('lanting-1', 60n, [20, 4], list, [['muyun', 'usable'], ...usable(5, 6)]),
];

function codeAt(list: readonly DemoCustomer[], place: number): string {
  const found = list[place];
  if (!found) throw new Error(`no generated customer at ${place}`);
  return found.code;
}
