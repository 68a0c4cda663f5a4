import type { OrganizationKind, Role } from '@/db/schema/identity';

const partners = ['distributor', 'reseller', 'solution_provider', 'subsidised_partner'] as const;
const funding = ['distributor', 'reseller', 'solution_provider'] as const;
/** Partners at the top of a tree: money comes to them from outside. */
const top = ['distributor', 'solution_provider'] as const;
const readers = ['admin', 'finance', 'viewer'] as const;
const cashiers = ['admin', 'finance'] as const;
const everyone = ['operator', ...partners, 'customer'] as const;
const all = ['admin', 'finance', 'sales', 'viewer'] as const;

interface Rule {
  readonly kinds: readonly OrganizationKind[];
  readonly roles: readonly Role[];
  /** Reads are what a read-only API key may do. */
  readonly reads?: true;
}

/**
 * Who may do what: action × kind of organization × role. Navigation, commands, queries, the API and the tests all read this table.
 *
 * @source design/decisions.md 14, 44, spec/03 §3.1, spec/11 §11.2
 */
export const permissions = {
  'home.read': { kinds: everyone, roles: all, reads: true },

  'customers.read': { kinds: ['operator', ...partners], roles: all, reads: true },
  'customers.reveal': { kinds: ['operator', ...partners], roles: ['admin', 'finance', 'sales'], reads: true },
  'customers.edit': { kinds: partners, roles: ['admin', 'sales'] },
  'customers.freeze': { kinds: ['operator'], roles: ['admin'] },
  'customers.restrict': { kinds: partners, roles: ['admin'] },
  'customers.export': { kinds: ['operator', ...partners], roles: ['admin'] },
  'customers.create': { kinds: partners, roles: ['admin'] },
  'customers.set_obstacles': { kinds: ['operator'], roles: ['admin'] },
  'views.manage': { kinds: ['operator', ...partners], roles: all },
  'contacts.manage': { kinds: partners, roles: ['admin'] },
  'partner.read': { kinds: ['customer'], roles: all, reads: true },

  'onboarding.read': { kinds: partners, roles: ['admin', 'sales', 'viewer'], reads: true },
  'onboarding.report': { kinds: partners, roles: ['admin', 'sales'] },
  'onboarding.invite': { kinds: partners, roles: ['admin', 'sales'] },
  'onboarding.review': { kinds: ['operator'], roles: ['admin'] },
  'onboarding.grant': { kinds: ['operator'], roles: ['admin'] },
  'association.join': { kinds: ['customer'], roles: ['admin'] },
  'association_changes.read': { kinds: [...partners, 'customer'], roles: all, reads: true },
  'association_changes.request': { kinds: [...partners, 'customer'], roles: ['admin'] },
  'association_changes.answer': { kinds: [...partners, 'customer'], roles: ['admin'] },

  'customers.assign_manager': { kinds: ['operator', ...partners], roles: ['admin'] },
  'resellers.read': { kinds: ['distributor'], roles: ['admin', 'finance', 'viewer'], reads: true },
  'resellers.customers': { kinds: ['distributor'], roles: ['admin', 'finance', 'viewer'], reads: true },
  'resellers.grant': { kinds: ['distributor'], roles: ['admin'] },

  'funds.read': { kinds: partners, roles: ['admin', 'finance', 'viewer'], reads: true },
  'funds.allocate': { kinds: funding, roles: ['admin', 'finance'] },
  'funds.reclaim': { kinds: funding, roles: ['admin', 'finance'] },
  'funds.allocate_reseller': { kinds: ['distributor'], roles: ['admin', 'finance'] },
  'funds.reclaim_reseller': { kinds: ['distributor'], roles: ['admin', 'finance'] },
  'adjustments.read': { kinds: partners, roles: all, reads: true },
  'balance.read': { kinds: ['customer'], roles: all, reads: true },

  'statements.read': { kinds: [...partners, 'customer'], roles: readers, reads: true },
  'statements.export': { kinds: [...partners, 'customer'], roles: cashiers },
  'thresholds.manage': { kinds: [...funding, 'customer'], roles: cashiers },
  'recharge.read': { kinds: top, roles: readers, reads: true },
  'recharge.open': { kinds: top, roles: cashiers },
  'recharge.pay_online': { kinds: top, roles: cashiers },
  'payers.manage': { kinds: top, roles: cashiers },
  'claims.make': { kinds: top, roles: cashiers },
  'withdrawals.read': { kinds: top, roles: readers, reads: true },
  'withdrawals.request': { kinds: top, roles: cashiers },

  'coupons.read': { kinds: partners, roles: all, reads: true },
  'coupons.issue': { kinds: partners, roles: ['admin', 'finance'] },
  'coupons.reclaim': { kinds: partners, roles: ['admin', 'finance'] },
  'coupons.own': { kinds: ['customer'], roles: all, reads: true },
  'coupons.held': { kinds: [...partners, 'customer'], roles: all, reads: true },
  'coupons.use': { kinds: ['customer'], roles: ['admin', 'finance'] },
  'quotas.issue': { kinds: ['distributor'], roles: ['admin', 'finance'] },
  'quotas.reclaim': { kinds: ['distributor'], roles: ['admin', 'finance'] },
  'quotas.oversee': { kinds: ['operator'], roles: ['admin', 'finance', 'viewer'], reads: true },
  'quotas.grant': { kinds: ['operator'], roles: ['admin', 'finance'] },
  'quotas.adjust': { kinds: ['operator'], roles: ['admin'] },
  'coupons.refund': { kinds: ['operator'], roles: ['admin', 'finance'] },
  'coupons.take_back': { kinds: ['operator'], roles: ['admin', 'finance'] },

  'organizations.read': { kinds: ['operator'], roles: ['admin', 'finance', 'viewer'], reads: true },
  'organizations.create': { kinds: ['operator'], roles: ['admin'] },
  'organizations.freeze': { kinds: ['operator'], roles: ['admin'] },
  'bank_transfers.read': { kinds: ['operator'], roles: ['admin', 'finance', 'viewer'], reads: true },
  'bank_transfers.record': { kinds: ['operator'], roles: ['admin', 'finance'] },
  'receiving_accounts.manage': { kinds: ['operator'], roles: ['admin'] },
  'reconciliation.read': { kinds: ['operator'], roles: readers, reads: true },
  'reconciliation.import': { kinds: ['operator'], roles: cashiers },
  'reconciliation.post': { kinds: ['operator'], roles: cashiers },
  'credit.oversee': { kinds: ['operator'], roles: readers, reads: true },
  'credit.set': { kinds: ['operator'], roles: cashiers },
  'withdrawals.oversee': { kinds: ['operator'], roles: readers, reads: true },
  'withdrawals.decide': { kinds: ['operator'], roles: cashiers },
  'withdrawals.pay': { kinds: ['operator'], roles: cashiers },
  'api_keys.read': { kinds: ['operator'], roles: ['admin'], reads: true },
  'api_keys.create': { kinds: ['operator'], roles: ['admin'] },
  'api_keys.disable': { kinds: ['operator'], roles: ['admin'] },

  'open_access.read': { kinds: partners, roles: ['admin', 'viewer'], reads: true },
  'open_access.configure': { kinds: partners, roles: ['admin'] },
  'credentials.read': { kinds: [...partners, 'customer'], roles: ['admin'], reads: true },
  'credentials.manage': { kinds: [...partners, 'customer'], roles: ['admin'] },
  'webhooks.read': { kinds: partners, roles: ['admin', 'viewer'], reads: true },
  'webhooks.manage': { kinds: partners, roles: ['admin'] },
  'webhooks.replay': { kinds: partners, roles: ['admin'] },
  'events.read': { kinds: partners, roles: ['admin'], reads: true },
  'receipts.read': { kinds: [...partners, 'customer'], roles: ['admin'], reads: true },
  'funds.dry_run': { kinds: funding, roles: cashiers, reads: true },
  'api_reference.read': { kinds: [...partners, 'customer'], roles: all, reads: true },
  'api_reference.try': { kinds: [...partners, 'customer'], roles: ['admin'] },
  'catalogue.read': { kinds: everyone, roles: all, reads: true },
  'catalogue.manage': { kinds: ['operator'], roles: ['admin'] },

  'users.read': { kinds: everyone, roles: ['admin'], reads: true },
  'users.create': { kinds: everyone, roles: ['admin'] },
  'users.disable': { kinds: everyone, roles: ['admin'] },
  'messages.read': { kinds: ['operator'], roles: ['admin'], reads: true },
  'messages.retry': { kinds: ['operator'], roles: ['admin'] },
  'settings.change': { kinds: ['operator'], roles: ['admin'] },
  'notices.read': { kinds: everyone, roles: all, reads: true },
  'security.change': { kinds: everyone, roles: ['admin'] },
  'audit.read': { kinds: everyone, roles: ['admin'], reads: true },
  'account.manage': { kinds: everyone, roles: all },
  'regions.read': { kinds: everyone, roles: all, reads: true },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof permissions;

/** What is asked of someone before anything else is looked at. `Actor` has these members. */
export interface Asker {
  readonly kind: OrganizationKind;
  readonly roles: readonly Role[];
  readonly readOnly: boolean;
  /** What an API key was narrowed to; null narrows nothing. */
  readonly grants: readonly string[] | null;
}

/** Whether the table lets `asker` do it. Which objects they may do it to is a matter of scope. */
export function may(asker: Asker, permission: Permission): boolean {
  const rule: Rule = permissions[permission];
  if (asker.readOnly && !rule.reads) return false;
  if (asker.grants && !asker.grants.includes(permission)) return false;
  return rule.kinds.includes(asker.kind) && asker.roles.some((role) => rule.roles.includes(role));
}

/**
 * Whether somebody sees only the customers assigned to them: those who are in sales and nothing else.
 *
 * @source spec/11 §11.1
 */
export const seesOwnCustomersOnly = (asker: Asker): boolean => asker.roles.every((role) => role === 'sales');
