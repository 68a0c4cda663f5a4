import { removeOldExports } from '@/domain/exports/remove-old-exports';
import { runExports } from '@/domain/exports/run-exports';
import type { Job } from '@/domain/job';
import { associateCreatedCustomers } from '@/domain/onboarding/associate-created-customers';
import { expireReports } from '@/domain/onboarding/expire-reports';

/** Everything that is done in the background, each in a loop of its own. */
export const allJobs: readonly Job[] = [associateCreatedCustomers, expireReports, runExports, removeOldExports];
