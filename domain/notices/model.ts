/** What people are told of. Each is the kind of an event; what else happens is nobody's notice. */
export const noticeKinds = [
  'report.submitted',
  'report.reviewed',
  'report.expired',
  'customer.associated',
  'association.failed',
  'customer.manager_assigned',
  'customer.frozen',
  'customer.unfrozen',
  'association_change.requested',
  'association_change.rejected',
  'association_change.withdrawn',
  'customer.type_switched',
  'customer.left',
  'funds.allocated',
  'funds.reclaimed',
  'funds.returned',
  'posting.proposed',
  'bank_transfer.proposed',
  'recharge.credited',
  'recharge.reversed',
  'payment.questioned',
  'claim.submitted',
  'claim.decided',
  'credit.terms_set',
  'balance.low',
  'coupon.issued',
  'coupon.reclaimed',
  'coupon.expired',
  'quota.granted',
  'quota.issued',
  'quota.reclaimed',
  'quota.state_set',
  'quota.extended',
  'quota.expired',
  'withdrawal.requested',
  'withdrawal.decided',
  'withdrawal.settled',
  'withdrawal.returned',
  'suspense.overdue',
  'bank_line.reversed',
  'reversal.overdue',
  'association_result.failed',
  'webhook.disabled',
  'credential.created',
  'credential.rotated',
  'credential.disabled',
  'credential.attacked',
  'export.finished',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Whether people are told of events of that kind. */
export const isNoticeKind = (text: unknown): text is NoticeKind => noticeKinds.some((kind) => kind === text);

/** The name of a kind in `messages/<language>/notices.json`. */
export const kindKey = (kind: NoticeKind): string => kind.replace('.', '_');

/** The key of what a notice says: one for its kind, or one for how it ended. */
export function textKey(kind: NoticeKind, facts: Readonly<Record<string, unknown>>): string {
  if (kind === 'report.reviewed') return facts['decision'] === 'reject' ? 'report_rejected' : 'report_accepted';
  if (kind === 'association_change.requested')
    return facts['kind'] === 'switch' ? 'switch_requested' : 'parting_requested';
  if (kind === 'customer.type_switched')
    return facts['toType'] === 'referral' ? 'switched_to_referral' : 'switched_to_resale';
  if (kind === 'withdrawal.decided')
    return facts['decision'] === 'reject' ? 'withdrawal_rejected' : 'withdrawal_approved';
  if (kind === 'balance.low') return facts['kind'] === 'customer' ? 'balance_low_customer' : 'balance_low_own';
  if (kind === 'quota.state_set') return quotaKeys[String(facts['to'])] ?? 'quota_invalid';
  if (kind === 'recharge.credited' && facts['kind'] === 'online') return 'recharge_credited_online';
  if (kind === 'payment.questioned') return questionKeys[String(facts['kind'])] ?? 'payment_unknown';
  if (kind === 'withdrawal.settled' && facts['route'] === 'provider') return 'withdrawal_refunded';
  if (kind === 'withdrawal.returned' && facts['route'] === 'provider') return 'withdrawal_refund_failed';
  if (kind === 'claim.decided') return facts['decision'] === 'approved' ? 'claim_approved' : 'claim_rejected';
  if (kind === 'webhook.disabled') return facts['cause'] === 'gone' ? 'webhook_gone' : 'webhook_failing';
  if (kind.startsWith('coupon.') && Number(facts['count'] ?? 1) > 1) return `${kindKey(kind)}_several`;
  return kindKey(kind);
}

const questionKeys: Readonly<Record<string, string>> = {
  wrong_amount: 'payment_wrong_amount',
  refund_wrong_amount: 'refund_wrong_amount',
  refund_unknown_payment: 'refund_unknown',
  refund_contradicted: 'refund_contradicted',
};

const quotaKeys: Readonly<Record<string, string>> = {
  normal: 'quota_normal',
  adjusting: 'quota_adjusting',
  frozen: 'quota_frozen',
};
