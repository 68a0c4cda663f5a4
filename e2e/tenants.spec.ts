import type { Role } from '@/db/schema/identity';
import type { World, WorldOrganization } from '@/tests/world';
import { builtRoutes } from './build-inventory';
import { type Canary, expect, test } from './canary-server';
import { crawl } from './crawl';

test.describe.configure({ mode: 'default' });

interface Reader {
  readonly name: string;
  readonly organization: (world: World) => WorldOrganization;
  readonly role: Role;
  /** Codes of the organizations whose words may reach this reader. */
  readonly sees: RegExp;
}

const customerOf = (world: World, code: string): WorldOrganization => {
  const four = world.customers[code];
  if (!four) throw new Error(code);
  return four.one;
};

const readers: readonly Reader[] = [
  { name: 'a solution provider', organization: (world) => world.s1, role: 'admin', sees: /^S1(-(1|2|ref|frz))?$/ },
  { name: 'somebody in sales without customers', organization: (world) => world.s1, role: 'sales', sees: /^S1$/ },
  { name: 'a distributor', organization: (world) => world.d1, role: 'admin', sees: /^(D1|R1a|R1b)(-(1|2|ref|frz))?$/ },
  { name: 'a reseller', organization: (world) => world.r1a, role: 'finance', sees: /^(R1a(-(1|2|ref|frz))?|D1)$/ },
  { name: 'a subsidised partner', organization: (world) => world.g1, role: 'admin', sees: /^G1(-(1|2|ref|frz))?$/ },
  { name: 'a customer', organization: (world) => customerOf(world, 'S1'), role: 'admin', sees: /^S1(-1)?$/ },
];

/** Every page with every id of the world in its place, own and foreign, and filters that reach for others. */
function startingPoints({ things, world }: Canary): string[] {
  const paths = [...new Set(builtRoutes().values())].filter(
    (path) => !/^\/(_|preferences|icon|sign-in\/link\/)/.test(path),
  );
  const filled = paths.flatMap((path) => fillIn(path, things));
  const foreign = [world.s2, world.r2a].flatMap(({ id, code }) => {
    const customer = customerOf(world, code);
    return [
      ...['partner', 'reseller'].map((name) => `${name}=${id}`),
      `customer=${customer.id.replace('org_', 'cus_')}`,
      `q=${code}`,
    ];
  });
  const filtered = [
    '/association-changes',
    '/association-changes/new',
    '/coupons',
    '/coupons/issued',
    '/coupons/issued/export',
    '/coupons/issued-quotas',
    '/coupons/records',
    '/coupons/records/export',
    '/customers',
    '/customers/of-resellers',
    '/funds/adjustments',
    '/funds/adjustments/export',
    '/audit',
    '/api/v1/search',
    '/funds/allocate',
    '/funds',
    '/funds/alerts',
    '/funds/claims',
    '/funds/claims/new',
    '/funds/payers',
    '/funds/statement',
    '/funds/statement/months',
    '/funds/withdrawals',
    '/open-access/credentials',
    '/open-access/association-results',
    '/open-access/changes',
    '/open-access/credentials',
    '/open-access/webhooks',
    '/organization/users',
  ].flatMap((path) => [...foreign, 'q=CNRY', 'sort=name', 'after=AAAA'].map((query) => `${path}?${query}`));
  // What S2 and R2a have, wherever a page takes a quota or a coupon.
  const others = things.filter(({ id, of }) => /^(qta|cpn)_/.test(id) && ['S2', 'R2a'].includes(of));
  const reaching = ['issue', 'issued', 'issue-quota', 'reclaim', 'reclaim-quotas'].flatMap((page) =>
    [...new Set(others.map(({ id }) => id))].map(
      (id) => `/coupons/${page}?${id.startsWith('qta_') ? 'quota' : 'coupon'}=${id}`,
    ),
  );
  return [...filled, ...filtered, ...reaching];
}

const kindOfId: readonly [RegExp, string][] = [
  [/\/deliveries\//, 'whd_'],
  [/\/(webhooks|webhook-endpoints)\//, 'whe_'],
  [/\/open-access\/changes\//, 'acg_'],
  [/\/association-results\//, 'asr_'],
  [/\/credentials\//, 'key_'],
  [/\/batches\//, 'bat_'],
  [/\/coupons\/operations\//, 'cop_'],
  [/quotas\//, 'qta_'],
  [/coupons\//, 'cpn_'],
  [/\/association-changes\//, 'chg_'],
  [/\/contacts\//, 'cct_'],
  [/\/coupons\/issued\//, 'cpn_'],
  [/\/coupons\/quotas\//, 'qta_'],
  [/\/exports\//, 'exp_'],
  [/\/claims\//, 'clm_'],
  [/\/(recharge\/online|online-recharges)\//, 'onr_'],
  [/\/customers\//, 'cus_'],
  [/\/reports\//, 'rpt_'],
  [/\/links\//, 'inv_'],
  [/\/users\//, 'usr_'],
  [/\/api-keys\//, 'key_'],
  [/\/credentials\//, 'key_'],
  [/\/bank-files\//, 'bfl_'],
  [/\/bank-profiles\//, 'bpf_'],
  [/\/bank-transfers\/proposals\//, 'btp_'],
  [/\/bank-transfers\//, 'btr_'],
  [/\/transfers\//, 'trf_'],
  [/\/receiving-accounts\//, 'rva_'],
  [/\/payers\//, 'epy_'],
  [/\/bank-lines\//, 'bln_'],
  [/\/postings\//, 'bpo_'],
  [/\/payer-rules\//, 'prl_'],
  [/\/alerts\//, 'thr_'],
  [/\/withdrawals\//, 'wdr_'],
  [/\/payment-files\//, 'pmf_'],
  [/\/adjustments\//, 'adj_'],
  [/\/service-types\//, 'svt_'],
  [/\/resource-types\//, 'rst_'],
  [/\/usage-types\//, 'ust_'],
  [/\/units\//, 'msu_'],
  [/\/conversions\//, 'ucv_'],
  [/\/messages\//, 'msg_'],
  [/./, 'org_'],
];
/** The path with ids in all its places, each of the kind that its part of the path is about. */
function fillIn(path: string, things: Canary['things']): string[] {
  const [, before = '', rest = ''] = /^([^[]*)\[[^\]]+\](.*)$/.exec(path) ?? [];
  if (before === '') return [path];
  const isLast = !rest.includes('[');
  const ids = idsFor(isLast ? `${before}${rest}` : before, things);
  return ids.flatMap((id) => fillIn(`${before}${id}${rest}`, things));
}

/** Parts of paths that are words. */
const words: readonly [RegExp, readonly string[]][] = [
  [/\/configuration\/edit\//, ['contacts', 'notification-address', 'idp-metadata', 'attachments']],
  [/\/callbacks\/sample\//, ['order-payment', 'recharge']],
  [/\/open-access\/reference\//, ['ListPartnerBalances', 'ListEvents', 'bss', 'v1']],
];

/** Of the kind the page is about, and two of another. */
function idsFor(path: string, things: Canary['things']): string[] {
  const kind = kindOfId.find(([pattern]) => pattern.test(path))?.[1] ?? '';
  const ids = [...new Set(things.map(({ id }) => id))];
  const known = words.find(([pattern]) => pattern.test(path))?.[1] ?? [];
  if (known.length > 0) return [...known, ...ids.slice(0, 2)];
  return [...ids.filter((id) => id.startsWith(kind)), ...ids.filter((id) => !id.startsWith(kind)).slice(0, 2)];
}

for (const reader of readers) {
  test(`[T4] [T3] [T11] [P6] ${reader.name} meets no word of anybody else, on any page, in any form`, async ({
    canary,
  }) => {
    test.setTimeout(300_000);
    const cookie = await canary.cookieOf(reader.organization(canary.world), reader.role);
    const documents = await crawl(canary.base, cookie, startingPoints(canary));
    const own = new Set<string>();
    // Looked through first and expected once: an expectation for each word on each page takes longer than the pages.
    const wrong: string[] = [];
    for (const { path, status, text, cacheControl } of documents) {
      for (const [word, code = ''] of text.matchAll(/CNRY-([A-Za-z0-9]+(?:-(?:1|2|ref|frz))?)-[a-z]/g)) {
        // The operator's name stands beside the money that came from it; nothing else of it does.
        if (word === 'CNRY-V-n' && !/CNRY-V-n(?!ame\b(?!-))/.test(text)) continue;
        if (!reader.sees.test(code)) wrong.push(`${word} in ${path}`);
        own.add(code);
      }
      if (status >= 500) wrong.push(`${status} of ${path}: ${text.slice(0, 300)}`);
      if (!/private/.test(cacheControl) || !/no-store/.test(cacheControl)) wrong.push(`${cacheControl} of ${path}`);
      if (text.includes('13800001234')) wrong.push(`a mobile number in ${path}`);
      const [address] = /(?<![\w.-])[a-z0-9-]+@canary\.example/.exec(text) ?? [];
      if (address) wrong.push(`${address} in ${path}`);
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(own.size, 'a crawl that sees nothing proves nothing').toBeGreaterThan(0);
    expect(documents.filter(({ status }) => status === 200).length).toBeGreaterThan(20);
  });
}
