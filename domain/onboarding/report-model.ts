import type { ReportState } from '@/db/schema/association';

/** The states of a report in the order in which it goes through them. */
export const reportStates = [
  'draft',
  'pending',
  'reported',
  'rejected',
  'expired',
  'withdrawn',
  'associated',
  'failed',
] as const satisfies readonly ReportState[];

/** States in which the partner may still take a report back. */
export const withdrawableStates = ['draft', 'pending', 'reported'] as const satisfies readonly ReportState[];

/** Whose a reserved prospect can be. */
export const prospectOwners = ['direct_sales', 'platform', 'online_sales', 'sales_support'] as const;

/** Why joining may be refused: each has its words and a suggestion in `messages/<language>/onboarding.json`. @source spec/01 §1.5 */
export const joiningCauses = [
  'already_associated',
  'associated_with_another',
  'reported_by_another',
  'reported_by_platform',
  'is_a_partner',
  'special_contract',
  'customer_registered_long_ago',
  'cash_consumption',
  'unpaid_bills',
  'unified_accounting_member',
  'consumer_cloud_user',
  'reward_plan',
  'other_site',
  'professional_service_contract',
  'reserved_instances',
  'enterprise_member',
  'enterprise_master',
  'invitation_expired',
  'invitation_used',
  'invitation_withdrawn',
  'invitation_of_another',
  'customer_frozen',
  'partner_frozen',
  'development_not_allowed',
  'not_completed',
] as const;
export type JoiningCause = (typeof joiningCauses)[number];

/** The cause a stored text names, if it is one there are words for. */
export const joiningCauseOf = (text: string | null): JoiningCause | undefined =>
  joiningCauses.find((cause) => cause === text);
