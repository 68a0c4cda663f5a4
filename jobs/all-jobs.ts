import type { Job } from '@/domain/job';

/** Everything that is done in the background, in the order of one round. */
export const allJobs: readonly Job[] = [];
