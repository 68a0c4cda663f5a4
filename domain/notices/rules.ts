import type { Role } from '@/db/schema/identity';
import type { AuditDetail } from '@/db/schema/kernel';
import type { NoticeKind } from './model';
import type { OperationSide } from './operation-shares';

/** Who hears of an event. What is left out hears nothing of it. */
export interface NoticeRule {
  /** Members of the organization whose event it is: of the partner. */
  readonly partner?: readonly Role[];
  /** The member who looks after the customer; people in sales hear of their own customers only, so only thus. */
  readonly manager?: true;
  /** The member the event itself names, under this name in its payload. */
  readonly person?: 'reportedBy' | 'managerId' | 'userId';
  /** Members of the customer it is about. */
  readonly customer?: readonly Role[];
  /** Members of the reseller it is about. */
  readonly reseller?: readonly Role[];
  readonly operator?: readonly Role[];
  /** Coupons move in lists: whoever is told of this is told once of everything that one operation did to them. */
  readonly isOncePerOperation?: true;
  /** It matters enough for a mail. */
  readonly isMailed?: true;
}

const relation = { partner: ['admin'], manager: true, customer: ['admin'] } as const satisfies NoticeRule;
const money = {
  ...relation,
  partner: ['admin', 'finance'],
  reseller: ['admin', 'finance'],
} as const satisfies NoticeRule;
const quota = { partner: ['admin', 'finance'] } as const satisfies NoticeRule;
const coupons = { customer: ['admin', 'finance'], isOncePerOperation: true } as const satisfies NoticeRule;
/** The key is of the organization whose event it is, be it a partner or a customer. */
const credential = { partner: ['admin'], isMailed: true } as const satisfies NoticeRule;

/** Who gets what. @source issue B, notices */
export const noticeRules = {
  'report.submitted': { operator: ['admin'] },
  'report.reviewed': { partner: ['admin'], person: 'reportedBy', isMailed: true },
  'report.expired': { partner: ['admin'], person: 'reportedBy' },
  'customer.associated': { ...relation, isMailed: true },
  // Who tried and failed has been told so where it happened, and is none of the partner's yet.
  'association.failed': { partner: ['admin'], manager: true, isMailed: true },
  'customer.manager_assigned': { person: 'managerId' },
  'customer.frozen': relation,
  'customer.unfrozen': relation,
  'association_change.requested': { ...relation, isMailed: true },
  'association_change.rejected': { ...relation, isMailed: true },
  'association_change.withdrawn': relation,
  'customer.type_switched': { ...relation, isMailed: true },
  'customer.left': { ...relation, isMailed: true },
  'funds.allocated': money,
  'funds.reclaimed': money,
  'funds.returned': money,
  'posting.proposed': { operator: ['admin', 'finance'] },
  'bank_transfer.proposed': { operator: ['admin', 'finance'] },
  'recharge.credited': { partner: ['admin', 'finance'] },
  'recharge.reversed': { partner: ['admin', 'finance'], isMailed: true },
  'payment.questioned': { operator: ['admin', 'finance'], isMailed: true },
  'claim.submitted': { operator: ['admin', 'finance'] },
  'claim.decided': { partner: ['admin', 'finance'], isMailed: true },
  'credit.terms_set': { partner: ['admin', 'finance'] },
  'balance.low': { partner: ['admin', 'finance'], customer: ['admin', 'finance'], isMailed: true },
  'coupon.issued': { ...coupons, isMailed: true },
  'coupon.reclaimed': { ...coupons, partner: ['admin', 'finance'] },
  'coupon.expired': { ...coupons, partner: ['admin', 'finance'] },
  'quota.granted': { ...quota, isMailed: true },
  'quota.issued': { reseller: ['admin', 'finance'], isMailed: true },
  'quota.reclaimed': { reseller: ['admin', 'finance'], isOncePerOperation: true },
  'quota.state_set': quota,
  'quota.extended': quota,
  'quota.expired': quota,
  'withdrawal.requested': { operator: ['admin', 'finance'] },
  'withdrawal.decided': { partner: ['admin', 'finance'], isMailed: true },
  'withdrawal.settled': { partner: ['admin', 'finance'], isMailed: true },
  'withdrawal.returned': { partner: ['admin', 'finance'], isMailed: true },
  'suspense.overdue': { operator: ['admin', 'finance'], isMailed: true },
  'bank_line.reversed': { operator: ['admin', 'finance'] },
  'reversal.overdue': { operator: ['admin', 'finance'], isMailed: true },
  'association_result.failed': { partner: ['admin'], isMailed: true },
  'webhook.disabled': { partner: ['admin'], isMailed: true },
  'credential.created': credential,
  'credential.rotated': credential,
  'credential.disabled': credential,
  'credential.attacked': credential,
  'export.finished': { person: 'userId' },
} as const satisfies Record<NoticeKind, NoticeRule>;

/** What people of one side hear by another notice, or have done themselves, they are not told again. */
export function isToldTo(
  side: OperationSide,
  kind: NoticeKind,
  { kind: how, actingOrganizationId, customerId }: AuditDetail,
): boolean {
  // Who set the threshold is told: a customer of its own balance, a partner of its own and of its customers'.
  if (kind === 'balance.low') {
    const isCustomersOwn = how === 'own' && Boolean(customerId);
    return side === (isCustomersOwn ? 'customer' : 'partner');
  }
  if (kind !== 'coupon.reclaimed') return true;
  // Of parting and switching both sides have a notice of their own, which leads to what went back.
  if (how === 'unbind' || how === 'switch') return false;
  // A reseller hears of what its distributor has done for it.
  return side !== 'partner' || how !== 'reclaim' || actingOrganizationId !== undefined;
}
