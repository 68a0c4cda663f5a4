import { createHash } from 'node:crypto';
import type { AssociationType, OrganizationKind } from '@/db/schema/identity';
import { type Id, idFromUuid, type Kind } from '@/lib/id';

/** The password of everybody in the demo world. @source spec/demo-world.md */
export const demoPassword = 'Partner-center-demo-1';

/** An organization of the demo world as its contract lists it; the balance stands after the seeded history, in minor units. */
export interface DemoOrganization {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly kind: OrganizationKind;
  readonly under: string | null;
  readonly balance: bigint;
}

/** A customer of the demo world. `balance` in minor units; referral customers hold no money. */
export interface DemoCustomer {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly partner: string;
  readonly type: AssociationType;
  readonly balance: bigint;
  readonly isFrozen: boolean;
  /** Its manager is the partner's `sales@…`. */
  readonly isManaged: boolean;
}

const organization = (
  code: string,
  name: string,
  nameEn: string,
  kind: OrganizationKind,
  yuan: bigint,
  under: string | null = null,
): DemoOrganization => ({ code, name, nameEn, kind, under, balance: yuan * 100n });

/** @source spec/demo-world.md "Organizations" */
export const demoOrganizations: readonly DemoOrganization[] = [
  organization('cloud', '云平台运营', 'Cloud Operations', 'operator', 0n),
  organization('yunhe', '云河数字', 'Yunhe Digital', 'distributor', 1_000_000n),
  organization('lanting', '蓝庭科技', 'Lanting Tech', 'reseller', 50_000n, 'yunhe'),
  organization('beichen', '北辰信息', 'Beichen Info', 'reseller', 0n, 'yunhe'),
  organization('qiming', '启明方案', 'Qiming Solutions', 'solution_provider', 200_000n),
  organization('haibin', '海滨数据局', 'Haibin Data Bureau', 'subsidised_partner', 0n),
  organization('donglin', '东林云商', 'Donglin Cloud', 'distributor', 300_000n),
  organization('songhe', '松鹤网络', 'Songhe Network', 'reseller', 10_000n, 'donglin'),
  organization('xinghuo', '星火智能', 'Xinghuo AI', 'solution_provider', 80_000n),
];

export const demoPartners = demoOrganizations.filter((one) => one.kind !== 'operator');

const named = (
  code: string,
  name: string,
  partner: string,
  yuan: bigint,
  changes: Partial<DemoCustomer> = {},
): DemoCustomer => ({
  ...{ code, name, nameEn: null, partner, type: 'resale', balance: yuan * 100n },
  ...{ isFrozen: false, isManaged: false },
  ...changes,
});

/** @source spec/demo-world.md "Customers" */
export const namedCustomers: readonly DemoCustomer[] = [
  named('acme', 'ACME Robotics', 'qiming', 2000n, { isManaged: true }),
  named('nanfeng', '南风零售', 'qiming', 0n, { isManaged: true }),
  named('kunpeng', '鲲鹏物流', 'qiming', 0n, { type: 'referral' }),
  named('qinglan', '青岚教育', 'qiming', 500n, { isFrozen: true }),
  named('muyun', '暮云设计', 'lanting', 3000n, { isManaged: true }),
  named('hexi', '河西医药', 'lanting', 100n, { isManaged: true }),
  named('tianshan', '天山能源', 'yunhe', 8000n, { isManaged: true }),
  named('baiyun', '白云食品', 'haibin', 0n, { isManaged: true }),
  named('feihong', '飞鸿传媒', 'songhe', 1000n, { isManaged: true }),
  named('jinse', '金色农业', 'xinghuo', 1500n, { isManaged: true }),
];

/** An API key of the demo world. Known to everybody, so it exists nowhere else. */
interface DemoKey {
  readonly organization: string;
  readonly accessKey: string;
  readonly secret: string;
  readonly rights: 'full' | 'read_only';
}

/** @source spec/demo-world.md "API keys" */
export const demoKeys: readonly DemoKey[] = [
  {
    organization: 'qiming',
    accessKey: 'DEMOQIMING0000000001',
    secret: 'demo-secret-qiming-000000000000000000001',
    rights: 'full',
  },
  {
    organization: 'qiming',
    accessKey: 'DEMOQIMING0000000002',
    secret: 'demo-secret-qiming-000000000000000000002',
    rights: 'read_only',
  },
  {
    organization: 'yunhe',
    accessKey: 'DEMOYUNHE00000000001',
    secret: 'demo-secret-yunhe-0000000000000000000001',
    rights: 'full',
  },
  {
    organization: 'lanting',
    accessKey: 'DEMOLANTING000000001',
    secret: 'demo-secret-lanting-00000000000000000001',
    rights: 'full',
  },
  {
    organization: 'xinghuo',
    accessKey: 'DEMOXINGHUO000000001',
    secret: 'demo-secret-xinghuo-00000000000000000001',
    rights: 'full',
  },
  {
    organization: 'acme',
    accessKey: 'DEMOACME000000000001',
    secret: 'demo-secret-acme-00000000000000000000001',
    rights: 'full',
  },
];

/** The fixed id of something in the demo world: the MD5 of its name, so that clients need not look it up. */
export const demoId = <K extends Kind>(of: K, name: string): Id<K> =>
  idFromUuid(of, createHash('md5').update(name).digest('hex'));

/** The e-mail of somebody in the demo world, which is also how they sign in. */
export const demoEmail = (who: string, code: string): string => `${who}@${code}.example`;
