import type { OrganizationKind } from '@/domain/actor';
import type { NoticeLine } from '@/domain/notices/queries';
import { isId, type Kind } from '@/lib/id';

/** Where a notice's record is for its reader, by the kind of organization they belong to; undefined where they have no page of it. */
export function noticePlace(
  reader: OrganizationKind,
  { kind, subjectId, facts }: Pick<NoticeLine, 'kind' | 'subjectId' | 'facts'>,
): string | undefined {
  /** The page of one thing, where the notice names one of that kind. */
  const one = (of: Kind, path: string, id: unknown = subjectId) => (isId(of, id) ? `${path}/${id}` : undefined);
  if (kind === 'export.finished')
    return facts['list'] === 'statement' ? '/funds/statement/exports' : '/customers/exports';
  if (kind.startsWith('credential.')) return one('apiKey', '/open-access/credentials');
  const withdrawals = reader === 'operator' ? '/operations/withdrawals' : '/funds/withdrawals';
  if (kind.startsWith('withdrawal.')) return one('withdrawal', withdrawals);
  if (reader === 'operator') {
    if (kind === 'claim.submitted') return one('remittanceClaim', '/operations/claims');
    if (kind === 'posting.proposed') return one('bankPosting', '/operations/postings');
    if (kind === 'bank_transfer.proposed') return one('bankTransferProposal', '/operations/bank-transfers/proposals');
    if (kind === 'suspense.overdue') return '/operations/bank-lines?older=30';
    if (kind === 'bank_line.reversed') return one('bankLine', '/operations/bank-lines');
    if (kind === 'reversal.overdue') return '/operations/bank-lines?state=reversal&older=30';
    return kind === 'report.submitted' ? one('report', '/operations/reports') : undefined;
  }
  if (kind.startsWith('association_change.')) return one('associationChange', '/association-changes');
  if (kind === 'customer.left') return one('associationChange', '/association-changes', facts['changeId']);
  if (kind === 'balance.low') return lowPlace(reader, facts);
  if (kind.startsWith('coupon.')) return couponPlace(reader, kind, facts, subjectId);
  if (reader === 'customer') return kind.startsWith('funds.') ? '/my-account' : '/my-partner';
  if (kind.startsWith('report.')) return one('report', '/onboarding/reports');
  if (kind.startsWith('funds.')) return one('adjustment', '/funds/adjustments');
  if (kind === 'association.failed') return '/onboarding/history';
  if (kind === 'recharge.credited') return one('onlineRecharge', '/funds/recharge/online') ?? '/funds';
  if (kind === 'recharge.reversed') return '/funds/statement';
  if (kind.startsWith('claim.')) return one('remittanceClaim', '/funds/claims');
  if (kind === 'credit.terms_set') return '/funds';
  if (kind.startsWith('quota.')) return one('couponQuota', '/coupons/quotas');
  if (kind === 'association_result.failed') return '/open-access/association-results?state=failed';
  if (kind === 'webhook.disabled') return one('webhookEndpoint', '/open-access/webhooks');
  return one('customer', '/customers', facts['customerId']);
}

/** A notice may speak of several coupons, and what was taken back its customer no longer has. */
function couponPlace(reader: OrganizationKind, kind: string, facts: NoticeLine['facts'], subjectId: string): string {
  const isOne = Number(facts['count'] ?? 1) === 1 && isId('coupon', subjectId);
  if (reader !== 'customer') return isOne ? `/coupons/issued/${subjectId}` : '/coupons/issued';
  const list = kind === 'coupon.expired' ? '/my-coupons?state=expired' : '/my-coupons';
  return isOne && kind !== 'coupon.reclaimed' ? `/my-coupons/${subjectId}` : list;
}

/** Where the balance stands that has become low. */
function lowPlace(reader: OrganizationKind, { kind, customerId }: NoticeLine['facts']): string {
  if (reader === 'customer') return '/my-account';
  return kind === 'customer' && isId('customer', customerId) ? `/customers/${customerId}` : '/funds';
}
