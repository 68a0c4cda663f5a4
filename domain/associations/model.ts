import type { OrganizationKind } from '@/db/schema/identity';
import type { RefusalCode } from '@/domain/refusal';

/** The two sides of a relation. Each may ask for a change; the other one answers. */
export type Side = 'partner' | 'customer';

/** On which side of a relation somebody stands. */
export const sideOf = ({ kind }: { readonly kind: OrganizationKind }): Side =>
  kind === 'customer' ? 'customer' : 'partner';

/** What is looked at in the relation before it may be changed, and again before it is, in the order in which people are told. */
export const relationChecks = [
  'partner_active',
  'customer_active',
  'not_restricted',
  'unpaid_bills',
  'special_contract',
  'reserved_instances',
  'professional_service_contract',
  'enterprise_member',
  'enterprise_master',
] as const;
/** What is looked at in earlier requests before another may be made. */
export const historyChecks = ['nothing_open', 'long_enough_ago'] as const;
export type ChangeCheck = (typeof relationChecks)[number] | (typeof historyChecks)[number];

/** The refusals these come to. The side that asks hears of its partner's freeze in other words than of its own. */
export const relationRefusals = [
  'organization_frozen',
  'partner_frozen',
  'customer_frozen',
  'unpaid_bills',
  'special_contract',
  'reserved_instances',
  'professional_service_contract',
  'enterprise_member',
  'enterprise_master',
] as const satisfies readonly RefusalCode[];
export const historyRefusals = ['change_open_already', 'change_too_soon'] as const satisfies readonly RefusalCode[];

/** What a change may be about. */
export const changeKinds = ['disassociate', 'switch'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** How far a change is: open, or how it ended. */
export const changeStates = ['submitted', 'completed', 'rejected', 'withdrawn'] as const;
export type ChangeState = (typeof changeStates)[number];

/** The two types of a relation. */
export const associationTypes = ['resale', 'referral'] as const;
export type AssociationType = (typeof associationTypes)[number];
