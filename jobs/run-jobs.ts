import { setTimeout as pause } from 'node:timers/promises';
import type { Job } from '@/domain/job';
import { isOutage } from '@/domain/outage';
import { log } from '@/lib/log';
import { allJobs } from './all-jobs';

/** How long a job rests when nothing waits for it, and the longest rest while the database is away. */
const rest = { idleMs: 1_000, outageMs: 10_000 } as const;

const shared = globalThis as { partnerCenterJobs?: boolean };

/**
 * Starts this process's background work, once. It never ends the process, and never keeps it from ending.
 *
 * @source docs/decisions/0013-waiting-work-is-rows.md
 */
export function startJobs(): void {
  if (shared.partnerCenterJobs) return;
  shared.partnerCenterJobs = true;
  // Each in a loop of its own: a long export holds up no mail.
  for (const job of allJobs) void repeat(job);
}

async function repeat(job: Job): Promise<void> {
  let restMs: number = rest.idleMs;
  for (;;) {
    await pause(restMs, undefined, { ref: false });
    const result = await attempt(job);
    if (result === 'away') restMs = Math.min(Math.max(restMs, 500) * 2, rest.outageMs);
    else restMs = result > 0 ? 0 : rest.idleMs;
  }
}

/** One step. @returns how many it dealt with; `away` when the database was not there */
async function attempt(job: Job): Promise<number | 'away'> {
  try {
    return await job();
  } catch (error) {
    if (isOutage(error)) return 'away';
    log.error({ err: error, job: job.jobName }, 'job failed');
    return 0;
  }
}
