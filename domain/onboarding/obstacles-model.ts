import type { Obstacle } from '@/db/schema/identity';

/** Everything the platform can know of a customer that keeps it from being associated: first what counts for any type, then what counts for resale. */
export const obstacleNames = [
  'special_contract',
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
] as const satisfies readonly Obstacle[];
