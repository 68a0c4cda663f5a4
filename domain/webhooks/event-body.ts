import type { AuditDetail } from '@/db/schema/kernel';
import { type Id, type Kind, wireIdOf } from '@/lib/id';
import { type Currency, formatMoney, money } from '@/lib/money';
import type { Listener, WebhookType } from './event-types';

/** An event of the outbox that is told outside. */
export interface ToldEvent {
  readonly type: WebhookType;
  readonly subjectId: string;
  readonly payload: AuditDetail;
  /** UTC, to the microsecond: of two events about one thing the later has the greater. */
  readonly timestamp: string;
}

/** What the event did to the balance of whoever is told of it. */
export interface BalanceMove {
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
  /** Counts the movements of that balance. */
  readonly version: bigint;
  readonly currency: Currency;
}

/**
 * What is sent of an event: `{type, timestamp, data}`, thin: ids in the form of the partner API, amounts as text, states. No names, numbers or
 * addresses of people: who needs them asks the API with the ids.
 *
 * `data.amount` stands in events that moved the listener's own balance and in no others, less than zero where money went: the sum of all of
 * them is the balance, which `balance_after` also says. Amounts of other things are called `value`.
 *
 * @source quality/acceptance.md W6, W14, design/differentiators.md X6
 */
export function eventBody(event: ToldEvent, listener: Listener, move: BalanceMove | undefined): string {
  const { type, timestamp } = event;
  const told = Object.entries(membersOf(type, listener)).map(([name, source]) => [name, source(event)]);
  const known = Object.fromEntries(told.filter(([, value]) => value !== null && value !== undefined));
  return JSON.stringify({ type, timestamp, data: { ...known, ...(move ? moved(move) : {}) } });
}

const moved = ({ amountMinor, balanceMinor, version, currency }: BalanceMove) => ({
  amount: formatMoney(money(amountMinor, currency)),
  currency,
  balance_after: formatMoney(money(balanceMinor, currency)),
  balance_version: version.toString(),
});

type Source = (event: ToldEvent) => AuditDetail[string] | undefined;
type Members = Readonly<Record<string, Source>>;

/** One of our ids, of whatever kind, as the partner API writes it; nothing for what is none. */
const wireOf = (id: unknown): string | undefined =>
  typeof id === 'string' && /^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(id) ? wireIdOf(id as Id<Kind>) : undefined;

const subject: Source = ({ subjectId }) => wireOf(subjectId);
const id =
  (name: string): Source =>
  ({ payload }) =>
    wireOf(payload[name]);
const said =
  (name: string): Source =>
  ({ payload }) =>
    payload[name];
/** Of the other side of a movement of funds, under the name of what it is. */
const counterparty =
  (prefix: 'cus' | 'org'): Source =>
  ({ payload: { counterpartyId } }) =>
    String(counterpartyId).startsWith(prefix) ? wireOf(counterpartyId) : undefined;

const value = { value: said('amount'), currency: said('currency') };
const funds = { adjustment_id: subject, customer_id: counterparty('cus'), reseller_id: counterparty('org') };
const withdrawal = { withdrawal_id: subject, kind: said('withdrawalKind'), decision: said('decision'), ...value };
const customer = { customer_id: subject };
const change = {
  change_id: subject,
  customer_id: id('customerId'),
  change: said('kind'),
  to_type: said('toType'),
  started_by: said('startedBy'),
};
const ended = { ...customer, change_id: id('changeId'), started_by: said('startedBy'), from_type: said('fromType') };
/** Of a freeze of the partner's own, how far it goes; the platform's has no levels. */
const freeze: Members = {
  ...customer,
  by: ({ payload }) => (payload['level'] === undefined ? 'platform' : 'partner'),
  level: said('level'),
};
const coupon = {
  coupon_id: id('couponId'),
  quota_id: id('quotaId'),
  customer_id: id('customerId'),
  order_id: said('orderId'),
  operation_id: id('operationId'),
  cause: said('kind'),
  ...value,
};
const cut = { quota_id: id('quotaId'), reseller_id: id('resellerId'), parent_quota_id: id('parentQuotaId'), ...value };

const members: Readonly<Record<WebhookType, Members>> = {
  'recharge.credited': { recharge_id: subject, kind: ({ payload }) => payload['kind'] ?? 'bank_transfer' },
  'recharge.reversed': { recharge_id: id('bankTransferId'), withdrawal_id: id('withdrawalId') },
  'funds.allocated': funds,
  'funds.reclaimed': funds,
  'funds.returned': { adjustment_id: subject, customer_id: id('customerId'), change_id: id('changeId') },
  'withdrawal.requested': withdrawal,
  'withdrawal.decided': withdrawal,
  'withdrawal.cancelled': withdrawal,
  'withdrawal.sent': withdrawal,
  'withdrawal.settled': withdrawal,
  'withdrawal.returned': withdrawal,
  'claim.decided': { claim_id: subject, decision: said('decision'), ...value },
  'credit.terms_set': {
    credit_limit: said('creditLimit'),
    designated: said('designated'),
    owed_invoices: said('owedInvoices'),
    currency: said('currency'),
  },
  'balance.low': {
    of: said('kind'),
    customer_id: id('customerId'),
    threshold: said('amount'),
    available: said('available'),
    currency: said('currency'),
  },
  'customer.associated': { ...customer, association_id: id('associationId'), association_type: said('type') },
  'customer.left': ended,
  'customer.type_switched': { ...ended, to_type: said('toType') },
  'customer.frozen': freeze,
  'customer.unfrozen': freeze,
  'association_change.requested': change,
  'association_change.rejected': change,
  'association_change.withdrawn': change,
  'report.reviewed': { report_id: subject, decision: said('decision') },
  'report.expired': { report_id: subject },
  'coupon.issued': coupon,
  'coupon.used': coupon,
  'coupon.refunded': coupon,
  'coupon.reclaimed': coupon,
  'coupon.expired': coupon,
  'quota.granted': { quota_id: id('quotaId'), ...value },
  'quota.issued': cut,
  'quota.reclaimed': cut,
  'quota.state_set': { quota_id: id('quotaId'), from: said('from'), to: said('to') },
  'quota.extended': { quota_id: id('quotaId'), expires_at: said('to') },
  'quota.expired': { quota_id: id('quotaId'), ...value },
  'webhook.disabled': { endpoint_id: subject, cause: said('cause') },
};

/** A reseller sees what came to it or was taken, by whom, and nothing of what its distributor's was. */
const resellerMembers: Readonly<Partial<Record<WebhookType, Members>>> = {
  'funds.allocated': { adjustment_id: subject, distributor_id: id('payerId') },
  'funds.reclaimed': { adjustment_id: subject, distributor_id: id('payerId') },
  'quota.issued': { quota_id: id('quotaId'), ...value },
  'quota.reclaimed': { quota_id: id('quotaId'), ...value },
};

const membersOf = (type: WebhookType, listener: Listener): Members =>
  (listener === 'reseller' ? resellerMembers[type] : undefined) ?? members[type];
