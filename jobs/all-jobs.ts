import type { Job } from '@/domain/job';
import { expireReports } from '@/domain/onboarding/expire-reports';

/** Everything that is done in the background, in the order of one round. */
export const allJobs: readonly Job[] = [expireReports];
import { associateCreatedCustomers } from '@/domain/onboarding/associate-created-customers';

/** Everything that is done in the background, in the order of one round. */
export const allJobs: readonly Job[] = [associateCreatedCustomers];
