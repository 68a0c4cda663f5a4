import { describe, expect, it } from 'vitest';
import { type Asker, may } from '@/domain/permission';
import { currentPage } from './current-page';
import { navigation, navigationOf } from './navigation';
import { matchPages } from './palette-match';

const pagesOf = (kind: Asker['kind'], ...roles: Asker['roles']) =>
  navigationOf({ kind, roles, readOnly: false, grants: null }).flatMap((group) => group.pages.map(({ key }) => key));

describe('navigation', () => {
  it('shows each kind of organization its own pages', () => {
    expect(pagesOf('customer', 'finance')).toEqual([
      'home',
      'myAccount',
      'myCoupons',
      'myPartner',
      'associationChanges',
      'statement',
      'alerts',
      'apiReference',
      'notices',
      'security',
    ]);
    expect(pagesOf('reseller', 'finance')).toEqual([
      'home',
      'customers',
      'coupons',
      'associationChanges',
      'funds',
      'statement',
      'adjustments',
      'batches',
      'alerts',
      'apiReference',
      'notices',
      'security',
    ]);
    expect(pagesOf('distributor', 'finance')).toContain('resellers');
    expect(pagesOf('solution_provider', 'viewer')).toEqual([
      'home',
      'customers',
      'coupons',
      'onboarding',
      'associationChanges',
      'funds',
      'recharge',
      'payers',
      'claims',
      'statement',
      'adjustments',
      'withdrawals',
      'openAccess',
      'accessConfiguration',
      'callbacks',
      'webhooks',
      'apiReference',
      'notices',
      'security',
    ]);
    expect(pagesOf('operator', 'admin')).toEqual([
      'home',
      'customers',
      'organizations',
      'reports',
      'prospects',
      'couponQuotas',
      'issuedCoupons',
      'bankFiles',
      'bankLines',
      'postings',
      'claimReviews',
      'bankTransfers',
      'onlineRecharges',
      'receivingAccounts',
      'creditTerms',
      'withdrawalReviews',
      'paymentFiles',
      'messages',
      'apiKeys',
      'catalogue',
      'settings',
      'members',
      'notices',
      'audit',
      'security',
    ]);
  });

  it('shows nothing that the permission table refuses', () => {
    const kinds = [
      'operator',
      'distributor',
      'reseller',
      'solution_provider',
      'subsidised_partner',
      'customer',
    ] as const;
    for (const kind of kinds) {
      for (const role of ['admin', 'finance', 'sales', 'viewer'] as const) {
        const asker: Asker = { kind, roles: [role], readOnly: false, grants: null };
        const shown = navigationOf(asker).flatMap((group) => group.pages);
        expect(shown.filter(({ permission }) => !may(asker, permission))).toEqual([]);
      }
    }
  });

  it('leads to each page once', () => {
    const hrefs = navigation.flatMap((group) => group.pages.map(({ href }) => href));
    expect(new Set(hrefs).size).toBe(hrefs.length);
  });
});

describe('currentPage', () => {
  const hrefs = ['/', '/funds', '/funds/adjustments', '/customers'];
  it.each([
    ['/', '/'],
    ['/funds', '/funds'],
    ['/funds/allocate/review', '/funds'],
    ['/funds/adjustments/adj_1', '/funds/adjustments'],
    ['/customers-of-others', undefined],
  ])('%s belongs to %s', (path, href) => {
    expect(currentPage(path, hrefs)).toBe(href);
  });
});

describe('matchPages', () => {
  const pages = [
    { href: '/customers', label: '客户管理', words: 'customers kehuguanli khgl' },
    { href: '/funds', label: '账户总览', words: 'funds zhanghuzonglan zhzl' },
  ];
  it.each([
    ['客户', '/customers'],
    ['khgl', '/customers'],
    ['ke hu', '/customers'],
    ['ZHZL', '/funds'],
    ['fund', '/funds'],
  ])('%s finds %s', (query, href) => {
    expect(matchPages(pages, query).map((page) => page.href)).toEqual([href]);
  });

  it('shows everything before typing and nothing for nonsense', () => {
    expect(matchPages(pages, ' ')).toHaveLength(2);
    expect(matchPages(pages, 'zzz')).toEqual([]);
  });
});
