import { removeOldExports } from '@/domain/exports/remove-old-exports';
import { runExports } from '@/domain/exports/run-exports';
import type { Job } from '@/domain/job';

/** Everything that is done in the background, in the order of one round. */
export const allJobs: readonly Job[] = [removeOldExports, runExports];
