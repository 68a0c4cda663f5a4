import { expect, it } from 'vitest';
import type { OrganizationKind } from '@/domain/actor';
import type { NoticeKind } from '@/domain/notices/model';
import { newId } from '@/lib/id';
import { noticePlace } from './notice-place';

const ids = {
  customer: newId('customer'),
  report: newId('report'),
  change: newId('associationChange'),
  adjustment: newId('adjustment'),
  coupon: newId('coupon'),
  quota: newId('couponQuota'),
  withdrawal: newId('withdrawal'),
  endpoint: newId('webhookEndpoint'),
  key: newId('apiKey'),
};

it.each<[OrganizationKind, NoticeKind, string, string | undefined]>([
  ['solution_provider', 'customer.associated', ids.customer, `/customers/${ids.customer}`],
  ['customer', 'customer.associated', ids.customer, '/my-partner'],
  ['reseller', 'customer.left', ids.customer, `/association-changes/${ids.change}`],
  ['customer', 'customer.left', ids.customer, `/association-changes/${ids.change}`],
  ['distributor', 'association_change.requested', ids.change, `/association-changes/${ids.change}`],
  ['customer', 'association_change.rejected', ids.change, `/association-changes/${ids.change}`],
  ['distributor', 'association.failed', newId('associationAttempt'), '/onboarding/history'],
  ['reseller', 'report.reviewed', ids.report, `/onboarding/reports/${ids.report}`],
  ['operator', 'report.submitted', ids.report, `/operations/reports/${ids.report}`],
  ['solution_provider', 'funds.returned', ids.adjustment, `/funds/adjustments/${ids.adjustment}`],
  ['customer', 'funds.returned', ids.adjustment, '/my-account'],
  ['solution_provider', 'recharge.credited', newId('bankTransfer'), '/funds'],
  ['distributor', 'credit.terms_set', newId('creditTerms'), '/funds'],
  ['solution_provider', 'balance.low', newId('balanceThreshold'), '/funds'],
  ['customer', 'balance.low', newId('balanceThreshold'), '/my-account'],
  ['customer', 'coupon.issued', ids.coupon, `/my-coupons/${ids.coupon}`],
  ['customer', 'coupon.reclaimed', ids.coupon, '/my-coupons'],
  ['customer', 'coupon.expired', ids.coupon, `/my-coupons/${ids.coupon}`],
  ['reseller', 'coupon.expired', ids.coupon, `/coupons/issued/${ids.coupon}`],
  ['subsidised_partner', 'quota.granted', ids.quota, `/coupons/quotas/${ids.quota}`],
  ['reseller', 'quota.issued', ids.quota, `/coupons/quotas/${ids.quota}`],
  ['distributor', 'quota.state_set', 'nonsense', undefined],
  ['distributor', 'withdrawal.decided', ids.withdrawal, `/funds/withdrawals/${ids.withdrawal}`],
  ['operator', 'withdrawal.requested', ids.withdrawal, `/operations/withdrawals/${ids.withdrawal}`],
  ['solution_provider', 'export.finished', newId('exportTask'), '/customers/exports'],
  ['operator', 'export.finished', newId('exportTask'), '/customers/exports'],
  ['solution_provider', 'webhook.disabled', ids.endpoint, `/open-access/webhooks/${ids.endpoint}`],
  ['solution_provider', 'credential.created', ids.key, `/open-access/credentials/${ids.key}`],
  ['customer', 'credential.attacked', ids.key, `/open-access/credentials/${ids.key}`],
  ['solution_provider', 'report.expired', 'nonsense', undefined],
])('%s reads %s at its own place', (reader, kind, subjectId, place) => {
  expect(noticePlace(reader, { kind, subjectId, facts: { customerId: ids.customer, changeId: ids.change } })).toBe(
    place,
  );
});

it.each<[OrganizationKind, NoticeKind, string]>([
  ['customer', 'coupon.issued', '/my-coupons'],
  ['customer', 'coupon.expired', '/my-coupons?state=expired'],
  ['solution_provider', 'coupon.expired', '/coupons/issued'],
])('%s reads %s of several at the list', (reader, kind, place) => {
  expect(noticePlace(reader, { kind, subjectId: ids.coupon, facts: { count: 2 } })).toBe(place);
});

it('leads to the exports of the list that was exported', () => {
  const of = (facts: Record<string, string>) =>
    noticePlace('customer', { kind: 'export.finished', subjectId: newId('exportTask'), facts });
  expect([of({ list: 'statement' }), of({ list: 'customers' })]).toEqual([
    '/funds/statement/exports',
    '/customers/exports',
  ]);
});

it('a balance that is low is that of a customer where the notice says so', () => {
  const facts = { kind: 'customer', customerId: ids.customer };
  const low = { kind: 'balance.low', subjectId: newId('balanceThreshold'), facts } as const;
  expect(noticePlace('distributor', low)).toBe(`/customers/${ids.customer}`);
});
